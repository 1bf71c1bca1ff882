package dev.dataflow.internal.boot;

import dev.dataflow.internal.session.Sessions;
import jakarta.persistence.Entity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.TransactionSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Starts Hibernate for a set of models. */
public final class SessionFactories {
    private static final int BATCH_SIZE = 50;

    private SessionFactories() {}

    /**
     * Builds a session factory without asking the server for anything.
     *
     * @param dataSource gives connections opened with {@code cleanupSavepoints=true}
     * @param serverVersion the major version of PostgreSQL
     * @param settings settings of Hibernate that take precedence over those made here
     */
    public static SessionFactoryImplementor build(
            DataSource dataSource, int serverVersion, Collection<Class<?>> models, Map<String, ?> settings) {
        checkModels(models);
        StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySettings(defaults(dataSource, serverVersion))
                .applySettings(new LinkedHashMap<>(settings))
                .build();
        try {
            MetadataSources sources = new MetadataSources(registry);
            models.forEach(sources::addAnnotatedClass);
            return (SessionFactoryImplementor) sources.buildMetadata().buildSessionFactory();
        } catch (RuntimeException | Error e) {
            StandardServiceRegistryBuilder.destroy(registry);
            throw e;
        }
    }

    private static Map<String, Object> defaults(DataSource dataSource, int serverVersion) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
        settings.put(JdbcSettings.ALLOW_METADATA_ON_BOOT, false);
        settings.put(JdbcSettings.JAKARTA_HBM2DDL_DB_NAME, "PostgreSQL");
        settings.put(JdbcSettings.JAKARTA_HBM2DDL_DB_MAJOR_VERSION, String.valueOf(serverVersion));
        // Models are annotated classes; reading mapping files would load JAXB, which takes a twentieth of a second.
        settings.put(MappingSettings.XML_MAPPING_ENABLED, false);
        settings.put(MappingSettings.PHYSICAL_NAMING_STRATEGY, PhysicalNaming.class.getName());
        settings.put(MappingSettings.IMPLICIT_NAMING_STRATEGY, ImplicitNaming.class.getName());
        settings.put(BatchSettings.STATEMENT_BATCH_SIZE, BATCH_SIZE);
        settings.put(TransactionSettings.ALLOW_UPDATE_OUTSIDE_TRANSACTION, true);
        // The server's messages may quote values, and callers get every failure as a value anyway.
        settings.put(JdbcSettings.LOG_JDBC_ERRORS, false);
        settings.put(JdbcSettings.LOG_JDBC_WARNINGS, false);
        settings.put(Sessions.AUTOSAVE, true);
        return settings;
    }

    private static void checkModels(Collection<Class<?>> models) {
        List<String> wrong = new ArrayList<>();
        boolean anyEntity = false;
        for (Class<?> model : models) {
            anyEntity |= model.isAnnotationPresent(Entity.class);
            if (!isMapped(model)) {
                wrong.add(model.getName());
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "Not a model: " + String.join(", ", wrong) + "; annotate it with @Entity");
        }
        if (!anyEntity) {
            throw new IllegalArgumentException("There are no models: name at least one class annotated with @Entity");
        }
    }

    private static boolean isMapped(Class<?> model) {
        return model.isAnnotationPresent(Entity.class)
                || model.isAnnotationPresent(jakarta.persistence.Embeddable.class)
                || model.isAnnotationPresent(jakarta.persistence.MappedSuperclass.class)
                || model.isAnnotationPresent(jakarta.persistence.Converter.class);
    }
}
