package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.collection.spi.CollectionSemantics;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/** Changes of collections of values: a row's new elements take the place of those it has. Stateless and thread-safe. */
final class ValueCollections {
    private final EntityMapping mapping;
    private final boolean any;

    ValueCollections(EntityMapping mapping) {
        this.mapping = mapping;
        this.any = mapping.attributes().stream().anyMatch(ValueCollections::concerns);
    }

    /** Whether an assignment gives such a collection. */
    boolean concerns(Assignment assignment) {
        return any && assignment.plain() && concerns(mapping.find(assignment.path()));
    }

    static boolean concerns(@Nullable Attribute attribute) {
        return attribute instanceof CollectionAttribute collection
                && collection.ofValues()
                && collection.traits().updatable();
    }

    /** Answers the assignments of attributes that the row itself holds. */
    List<Assignment> others(List<Assignment> assignments) {
        return any
                ? assignments.stream()
                        .filter(assignment -> !concerns(assignment))
                        .toList()
                : assignments;
    }

    /**
     * Answers the collections among the assignments, an empty one for null.
     *
     * @param problems takes what is wrong with those that cannot be made
     */
    Map<CollectionAttribute, Object> replacements(List<Assignment> assignments, List<Problem> problems) {
        Map<CollectionAttribute, Object> replacements = new LinkedHashMap<>();
        for (Assignment assignment : assignments) {
            if (concerns(assignment) && mapping.find(assignment.path()) instanceof CollectionAttribute collection) {
                try {
                    Object value = assignment.value();
                    replacements.put(collection, value == null ? collection.empty() : collection.toEntity(value));
                } catch (ConversionException e) {
                    problems.add(Problem.of(assignment.path(), e));
                }
            }
        }
        return replacements;
    }

    /** Stores collections in place of those that a row has. */
    void replace(Unit unit, StoredRow row, Map<CollectionAttribute, Object> replacements) {
        SharedSessionContractImplementor session = (SharedSessionContractImplementor) unit.session();
        Object owner = mapping.id().toEntity(row.id());
        replacements.forEach((collection, value) -> {
            CollectionPersister persister = collection.mapping().getCollectionDescriptor();
            persister.remove(owner, session);
            persister.recreate(wrapped(persister, value, session), owner, session);
        });
        session.getJdbcCoordinator().executeBatch();
    }

    @SuppressWarnings("unchecked") // the value was made for this collection
    private static PersistentCollection<?> wrapped(
            CollectionPersister persister, Object value, SharedSessionContractImplementor session) {
        var semantics = (CollectionSemantics<Object, Object>) persister.getCollectionSemantics();
        return semantics.wrap(value, persister, session);
    }
}
