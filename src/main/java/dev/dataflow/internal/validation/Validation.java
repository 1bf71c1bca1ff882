package dev.dataflow.internal.validation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks values against the constraints that entities declare. Thread-safe. */
public interface Validation {
    /**
     * A constraint that a value breaks.
     *
     * @param message the constraint's own message, which may say what is allowed
     */
    record Violation(String attribute, String message) {}

    /** Knows no constraints. */
    Validation NONE = new Validation() {
        @Override
        public List<Violation> check(Class<?> entityClass, String attribute, @Nullable Object value) {
            return List.of();
        }

        @Override
        public boolean constrains(Class<?> entityClass, String attribute) {
            return false;
        }

        @Override
        public boolean constrainsWhole(Class<?> entityClass) {
            return false;
        }

        @Override
        public boolean checksEntities(Class<?> entityClass) {
            return true;
        }

        @Override
        public List<Violation> check(Object entity) {
            return List.of();
        }
    };

    /** Answers the constraints that the attribute would break with this value; never null. */
    List<Violation> check(Class<?> entityClass, String attribute, @Nullable Object value);

    /** Whether the attribute has a constraint. */
    boolean constrains(Class<?> entityClass, String attribute);

    /** Whether a constraint looks at the entity as a whole. */
    boolean constrainsWhole(Class<?> entityClass);

    /** Whether {@link #check(Object)} finds what Hibernate would find before an insert. */
    boolean checksEntities(Class<?> entityClass);

    /** Answers the constraints that a new entity breaks; never null. */
    List<Violation> check(Object entity);

    /** Answers what the settings of a session factory ask for: nothing where validation is off or there is no provider. */
    static Validation of(Map<String, Object> settings) {
        Object mode = settings.getOrDefault("jakarta.persistence.validation.mode", "auto");
        if (!isPresent()
                || String.valueOf(mode).toLowerCase(java.util.Locale.ROOT).contains("none")) {
            return NONE;
        }
        return new BeanValidation(
                settings.get("jakarta.persistence.validation.factory"),
                settings.containsKey("jakarta.persistence.validation.group.pre-persist")
                        || settings.containsKey("javax.persistence.validation.group.pre-persist"));
    }

    /** Answers the violations that an exception among the causes carries; null when none does. */
    static @Nullable List<Violation> violationsIn(Throwable thrown) {
        return isPresent() ? BeanValidation.violationsIn(thrown) : null;
    }

    private static boolean isPresent() {
        try {
            Class.forName("jakarta.validation.Validation", false, Validation.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
