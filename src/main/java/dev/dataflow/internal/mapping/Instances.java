package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.ConversionException;
import java.util.ArrayList;
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
    private final List<Attribute> required;
    private final List<CollectionAttribute> collections;
    private final DerivedId derivedId;
    private volatile @Nullable Boolean prePersist;
    private final List<Attribute> references;
    private volatile Keys last = new Keys(List.of(), List.of());

    Instances(EntityMapping mapping) {
        this.mapping = mapping;
        this.derivedId = DerivedId.of(mapping);
        this.required = mapping.attributes().stream()
                .filter(attribute ->
                        !attribute.traits().nullable() && attribute.traits().generated() == null)
                .filter(attribute -> !derivedId.writes(attribute))
                .toList();
        this.collections = mapping.attributes().stream()
                .filter(CollectionAttribute.class::isInstance)
                .map(CollectionAttribute.class::cast)
                .toList();
        this.references = mapping.attributes().stream()
                .filter(attribute -> attribute != mapping.id() && refers(attribute))
                .toList();
    }

    private static boolean refers(Attribute attribute) {
        return attribute instanceof ToOneAttribute toOne
                ? !toOne.columns().isEmpty()
                : attribute.embedded() != null
                        && attribute.embedded().attributes().stream().anyMatch(Instances::refers);
    }

    /** The keys of a map in its order, and the attributes that they name; a caller's next map often has the same. */
    private record Keys(List<Object> keys, List<Attribute> attributes) {
        /** Answers the attribute that this key names at this place; null for another key. */
        @Nullable
        Attribute at(int place, @Nullable Object key) {
            return place < keys.size() && keys.get(place).equals(key) ? attributes.get(place) : null;
        }
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
        assign(entity, values, problems);
        derivedId.complete(entity, values, problems);
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

    private void assign(Object entity, Map<?, ?> values, List<Problem> problems) {
        Keys known = last;
        List<Attribute> attributes = new ArrayList<>(values.size());
        boolean alike = true;
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            Object key = entry.getKey();
            try {
                Attribute attribute = alike ? known.at(attributes.size(), key) : null;
                if (attribute == null) {
                    alike = false;
                    attribute = givable(key);
                    if (attributes.contains(attribute)) {
                        throw new ConversionException("is given twice: by its attribute's name and by its column's");
                    }
                }
                attributes.add(attribute);
                if (entry.getValue() == null || !derivedId.completes(attribute)) {
                    assign(entity, attribute, entry.getValue());
                }
            } catch (ConversionException e) {
                alike = false;
                problems.add(Problem.of(key, e));
            }
        }
        if (!alike && problems.isEmpty()) {
            last = new Keys(List.copyOf(values.keySet()), List.copyOf(attributes));
        }
    }

    private Attribute givable(@Nullable Object key) {
        Attribute attribute = mapping.own(key);
        if (!givable.contains(attribute.name())) {
            checkGivable(attribute);
            givable.add(attribute.name());
        }
        return attribute;
    }

    private static void assign(Object entity, Attribute attribute, @Nullable Object value) {
        if (value != null) {
            attribute.set(entity, attribute.toEntity(value));
        } else if (attribute.traits().nullable() && !attribute.traits().primitive()) {
            attribute.set(entity, null);
        } else {
            throw ConversionException.nullNotAllowed();
        }
    }

    private void checkGivable(Attribute attribute) {
        if (attribute.traits().generated() != null) {
            throw new ConversionException("its value is " + attribute.traits().generated() + "; leave it out");
        }
        if (attribute.columns().stream().anyMatch(Column::formula)) {
            throw new ConversionException("is computed by the database and cannot be given");
        }
        boolean insertable = attribute.columns().stream().allMatch(Column::insertable);
        if (!insertable && !derivedId.comesFrom(attribute)) {
            throw new ConversionException("is declared as not insertable: leave it out");
        }
        if (attribute instanceof ToOneAttribute toOne) {
            toOne.checkOwnsKey();
        }
    }

    /** Answers the required attributes that the entity has no value for, except those that have a problem already. */
    List<Problem> missing(Object entity, List<Problem> known) {
        List<Problem> missing = new ArrayList<>(0);
        for (Attribute attribute : required) {
            if (attribute.get(entity) == null
                    && known.stream().noneMatch(problem -> mapping.find(problem.attribute()) == attribute)) {
                missing.add(Problem.missing(attribute.name(), "a value is required"));
            }
        }
        return missing;
    }

    /** Answers the associations to entities that are not stored. */
    List<Problem> unstored(Object entity) {
        List<Problem> unstored = new ArrayList<>(0);
        for (Attribute attribute : mapping.attributes()) {
            Object other = attribute instanceof ToOneAttribute ? attribute.get(entity) : null;
            if (attribute instanceof ToOneAttribute toOne && other != null && toOne.identifier(other) == null) {
                unstored.add(Problem.invalid(attribute.name(), toOne.withoutId()));
            }
        }
        return unstored;
    }

    /** Gives an entity the collections that Hibernate's stateless session wants at an insert. */
    void fillCollections(Object entity) {
        for (CollectionAttribute collection : collections) {
            if (collection.get(entity) == null) {
                collection.set(entity, collection.empty());
            }
        }
    }

    /** Prepares an entity for a delete: a stateless session forgets the rows of collections that it has not loaded. */
    void emptyCollections(Object entity) {
        for (CollectionAttribute collection : collections) {
            collection.set(entity, collection.empty());
        }
    }

    /** Has an entity refer to all that its row refers to: Hibernate loads null where it hides the other row, and would store that. */
    void completeReferences(Object entity, StoredRow row) {
        for (Attribute attribute : references) {
            Object stored = row.get(attribute.name());
            if (stored != null && !stored.equals(attribute.toRow(attribute.get(entity)))) {
                attribute.set(entity, attribute.toEntity(stored));
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
