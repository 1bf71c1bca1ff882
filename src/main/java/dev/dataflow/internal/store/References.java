package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.mapping.ToOneAttribute;
import dev.dataflow.internal.session.Unit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Keeps the rows of a tenant from referring to those of another, which no foreign key does. Thread-safe. */
final class References {

    /** Where rows show the id of a row that belongs to a tenant. */
    private record Reference(List<String> path, EntityPersister target) {}

    private final EntityMapping mapping;
    private final Supplier<@Nullable Object> tenant;
    private final List<Reference> references = new ArrayList<>();

    References(EntityMapping mapping, Supplier<@Nullable Object> tenant) {
        this.mapping = mapping;
        this.tenant = tenant;
        mapping.classes().forEach(type -> type.attributes().forEach(attribute -> add(List.of(), attribute)));
    }

    private void add(List<String> prefix, Attribute attribute) {
        List<String> path = new ArrayList<>(prefix);
        path.add(attribute.name());
        if (attribute instanceof ToOneAttribute toOne) {
            Reference reference = new Reference(path, toOne.target());
            boolean owned = mapping.related(toOne.target()).tenant() != null;
            if (owned && !toOne.columns().isEmpty() && !references.contains(reference)) {
                references.add(reference);
            }
        } else if (attribute.embedded() != null) {
            attribute.embedded().attributes().forEach(part -> add(path, part));
        }
    }

    /** Whether there is nothing to check. */
    boolean isEmpty() {
        return references.isEmpty();
    }

    /** Whether changes may make a row refer to another one than before. */
    boolean mayChange(Collection<Assignment> assignments) {
        return !references.isEmpty() && assignments.stream().anyMatch(this::mayChange);
    }

    private boolean mayChange(Assignment assignment) {
        try {
            String attribute = mapping.locate(assignment.path()).attribute().name();
            return references.stream()
                    .anyMatch(reference -> reference.path().get(0).equals(attribute));
        } catch (ConversionException e) {
            // The statement will report it with all other problems of the input.
            return false;
        }
    }

    /**
     * Checks rows that were just written.
     *
     * @throws ForeignReferenceException when one refers to a row that the tenant does not have
     */
    void check(Unit unit, List<StoredRow> rows) throws SQLException {
        for (Reference reference : references) {
            Set<Object> ids = new LinkedHashSet<>();
            for (StoredRow row : rows) {
                Object id = id(reference, row);
                if (id != null) {
                    ids.add(id);
                }
            }
            check(unit, reference, ids);
        }
    }

    private static @Nullable Object id(Reference reference, StoredRow row) {
        String first = reference.path().get(0);
        Object value = row.shape().position(first) < 0 ? null : row.get(first);
        for (String key : reference.path().subList(1, reference.path().size())) {
            value = value instanceof Map<?, ?> embedded ? embedded.get(key) : null;
        }
        return value;
    }

    private void check(Unit unit, Reference reference, Set<Object> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        Statements target = new Statements(mapping.related(reference.target()), tenant);
        if (Queries.number(unit, target.count(Condition.ids(ids))) != ids.size()) {
            throw new ForeignReferenceException(String.join(".", reference.path()));
        }
    }
}
