package dev.dataflow.internal.store;

import dev.dataflow.internal.validation.Validation;
import java.util.List;

/** Carries the constraints that a change would break. */
public final class ViolationsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Validation.Violation> violations;

    private ViolationsException(List<Validation.Violation> violations) {
        super("constraints are violated", null, false, false);
        this.violations = List.copyOf(violations);
    }

    public List<Validation.Violation> violations() {
        return violations;
    }

    static void throwIfAny(List<Validation.Violation> violations) {
        if (!violations.isEmpty()) {
            throw new ViolationsException(violations);
        }
    }
}
