package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.mapping.TenantReference;
import dev.dataflow.internal.mapping.ToOneAttribute;
import dev.dataflow.internal.session.Unit;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.jspecify.annotations.Nullable;

/** Keeps the rows of a tenant from referring to those of another, which no foreign key does. Thread-safe. */
final class References {
    private final EntityMapping mapping;
    private final Supplier<@Nullable Object> tenant;
    private final List<TenantReference> references;

    References(EntityMapping mapping, Supplier<@Nullable Object> tenant) {
        this.mapping = mapping;
        this.tenant = tenant;
        this.references = TenantReference.of(mapping);
    }

    /** Whether rows refer to none that belong to a tenant. */
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
        for (TenantReference reference : references) {
            Set<Object> ids = new LinkedHashSet<>();
            for (StoredRow row : rows) {
                Object id = id(reference, row);
                if (id != null) {
                    ids.add(id);
                }
            }
            check(unit, reference.name(), reference.target(), ids);
        }
    }

    private static @Nullable Object id(TenantReference reference, StoredRow row) {
        String first = reference.path().get(0);
        Object value = row.shape().position(first) < 0 ? null : row.get(first);
        for (String key : reference.path().subList(1, reference.path().size())) {
            value = value instanceof Map<?, ?> embedded ? embedded.get(key) : null;
        }
        return value;
    }

    /**
     * Checks the rows with which the collections of a caller's entity are about to connect it: Hibernate stores no more than their ids.
     *
     * @throws ForeignReferenceException when the tenant does not have one of them
     */
    void checkCollections(Unit unit, Object entity) throws SQLException {
        for (Attribute attribute : mapping.classOf(entity).attributes()) {
            if (attribute instanceof CollectionAttribute collection
                    && !collection.mapping().getCollectionDescriptor().isInverse()) {
                check(unit, collection, collection.get(entity));
            }
        }
    }

    /** Checks the rows to which the elements of a collection refer. */
    void check(Unit unit, CollectionAttribute collection, @Nullable Object value) throws SQLException {
        Map<EntityPersister, Set<Object>> ids = new LinkedHashMap<>();
        Collection<?> elements =
                value instanceof Map<?, ?> map ? map.values() : value instanceof Collection<?> all ? all : List.of();
        for (Object element : elements) {
            EntityPersister target = collection.elements().target();
            if (target == null) {
                collect(collection.elements().value(), element, ids);
            } else if (element != null) {
                add(target, mapping.related(target).id().toRow(identifier(target, element)), ids);
            }
        }
        for (Map.Entry<EntityPersister, Set<Object>> each : ids.entrySet()) {
            check(unit, collection.name(), each.getKey(), each.getValue());
        }
    }

    private @Nullable Object identifier(EntityPersister target, Object element) {
        return element instanceof HibernateProxy proxy
                ? proxy.getHibernateLazyInitializer().getInternalIdentifier()
                : mapping.related(target).id().get(element);
    }

    private void collect(@Nullable Attribute part, @Nullable Object value, Map<EntityPersister, Set<Object>> ids) {
        if (part instanceof ToOneAttribute toOne) {
            add(toOne.target(), toOne.toRow(value), ids);
        } else if (part != null && part.embedded() != null && value != null) {
            part.embedded().attributes().forEach(inner -> collect(inner, inner.get(value), ids));
        }
    }

    private void add(EntityPersister target, @Nullable Object id, Map<EntityPersister, Set<Object>> ids) {
        if (id != null && mapping.related(target).tenant() != null) {
            ids.computeIfAbsent(target, absent -> new LinkedHashSet<>()).add(id);
        }
    }

    private void check(Unit unit, String path, EntityPersister target, Set<Object> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        Statements statements = new Statements(mapping.related(target), tenant);
        if (Queries.number(unit, statements.count(Condition.ids(ids))) != ids.size()) {
            throw new ForeignReferenceException(path);
        }
    }
}
