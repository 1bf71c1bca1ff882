package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.ConversionException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.jpa.event.spi.CallbackType;
import org.jspecify.annotations.Nullable;

/** The entities of one class, neither of its subclasses. Immutable and thread-safe. */
final class Instances {
    private final EntityMapping mapping;
    private final Set<String> givable = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Boolean prePersist;

    Instances(EntityMapping mapping) {
        this.mapping = mapping;
    }

    /**
     * Makes an entity of a caller's values; what they leave out keeps its initial value.
     *
     * @throws InvalidInputException with every problem of the map
     */
    Object of(Map<?, ?> values) {
        List<Problem> problems = new ArrayList<>();
        EntityMapping.Draft draft = draft(values, problems);
        problems.addAll(draft.missing());
        InvalidInputException.throwIfAny(problems);
        return draft.entity();
    }

    /**
     * Makes an entity that may lack required values.
     *
     * @throws InvalidInputException with every other problem of the map
     */
    EntityMapping.Draft draft(Map<?, ?> values) {
        List<Problem> problems = new ArrayList<>();
        EntityMapping.Draft draft = draft(values, problems);
        InvalidInputException.throwIfAny(problems);
        return draft;
    }

    /** Makes an entity of what can be used of the values, and adds what is wrong with all others. */
    EntityMapping.Draft draft(Map<?, ?> values, List<Problem> problems) {
        Object entity = mapping.persister()
                .getRepresentationStrategy()
                .getInstantiator()
                .instantiate();
        Set<String> assigned = new HashSet<>();
        values.forEach((key, value) -> {
            try {
                assign(entity, key, value, assigned);
            } catch (ConversionException e) {
                problems.add(Problem.of(key, e));
            }
        });
        List<Problem> missing = hasPrePersist() ? List.of() : missing(entity, problems);
        fillCollections(entity);
        return new EntityMapping.Draft(entity, missing);
    }

    private boolean hasPrePersist() {
        Boolean known = prePersist;
        if (known == null) {
            known = mapping.hasCallbacks(CallbackType.PRE_PERSIST);
            prePersist = known;
        }
        return known;
    }

    private void assign(Object entity, @Nullable Object key, @Nullable Object value, Set<String> assigned) {
        Attribute attribute = mapping.own(key);
        if (!assigned.add(attribute.name())) {
            throw new ConversionException("is given twice: by its attribute's name and by its column's");
        }
        if (!givable.contains(attribute.name())) {
            checkGivable(attribute);
            givable.add(attribute.name());
        }
        if (value != null) {
            attribute.set(entity, attribute.toEntity(value));
        } else if (attribute.traits().nullable() && !attribute.traits().primitive()) {
            attribute.set(entity, null);
        } else {
            throw ConversionException.nullNotAllowed();
        }
    }

    private static void checkGivable(Attribute attribute) {
        if (attribute.traits().generated() != null) {
            throw new ConversionException("its value is " + attribute.traits().generated() + "; leave it out");
        }
        if (attribute.columns().stream().anyMatch(Column::formula)) {
            throw new ConversionException("is computed by the database and cannot be given");
        }
        if (attribute.columns().stream().anyMatch(column -> !column.insertable())) {
            throw new ConversionException("is declared as not insertable: leave it out");
        }
        if (attribute instanceof ToOneAttribute && attribute.columns().isEmpty()) {
            throw new ConversionException("has its key in the other table: give it through the other model");
        }
    }

    /** Answers the required attributes that the entity has no value for, except those that have a problem already. */
    List<Problem> missing(Object entity, List<Problem> known) {
        List<Problem> missing = new ArrayList<>();
        for (Attribute attribute : mapping.attributes()) {
            Attribute.Traits traits = attribute.traits();
            boolean required = !traits.nullable() && traits.generated() == null;
            if (required
                    && attribute.get(entity) == null
                    && known.stream().noneMatch(problem -> mapping.find(problem.attribute()) == attribute)) {
                missing.add(Problem.missing(attribute.name(), "a value is required"));
            }
        }
        return missing;
    }

    /** Gives an entity the collections that Hibernate's stateless session wants at an insert. */
    void fillCollections(Object entity) {
        for (Attribute attribute : mapping.attributes()) {
            if (attribute instanceof CollectionAttribute collection && collection.get(entity) == null) {
                collection.set(entity, collection.empty());
            }
        }
    }

    /** Prepares an entity for a delete: a stateless session forgets the rows of collections that it has not loaded. */
    void emptyCollections(Object entity) {
        for (Attribute attribute : mapping.attributes()) {
            if (attribute instanceof CollectionAttribute collection) {
                collection.set(entity, collection.empty());
            }
        }
    }

    StoredRow rowOf(Object entity) {
        @Nullable
        Object[] values = mapping.stored().stream()
                .map(attribute -> attribute.toRow(attribute.get(entity)))
                .toArray();
        return new StoredRow(mapping.shape(), values);
    }
}
