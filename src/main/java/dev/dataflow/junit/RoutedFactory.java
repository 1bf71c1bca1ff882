package dev.dataflow.junit;

import jakarta.persistence.EntityManager;
import jakarta.persistence.SynchronizationType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionEventListener;
import org.hibernate.StatelessSession;
import org.hibernate.StatelessSessionBuilder;
import org.hibernate.engine.creation.spi.SessionBuilderImplementor;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.engine.spi.SessionFactoryDelegatingImpl;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * The Hibernate that a test class is given: the one it shares with others, whose sessions work in the database of this class, whatever the
 * thread. Closing it does nothing. Thread-safe.
 */
final class RoutedFactory extends SessionFactoryDelegatingImpl {
    private final transient Route route;
    private final transient SessionEventListener listener = new Binding();
    private final transient JdbcServices jdbcServices;

    RoutedFactory(SessionFactoryImplementor shared, Route route) {
        super(shared);
        this.route = route;
        this.jdbcServices = new RoutedJdbcServices(shared.getJdbcServices(), new Access(route));
    }

    /** A session asks for its connection late, and perhaps on another thread than the one that opened it. */
    private final class Binding implements SessionEventListener {
        @Override
        public void jdbcConnectionAcquisitionStart() {
            route.bind();
        }
    }

    @Override
    public SessionBuilderImplementor withOptions() {
        route.bind();
        return delegate().withOptions().eventListeners(listener);
    }

    @Override
    public SessionImplementor openSession() {
        return withOptions().openSession();
    }

    @Override
    public Session getCurrentSession() {
        route.bind();
        return delegate().getCurrentSession();
    }

    @Override
    public SessionImplementor openTemporarySession() {
        route.bind();
        return delegate().openTemporarySession();
    }

    @Override
    public StatelessSessionBuilder withStatelessOptions() {
        route.bind();
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
        route.bind();
        session.addEventListeners(listener);
        return session;
    }

    @Override
    public void runInTransaction(Consumer<EntityManager> work) {
        route.bind();
        delegate().runInTransaction(work);
    }

    @Override
    public <R> R callInTransaction(Function<EntityManager, R> work) {
        route.bind();
        return delegate().callInTransaction(work);
    }

    @Override
    public JdbcServices getJdbcServices() {
        return jdbcServices;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.isInstance(this) ? type.cast(this) : delegate().unwrap(type);
    }

    /** Other classes work with the same Hibernate. */
    @Override
    public void close() {}

    /** Connections for the facade, which takes them itself. */
    private record Access(Route route) implements JdbcConnectionAccess {
        @Override
        public Connection obtainConnection() throws SQLException {
            Worker worker = route.worker();
            route.bind();
            return worker.pool().getConnection();
        }

        @Override
        public void releaseConnection(Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public boolean supportsAggressiveRelease() {
            return false;
        }
    }
}
