package dev.dataflow.internal.validation;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The constraints of Jakarta Validation. */
final class BeanValidation implements Validation {
    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Object factory;
    private final boolean groups;
    private volatile @Nullable Validator validator;

    /**
     * @param factory the session factory's own, or null for the provider's default
     * @param groups whether inserts are validated for groups of their own
     */
    BeanValidation(@Nullable Object factory, boolean groups) {
        this.factory = factory;
        this.groups = groups;
    }

    /** A provider takes a while to start, and an application that never updates what is constrained need not wait for it. */
    private Validator validator() {
        Validator known = validator;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            Validator made = validator;
            if (made == null) {
                made = factory instanceof ValidatorFactory given
                        ? given.getValidator()
                        : jakarta.validation.Validation.buildDefaultValidatorFactory()
                                .getValidator();
                validator = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Violation> check(Class<?> entityClass, String attribute, @Nullable Object value) {
        List<Violation> found = new ArrayList<>(violations(validator().validateValue(entityClass, attribute, value)));
        var property = validator().getConstraintsForClass(entityClass).getConstraintsForProperty(attribute);
        if (value != null && property != null && property.isCascaded()) {
            // validateValue does not follow @Valid.
            for (Violation violation : violations(validator().validate(value))) {
                found.add(new Violation(attribute + '.' + violation.attribute(), violation.message()));
            }
        }
        return found;
    }

    @Override
    public boolean constrains(Class<?> entityClass, String attribute) {
        var property = validator().getConstraintsForClass(entityClass).getConstraintsForProperty(attribute);
        return property != null && (property.hasConstraints() || property.isCascaded());
    }

    @Override
    public boolean constrainsWhole(Class<?> entityClass) {
        return validator().getConstraintsForClass(entityClass).hasConstraints();
    }

    /** Hibernate follows no association when it validates an entity. */
    @Override
    public boolean checksEntities(Class<?> entityClass) {
        var bean = validator().getConstraintsForClass(entityClass);
        boolean cascades = bean.getConstrainedProperties().stream().anyMatch(property -> property.isCascaded());
        return !bean.isBeanConstrained() || (!groups && !cascades);
    }

    @Override
    public List<Violation> check(Object entity) {
        return validator().getConstraintsForClass(entity.getClass()).isBeanConstrained()
                ? violations(validator().validate(entity))
                : List.of();
    }

    static @Nullable List<Violation> violationsIn(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConstraintViolationException violated) {
                return violations(violated.getConstraintViolations());
            }
        }
        return null;
    }

    private static List<Violation> violations(Set<? extends ConstraintViolation<?>> violations) {
        return violations.stream()
                .map(violation -> new Violation(path(violation.getPropertyPath()), message(violation)))
                .sorted(Comparator.comparing(Violation::attribute).thenComparing(Violation::message))
                .toList();
    }

    /** A template may ask for the value, and so may the text that it names: those of check digits, beyond the standard, do. */
    private static String message(ConstraintViolation<?> violation) {
        String template = violation.getMessageTemplate();
        String value = String.valueOf(violation.getInvalidValue());
        boolean standard = template.startsWith("{jakarta.validation.constraints.");
        boolean showsValue = template.contains("${")
                || (!standard && !value.isEmpty() && violation.getMessage().contains(value));
        return template.startsWith("{") && !showsValue ? violation.getMessage() : template;
    }

    private static String path(Path path) {
        return path.toString();
    }
}
