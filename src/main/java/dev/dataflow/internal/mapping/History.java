package dev.dataflow.internal.mapping;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Histories that Hibernate keeps of an entity's rows. Statements of ours would pass them by: Envers refuses nothing and hears nothing of a
 * stateless session. A trigger sees every statement.
 */
final class History {
    private static final String ENVERS = "org.hibernate.envers.Audited";

    private History() {}

    /** Answers who writes down the changes of an entity; null when nobody does. */
    static @Nullable String keeperOf(EntityPersister persister) {
        if (persister.getAuditMapping() != null) {
            return "Hibernate's @Audited";
        }
        return isAudited(persister.getMappedClass()) ? "Hibernate Envers" : null;
    }

    /**
     * Refuses an entity whose earlier states lie among its rows.
     *
     * @throws IllegalArgumentException when it is one
     */
    static void checkNotTemporal(EntityPersister persister) {
        if (persister.getTemporalMapping() != null) {
            throw new IllegalArgumentException(persister.getMappedClass().getName()
                    + " is @Temporal, which models do not support: its rows are states, not entities");
        }
    }

    /** By name, since Envers is not among our dependencies. */
    private static boolean isAudited(Class<?> entityClass) {
        for (Class<?> type = entityClass; type != null; type = type.getSuperclass()) {
            Stream<AnnotatedElement> elements = Stream.concat(
                    Stream.of(type),
                    Stream.concat(Arrays.stream(type.getDeclaredFields()), Arrays.stream(type.getDeclaredMethods())));
            boolean audited = elements.flatMap(element -> Arrays.stream(element.getDeclaredAnnotations()))
                    .map(Annotation::annotationType)
                    .anyMatch(annotation -> annotation.getName().equals(ENVERS));
            if (audited) {
                return true;
            }
        }
        return false;
    }
}
