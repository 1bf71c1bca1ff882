package dev.dataflow.junit;

import jakarta.persistence.EntityManager;
import jakarta.persistence.SynchronizationType;
import java.sql.Connection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionEventListener;
import org.hibernate.StatelessSession;
import org.hibernate.StatelessSessionBuilder;
import org.hibernate.engine.creation.spi.SessionBuilderImplementor;
import org.hibernate.engine.spi.SessionFactoryDelegatingImpl;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * The Hibernate that a test class is given: one that works for other classes later, and from then on refuses what is left of this one. Closing
 * it does nothing. Thread-safe.
 */
final class RoutedFactory extends SessionFactoryDelegatingImpl {
    private final transient Route route;
    private final transient SessionEventListener listener = new Check();

    RoutedFactory(SessionFactoryImplementor shared, Route route) {
        super(shared);
        this.route = route;
    }

    /** A session asks for its connection late, perhaps when its class has ended. */
    private final class Check implements SessionEventListener {
        @Override
        public void jdbcConnectionAcquisitionStart() {
            route.requireOpen();
        }
    }

    @Override
    public SessionBuilderImplementor withOptions() {
        route.requireOpen();
        return delegate().withOptions().eventListeners(listener);
    }

    @Override
    public SessionImplementor openSession() {
        return withOptions().openSession();
    }

    @Override
    public Session getCurrentSession() {
        route.requireOpen();
        return delegate().getCurrentSession();
    }

    @Override
    public SessionImplementor openTemporarySession() {
        route.requireOpen();
        return delegate().openTemporarySession();
    }

    @Override
    public StatelessSessionBuilder withStatelessOptions() {
        route.requireOpen();
        return delegate().withStatelessOptions();
    }

    @Override
    public StatelessSession openStatelessSession() {
        StatelessSession session = withStatelessOptions().openStatelessSession();
        ((SharedSessionContractImplementor) session).getEventListenerManager().addListener(listener);
        return session;
    }

    @Override
    public StatelessSession openStatelessSession(Connection connection) {
        return withStatelessOptions().connection(connection).openStatelessSession();
    }

    @Override
    public Session createEntityManager() {
        return listened(delegate().createEntityManager());
    }

    @Override
    @SuppressWarnings("rawtypes") // as Hibernate declares it
    public Session createEntityManager(Map settings) {
        return listened(delegate().createEntityManager(settings));
    }

    @Override
    public Session createEntityManager(SynchronizationType type) {
        return listened(delegate().createEntityManager(type));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Session createEntityManager(SynchronizationType type, Map settings) {
        return listened(delegate().createEntityManager(type, settings));
    }

    private Session listened(Session session) {
        route.requireOpen();
        session.addEventListeners(listener);
        return session;
    }

    @Override
    public void runInTransaction(Consumer<EntityManager> work) {
        route.requireOpen();
        delegate().runInTransaction(work);
    }

    @Override
    public <R> R callInTransaction(Function<EntityManager, R> work) {
        route.requireOpen();
        return delegate().callInTransaction(work);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.isInstance(this) ? type.cast(this) : delegate().unwrap(type);
    }

    /** Other classes work with the same Hibernate. */
    @Override
    public void close() {}
}
