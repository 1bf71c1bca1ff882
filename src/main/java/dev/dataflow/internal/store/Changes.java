package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.validation.Validation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that the changes of an update meet besides the database's: Bean Validation, and the version that the caller read. */
final class Changes {
    private final EntityMapping mapping;
    private final Validation validation;

    Changes(EntityMapping mapping, Validation validation) {
        this.mapping = mapping;
        this.validation = validation;
    }

    /** Whether constraints look at the whole entity, so that an update must show them one. */
    boolean validatesWhole() {
        return validation.constrainsWhole(mapping.persister().getMappedClass());
    }

    /** Checks the values that are known before the statement runs. */
    void check(List<Assignment> assignments) {
        List<Validation.Violation> violations = new ArrayList<>();
        for (Assignment assignment : assignments) {
            Attribute attribute = mapping.find(assignment.path());
            if (assignment.plain() && attribute instanceof BasicAttribute basic && isConstrained(basic)) {
                violations.addAll(check(basic, assignment.value()));
            }
        }
        ViolationsException.throwIfAny(violations);
    }

    private List<Validation.Violation> check(BasicAttribute attribute, @Nullable Object value) {
        try {
            Object converted = value == null ? null : attribute.toEntity(value);
            return validation.check(mapping.persister().getMappedClass(), attribute.name(), converted);
        } catch (ConversionException e) {
            // The statement will report it with all other problems of the input.
            return List.of();
        }
    }

    /** Whether a changed value is known only once the database has computed it. */
    boolean needRecheck(List<Assignment> assignments) {
        return assignments.stream().anyMatch(this::needsRecheck);
    }

    private boolean needsRecheck(Assignment assignment) {
        return !assignment.plain()
                && mapping.find(assignment.path()) instanceof BasicAttribute basic
                && !basic.json()
                && isConstrained(basic);
    }

    /** Checks the values that the database computed. */
    void recheck(List<Assignment> assignments, @Nullable Object[] row) {
        List<Validation.Violation> violations = new ArrayList<>();
        for (Assignment assignment : assignments) {
            if (needsRecheck(assignment) && mapping.find(assignment.path()) instanceof BasicAttribute basic) {
                violations.addAll(check(basic, row[mapping.shape().position(basic.name())]));
            }
        }
        ViolationsException.throwIfAny(violations);
    }

    private boolean isConstrained(BasicAttribute attribute) {
        return validation.constrains(mapping.persister().getMappedClass(), attribute.name());
    }

    /** Answers the assignment that names the version the caller read, if there is one: it is a condition, not a change. */
    @Nullable
    Assignment expectedVersion(List<Assignment> assignments) {
        BasicAttribute version = mapping.version();
        return assignments.stream()
                .filter(assignment -> version != null && assignment.plain() && assignment.value() != null)
                .filter(assignment -> mapping.find(assignment.path()) == version)
                .findFirst()
                .orElse(null);
    }
}
