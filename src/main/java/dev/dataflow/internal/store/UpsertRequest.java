package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.IdClassAttribute;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants stored under a key. Belongs to one operation.
 *
 * @param keys the key's attributes and values, none of them null
 * @param given what a new row takes as it is, by attribute: the key among it
 * @param placed changes that begin, for a new row, with what it has initially
 * @param updates what happens to the row that is there
 * @param prepared the new row, once it is made and until it is taken
 */
record UpsertRequest(
        EntityMapping mapping,
        Map<Attribute, Object> keys,
        Map<String, @Nullable Object> given,
        List<Assignment> placed,
        List<Assignment> updates,
        AtomicReference<EntityMapping.@Nullable Draft> prepared) {

    /**
     * @param key as the caller wrote it
     * @throws InvalidInputException with every problem of the key's values and of the paths
     */
    static UpsertRequest of(EntityMapping mapping, Map<?, ?> key, List<Assignment> values) {
        List<Problem> problems = new ArrayList<>();
        Map<Attribute, Object> keys = keys(mapping, key, problems);
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        keys.forEach((attribute, value) -> {
            if (attribute.traits().generated() == null) {
                given.put(attribute.name(), value);
            }
        });
        List<Assignment> placed = new ArrayList<>();
        List<Assignment> updates = new ArrayList<>();
        for (Assignment assignment : values) {
            Attribute attribute = mapping.find(assignment.path());
            if (attribute != null && keys.containsKey(attribute)) {
                problems.add(Problem.invalid(assignment.path(), "is a key: leave it out of the values"));
            } else if (attribute != null && attribute == mapping.version()) {
                updates.add(assignment);
            } else {
                boolean whole = attribute != null
                        && (assignment.plain() || assignment.change().removes());
                if (whole) {
                    given.put(assignment.path(), assignment.value());
                } else {
                    placed.add(assignment);
                }
                if (attribute == null || isChangeable(mapping, attribute)) {
                    updates.add(assignment);
                }
            }
        }
        InvalidInputException.throwIfAny(problems);
        return new UpsertRequest(mapping, keys, given, placed, updates, new AtomicReference<>());
    }

    private static Map<Attribute, Object> keys(EntityMapping mapping, Map<?, ?> key, List<Problem> problems) {
        Map<Attribute, Object> keys = new LinkedHashMap<>();
        if (key.isEmpty()) {
            problems.add(Problem.invalid("keys", "are empty: name the attributes of a unique key"));
        }
        key.forEach((name, value) -> {
            try {
                if (value == null) {
                    throw new ConversionException("is a key and cannot be null: null equals nothing");
                }
                Attribute attribute = mapping.own(name);
                if (attribute instanceof ToOneAttribute toOne) {
                    toOne.checkOwnsKey();
                }
                if (attribute.columns().isEmpty()) {
                    throw new ConversionException("is not in this entity's table and cannot be a key");
                }
                if (keys.putIfAbsent(attribute, value) != null) {
                    throw new ConversionException("is given twice: by its attribute's name and by its column's");
                }
            } catch (ConversionException e) {
                problems.add(Problem.of(name, e));
            }
        });
        return keys;
    }

    /** What a new row has for good is no change of one that is there. */
    private static boolean isChangeable(EntityMapping mapping, Attribute attribute) {
        boolean ofId = attribute == mapping.id()
                || (mapping.id() instanceof IdClassAttribute id && id.parts().contains(attribute));
        return !ofId && attribute.traits().updatable();
    }

    /** The key's values, equal to another's when the columns would hold the same. */
    List<Object> comparableKey() {
        List<Object> values = new ArrayList<>();
        keys.forEach((attribute, value) -> {
            try {
                values.add(comparable(attribute, attribute.toEntity(value)));
            } catch (ConversionException e) {
                throw InvalidInputException.of(attribute.name(), e);
            }
        });
        return values;
    }

    /** Answers a key's value, as the entity has it, equal to another when the column would hold the same. */
    static Object comparable(Attribute attribute, Object value) {
        Object shown = Objects.requireNonNull(attribute.toRow(value));
        return shown instanceof BigDecimal decimal ? decimal.stripTrailingZeros() : shown;
    }

    List<Attribute> keyAttributes() {
        return List.copyOf(keys.keySet());
    }

    /** The condition that a row has the key. */
    Condition condition() {
        Map<String, Object> values = new LinkedHashMap<>();
        keys.forEach((attribute, value) -> values.put(attribute.name(), value));
        return Condition.equal(values);
    }

    /** Makes the new row ahead, and so finds what is wrong with it. */
    void prepare() {
        prepared.set(draft());
    }

    /** Answers the new row that was made ahead, to the first who asks; to others another one. */
    EntityMapping.Draft takeDraft() {
        EntityMapping.Draft draft = prepared.getAndSet(null);
        return draft == null ? draft() : draft;
    }

    /** Answers a new entity with what is given; what is placed is not missing from it. */
    EntityMapping.Draft draft() {
        EntityMapping.Draft draft = mapping.draft(given);
        List<Problem> missing = new ArrayList<>();
        for (Problem problem : draft.missing()) {
            boolean placedLater = placed.stream()
                    .anyMatch(change -> change.path().equals(problem.attribute())
                            || change.path().startsWith(problem.attribute() + "."));
            if (!placedLater) {
                missing.add(problem);
            }
        }
        for (Attribute attribute : keys.keySet()) {
            if (attribute.traits().generated() != null) {
                missing.add(Problem.invalid(
                        attribute.name(),
                        "no row has it, and that of a new row is "
                                + attribute.traits().generated()
                                + ": create the row without it, or use another unique key"));
            }
        }
        return new EntityMapping.Draft(draft.entity(), missing);
    }
}
