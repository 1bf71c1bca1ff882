package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An id that is, or has as a part, that of an associated row ({@code @MapsId}): the association writes it, so that a caller gives the
 * association.
 *
 * @param sources the associations that the id comes from; none for an id of its own
 */
record DerivedId(EntityMapping mapping, List<ToOneAttribute> sources) {

    static DerivedId of(EntityMapping mapping) {
        List<ToOneAttribute> sources = mapping.attributes().stream()
                .filter(ToOneAttribute.class::isInstance)
                .map(ToOneAttribute.class::cast)
                .filter(association -> association.partOfId() != null)
                .toList();
        return new DerivedId(mapping, sources);
    }

    /** Whether the id, or a part of it, is that of this association. */
    boolean comesFrom(Attribute attribute) {
        return sources.stream().anyMatch(source -> source == attribute);
    }

    /** Whether one of the associations says what this attribute of the entity is, since it is a part of the id. */
    boolean writes(Attribute attribute) {
        return parts().contains(attribute) && isDerived(attribute.name());
    }

    private boolean isDerived(String part) {
        return sources.stream().map(ToOneAttribute::partOfId).anyMatch(name -> part.equals(name) || "".equals(name));
    }

    /** The entity's attributes that are the parts of an id; none where one attribute is the id. */
    private List<Attribute> parts() {
        return mapping.id() instanceof IdClassAttribute id ? id.parts() : List.of();
    }

    /** Whether a caller's value of this attribute may lack what the associations say, which {@link #complete} adds. */
    boolean completes(Attribute attribute) {
        return attribute == mapping.id() && attribute.embedded() != null && !sources.isEmpty();
    }

    /**
     * Sets what a caller and the associations say of an id in several columns; Hibernate generates one in a single column.
     *
     * @param entity has all other attributes already
     * @param problems takes what is wrong with the id, such as a part that contradicts its association
     */
    void complete(Object entity, Map<?, ?> values, List<Problem> problems) {
        EmbeddedAttribute composite = mapping.id().embedded();
        if (composite == null || sources.isEmpty()) {
            return;
        }
        List<Problem> found = new ArrayList<>();
        try {
            Map<?, ?> given = given(values);
            Map<Object, @Nullable Object> all = new LinkedHashMap<>(current(entity));
            if (parts().isEmpty()) {
                all.putAll(given);
            }
            for (ToOneAttribute source : sources) {
                Map<?, ?> derived = derived(source, entity);
                derived.forEach((name, value) -> check(source, name, given.get(name), value, found));
                all.putAll(derived);
            }
            if (found.isEmpty() && !all.isEmpty()) {
                putUnknown(all);
                mapping.id().set(entity, composite.toEntity(all));
            }
        } catch (ConversionException e) {
            found.add(Problem.of(mapping.id().name(), e));
        }
        if (problems.stream().noneMatch(this::concernsId)) {
            problems.addAll(found);
        }
    }

    private boolean concernsId(Problem problem) {
        Attribute attribute = mapping.find(problem.attribute());
        return attribute == mapping.id() || parts().contains(attribute);
    }

    /** Answers the parts that a caller gives, not yet converted. */
    private Map<?, ?> given(Map<?, ?> values) {
        Map<Object, @Nullable Object> given = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            Attribute attribute = mapping.find(String.valueOf(key));
            if (attribute == mapping.id() && value != null) {
                given.putAll(value instanceof Map<?, ?> parts ? parts : row(attribute.toEntity(value)));
            } else if (attribute != null && parts().contains(attribute)) {
                given.put(attribute.name(), value);
            }
        });
        return given;
    }

    private Map<?, ?> current(Object entity) {
        return mapping.id() instanceof IdClassAttribute idClass
                ? idClass.row(entity)
                : row(mapping.id().get(entity));
    }

    private Map<?, ?> row(@Nullable Object id) {
        return mapping.id().toRow(id) instanceof Map<?, ?> row ? row : Map.of();
    }

    /** Answers the parts that an association says. */
    private static Map<?, ?> derived(ToOneAttribute source, Object entity) {
        String part = Objects.requireNonNull(source.partOfId());
        Object key = source.toRow(source.get(entity));
        if (part.isEmpty()) {
            return key instanceof Map<?, ?> row ? row : Map.of();
        }
        return key == null ? Map.of() : Map.of(part, key);
    }

    private void check(
            ToOneAttribute source,
            Object name,
            @Nullable Object given,
            @Nullable Object derived,
            List<Problem> problems) {
        Attribute part = Objects.requireNonNull(mapping.id().embedded()).find(String.valueOf(name));
        if (part == null || given == null || given.equals(unknown(part))) {
            return;
        }
        if (!Objects.equals(part.toRow(EmbeddedAttribute.partOf(Map.of(name, given), part)), derived)) {
            String key = mapping.id() instanceof IdClassAttribute
                    ? part.name()
                    : mapping.id().name();
            problems.add(Problem.invalid(
                    key,
                    "'" + name + "' comes from the association '" + source.name()
                            + "', which says otherwise: leave it out"));
        }
    }

    /** An id may want a part before the association it comes from is stored. */
    private void putUnknown(Map<Object, @Nullable Object> all) {
        for (Attribute part : Objects.requireNonNull(mapping.id().embedded()).attributes()) {
            Object unknown = unknown(part);
            if (unknown != null && isDerived(part.name())) {
                all.merge(part.name(), unknown, (known, other) -> known);
            }
        }
    }

    /** Answers what stands for no value in a part that is never null; null for all others. */
    private static @Nullable Object unknown(Attribute part) {
        return part.traits().primitive()
                ? Array.get(Array.newInstance(Conversion.raw(part.traits().javaType()), 1), 0)
                : null;
    }
}
