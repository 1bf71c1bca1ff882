package dev.dataflow.internal.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Where rows of an entity show the id of a row that belongs to a tenant.
 *
 * @param path the names that lead to the association: its own, behind those of the embedded values it is in
 * @param columns the names of its columns
 */
public record TenantReference(List<String> path, EntityPersister target, List<String> columns) {
    public TenantReference {
        path = List.copyOf(path);
        columns = List.copyOf(columns);
    }

    /** Answers those of an entity, and of the classes below it. */
    public static List<TenantReference> of(EntityMapping mapping) {
        List<TenantReference> references = new ArrayList<>();
        mapping.classes()
                .forEach(
                        type -> type.attributes().forEach(attribute -> add(List.of(), attribute, mapping, references)));
        return references.stream().distinct().toList();
    }

    private static void add(
            List<String> prefix, Attribute attribute, EntityMapping mapping, List<TenantReference> references) {
        List<String> path = new ArrayList<>(prefix);
        path.add(attribute.name());
        if (attribute instanceof ToOneAttribute toOne) {
            boolean owned = mapping.related(toOne.target()).tenant() != null;
            if (owned && !toOne.columns().isEmpty()) {
                List<String> columns =
                        toOne.columns().stream().map(Column::name).toList();
                references.add(new TenantReference(path, toOne.target(), columns));
            }
        } else if (attribute.embedded() != null) {
            attribute.embedded().attributes().forEach(part -> add(path, part, mapping, references));
        }
    }

    /** Answers the path of the one that has such a column; null when none has. */
    public static @Nullable String pathAt(Collection<String> columns, EntityMapping mapping) {
        return of(mapping).stream()
                .filter(reference -> reference.columns().stream().anyMatch(columns::contains))
                .findFirst()
                .map(TenantReference::name)
                .orElse(null);
    }

    /** The path as a caller writes it. */
    public String name() {
        return String.join(".", path);
    }
}
