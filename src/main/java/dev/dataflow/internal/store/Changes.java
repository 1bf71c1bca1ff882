package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.validation.Validation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The rules that the changes of an update meet besides the database's: Bean Validation, and the version that the caller read. */
final class Changes {
    private final EntityMapping mapping;
    private final Class<?> entityClass;
    private final Validation validation;
    private final Map<String, Boolean> constrained = new ConcurrentHashMap<>();

    Changes(EntityMapping mapping, Validation validation) {
        this.mapping = mapping;
        this.entityClass = mapping.persister().getMappedClass();
        this.validation = validation;
    }

    /** Whether constraints look at the whole entity, so that an update must show them one. */
    boolean validatesWhole() {
        return validation.constrainsWhole(entityClass);
    }

    private boolean constrains(Attribute attribute) {
        return constrained.computeIfAbsent(attribute.name(), name -> validation.constrains(entityClass, name));
    }

    /** Checks the values that are known before the statement runs. */
    void check(List<Assignment> assignments) {
        List<Validation.Violation> violations = new ArrayList<>();
        for (Assignment assignment : assignments) {
            Attribute attribute = assignment.plain() ? mapping.find(assignment.path()) : null;
            boolean known = attribute instanceof BasicAttribute || ValueCollections.concerns(attribute);
            if (attribute != null && known) {
                violations.addAll(check(attribute, assignment.value()));
            }
        }
        ViolationsException.throwIfAny(violations);
    }

    /** Answers the constrained attributes whose new value is known only once the database has computed it. */
    Set<Attribute> computed(List<Assignment> assignments) {
        Set<Attribute> attributes = Set.of();
        for (Assignment assignment : assignments) {
            if (assignment.plain() && mapping.find(assignment.path()) instanceof BasicAttribute) {
                continue;
            }
            Attribute attribute = changed(assignment);
            if (attribute != null && constrains(attribute)) {
                if (attributes.isEmpty()) {
                    attributes = new LinkedHashSet<>();
                }
                attributes.add(attribute);
            }
        }
        return attributes;
    }

    private @Nullable Attribute changed(Assignment assignment) {
        try {
            return mapping.first(assignment.path());
        } catch (ConversionException e) {
            // The statement will report it with all other problems of the input.
            return null;
        }
    }

    /** Checks the values that the database has computed. */
    void recheck(Set<Attribute> attributes, StoredRow row) {
        List<Validation.Violation> violations = new ArrayList<>();
        for (Attribute attribute : attributes) {
            Object shown = row.get(attribute.name());
            violations.addAll(validation.check(
                    entityClass, attribute.name(), shown == null ? null : entityValue(attribute, shown)));
        }
        ViolationsException.throwIfAny(violations);
    }

    private static Object entityValue(Attribute attribute, Object shown) {
        try {
            return attribute.fromRow(shown);
        } catch (ConversionException e) {
            throw InvalidInputException.of(attribute.name(), e);
        }
    }

    private List<Validation.Violation> check(Attribute attribute, @Nullable Object value) {
        if (!constrains(attribute)) {
            return List.of();
        }
        try {
            return validation.check(entityClass, attribute.name(), value == null ? null : attribute.toEntity(value));
        } catch (ConversionException e) {
            // The statement will report it with all other problems of the input.
            return List.of();
        }
    }

    /** Answers the assignment that names the version the caller read, if there is one: it is a condition, not a change. */
    @Nullable
    Assignment expectedVersion(List<Assignment> assignments) {
        BasicAttribute version = mapping.version();
        if (version == null) {
            return null;
        }
        for (Assignment assignment : assignments) {
            if (assignment.plain() && assignment.value() != null && mapping.find(assignment.path()) == version) {
                return assignment;
            }
        }
        return null;
    }
}
