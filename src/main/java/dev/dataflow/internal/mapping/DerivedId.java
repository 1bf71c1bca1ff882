package dev.dataflow.internal.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An id that is, or has as a part, that of an associated row ({@code @MapsId}): the association writes it, so that a caller gives the
 * association.
 *
 * @param id the id that is derived
 * @param sources the associations that it comes from; none for an id of its own
 */
record DerivedId(Attribute id, List<ToOneAttribute> sources) {

    static DerivedId of(EntityMapping mapping) {
        List<ToOneAttribute> sources = mapping.attributes().stream()
                .filter(ToOneAttribute.class::isInstance)
                .map(ToOneAttribute.class::cast)
                .filter(association -> association.partOfId() != null)
                .toList();
        return new DerivedId(mapping.id(), sources);
    }

    /** Whether the id, or a part of it, is that of this association. */
    boolean comesFrom(Attribute attribute) {
        return sources.stream().anyMatch(source -> source == attribute);
    }

    /** Sets what the associations say of an id in several columns; Hibernate generates one in a single column. */
    void complete(Object entity) {
        EmbeddedAttribute composite = id.embedded();
        if (composite == null || sources.isEmpty()) {
            return;
        }
        Map<Object, @Nullable Object> parts = new LinkedHashMap<>();
        put(parts, id.toRow(id.get(entity)));
        for (ToOneAttribute source : sources) {
            String part = Objects.requireNonNull(source.partOfId());
            Object key = source.toRow(source.get(entity));
            if (part.isEmpty()) {
                put(parts, key);
            } else if (key != null) {
                parts.put(part, key);
            }
        }
        if (!parts.isEmpty()) {
            id.set(entity, composite.toEntity(parts));
        }
    }

    private static void put(Map<Object, @Nullable Object> parts, @Nullable Object row) {
        if (row instanceof Map<?, ?> map) {
            parts.putAll(map);
        }
    }
}
