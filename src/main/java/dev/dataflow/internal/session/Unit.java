package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.hibernate.CacheMode;
import org.hibernate.StatelessSession;
import org.hibernate.StatelessSessionBuilder;
import org.hibernate.binder.internal.TenantIdBinder;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.format.FormatMapper;
import org.jspecify.annotations.Nullable;

/** What one operation works with: a connection and, when it asks, a stateless session on it. Belongs to one thread. */
public final class Unit implements AutoCloseable {
    private final SessionFactoryImplementor factory;
    private final Connection connection;
    private final @Nullable Object tenant;
    private @Nullable Guard guard;
    private final boolean writes;
    private @Nullable DriverGuard driverGuard;
    private final WrapperOptions options = new Options();
    private @Nullable StatelessSession session;
    private Set<Class<?>> written = Set.of();

    /** @param tenant whose rows are written; null for that of the factory's resolver, if it has one */
    Unit(SessionFactoryImplementor factory, Connection connection, @Nullable Object tenant) {
        this(factory, connection, tenant, null, false);
    }

    /**
     * @param guard the savepoint before the operation's statement; null when there is another one, or none is needed
     * @param writes whether Hibernate's statements need a savepoint, too
     */
    Unit(
            SessionFactoryImplementor factory,
            Connection connection,
            @Nullable Object tenant,
            @Nullable Guard guard,
            boolean writes) {
        this.factory = factory;
        this.connection = connection;
        this.tenant = tenant;
        this.guard = guard;
        this.writes = writes;
    }

    /** Answers the statements that one of ours has before it, in the same message; none in most cases. */
    public String prefix() {
        return guard == null ? "" : guard.prefix();
    }

    /** Learns that the statements of {@link #prefix} have run. */
    public void prefixed() {
        if (guard != null) {
            guard.set();
        }
    }

    /** Learns that rows of another entity than the operation's own have been written. */
    public void wrote(Class<?> entityClass) {
        if (written.isEmpty()) {
            written = new LinkedHashSet<>();
        }
        written.add(entityClass);
    }

    public Set<Class<?>> written() {
        return written;
    }

    public Connection connection() {
        return connection;
    }

    /** Runs a part of the operation that undoes itself when it fails, and nothing else. */
    public <R extends @Nullable Object> R undoable(Work<R> part) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            R result = part.with(this);
            connection.releaseSavepoint(savepoint);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            // A session does not go on where a statement has failed.
            close();
            session = null;
            Sessions.undo(connection, savepoint, e);
            throw e;
        }
    }

    public StatelessSession session() {
        if (session == null) {
            letTheDriverGuard();
            StatelessSessionBuilder builder = factory.withStatelessOptions().connection(connection);
            CallbackState callbacks = new CallbackState(factory);
            builder.interceptor(callbacks);
            if (tenant != null) {
                builder.tenantIdentifier(tenant);
            }
            session = builder.openStatelessSession();
            callbacks.serve((SharedSessionContractImplementor) session);
            // What the second-level cache has may be older than what a statement of ours has just written.
            session.setCacheMode(CacheMode.IGNORE);
            // Outside of a transaction of Hibernate's the rows of collections would wait in a batch that nobody sends.
            session.setJdbcBatchSize(1);
        }
        return session;
    }

    /** Answers an entity whether or not those that it refers to are the tenant's; null when there is none. */
    public @Nullable Object loadForAnyTenant(Class<?> entityClass, Object id) {
        var session = (SharedSessionContractImplementor) session();
        session.disableFilter(TenantIdBinder.FILTER_NAME);
        try {
            return session().get(entityClass, id);
        } finally {
            Object current = Objects.requireNonNull(session.getTenantIdentifierValue());
            session.enableFilter(TenantIdBinder.FILTER_NAME).setParameter(TenantIdBinder.PARAMETER_NAME, current);
        }
    }

    /** Nobody puts anything before Hibernate's statements but the driver. */
    private void letTheDriverGuard() {
        if (guard == null || !writes) {
            return;
        }
        try {
            driverGuard = DriverGuard.on(connection);
            guard = null;
        } catch (SQLException e) {
            throw new JDBCConnectionException("The connection is not the PostgreSQL driver's", e);
        }
    }

    /** Answers what binding and reading ask for; a session is opened only for the few types, such as arrays, that need one. */
    public WrapperOptions options() {
        return options;
    }

    private final class Options implements WrapperOptions {
        @Override
        public SharedSessionContractImplementor getSession() {
            return (SharedSessionContractImplementor) session();
        }

        @Override
        public SessionFactoryImplementor getSessionFactory() {
            return factory;
        }

        @Override
        public FormatMapper getXmlFormatMapper() {
            return factory.getSessionFactoryOptions().getXmlFormatMapper();
        }

        @Override
        public FormatMapper getJsonFormatMapper() {
            return factory.getSessionFactoryOptions().getJsonFormatMapper();
        }
    }

    /** Ends the session; the connection goes on. */
    @Override
    public void close() {
        if (driverGuard != null) {
            driverGuard.close();
            driverGuard = null;
        }
        if (session != null) {
            session.close();
        }
    }
}
