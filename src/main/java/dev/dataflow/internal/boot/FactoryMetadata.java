package dev.dataflow.internal.boot;

import dev.dataflow.internal.session.Sessions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the mapping that each open session factory was built from, whoever built it: Hibernate finds this integrator through
 * {@code META-INF/services}.
 */
public final class FactoryMetadata implements Integrator {
    /** By the factory's id, which those that stand before it share. */
    private static final Map<String, Metadata> METADATA = new ConcurrentHashMap<>();

    /** Answers the mapping of a session factory; null when it was built without integrators. */
    public static @Nullable Metadata of(SessionFactoryImplementor factory) {
        return METADATA.get(factory.getUuid());
    }

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        METADATA.put(factory.getUuid(), metadata);
    }

    @Override
    public void disintegrate(SessionFactoryImplementor factory, SessionFactoryServiceRegistry registry) {
        METADATA.remove(factory.getUuid());
        Sessions.forget(factory);
    }
}
