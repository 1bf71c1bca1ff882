package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.SessionFactory;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations: on the connection of the thread's transaction when there is one, else on a pooled connection of their own. Thread-safe.
 *
 * <p>In a transaction a savepoint stands before each statement, unless it asked for none. It goes in the same message as a statement of
 * ours, or of the driver's ({@code autosave}, with {@code cleanupSavepoints}) where it may be told to, so that it costs no round trip.
 */
public final class Sessions {
    /** The setting that says that connections were opened with {@code cleanupSavepoints=true}: a {@link Boolean}. */
    public static final String AUTOSAVE = "dataflow.autosave";

    /** The setting that says that a savepoint and a statement may not go in one text, as in a sandbox: a {@link Boolean}. */
    public static final String SINGLE_STATEMENTS = "dataflow.single_statements";

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private static final Map<SessionFactory, Sessions> BY_FACTORY = new ConcurrentHashMap<>();

    private final SessionFactoryImplementor factory;
    private final JdbcConnectionAccess connections;
    private final boolean autosave;
    private final boolean guards;

    @SuppressWarnings("ThreadLocalUsage") // a thread may be in a transaction of each of several databases
    private final ThreadLocal<@Nullable BoundTransaction> bound;

    private final List<OperationListener> listeners;
    private final SharedCache cache;
    private final @Nullable Object tenant;

    private Sessions(SessionFactoryImplementor factory) {
        this.factory = factory;
        this.connections = factory.getJdbcServices().getBootstrapJdbcConnectionAccess();
        this.autosave = Boolean.TRUE.equals(factory.getProperties().get(AUTOSAVE));
        this.guards = autosave && !Boolean.TRUE.equals(factory.getProperties().get(SINGLE_STATEMENTS));
        this.bound = new ThreadLocal<>();
        this.listeners = new CopyOnWriteArrayList<>();
        this.cache = new SharedCache(factory);
        this.tenant = factory.getCurrentTenantIdentifierResolver() == null ? nobody(factory) : null;
    }

    /**
     * Answers a tenant for sessions on rows that belong to nobody, since Hibernate opens none without a tenant once any entity has a
     * {@code @TenantId}; null where Hibernate asks for none. Rows that do belong to tenants are never reached with it.
     */
    private static @Nullable Object nobody(SessionFactoryImplementor factory) {
        Class<?> type = factory.getTenantIdentifierJavaType().getJavaTypeClass();
        if (type == String.class) {
            return "";
        }
        if (type == UUID.class) {
            return new UUID(0, 0);
        }
        if (type == Long.class) {
            return 0L;
        }
        return type == Integer.class ? 0 : null;
    }

    private Sessions(Sessions shared, Object tenant) {
        this.factory = shared.factory;
        this.connections = shared.connections;
        this.autosave = shared.autosave;
        this.guards = shared.guards;
        this.bound = shared.bound;
        this.listeners = shared.listeners;
        this.cache = shared.cache;
        this.tenant = tenant;
    }

    /** Answers the sessions of a session factory; all facades on it share its transactions. */
    public static Sessions of(SessionFactoryImplementor factory) {
        return BY_FACTORY.computeIfAbsent(factory, absent -> new Sessions(factory));
    }

    /** Answers the same sessions, with the same transactions, for the rows of one tenant. */
    public Sessions ofTenant(Object other) {
        return new Sessions(this, other);
    }

    /** Forgets a session factory that is closed. */
    public static void forget(SessionFactory factory) {
        BY_FACTORY.remove(factory);
    }

    public void listen(OperationListener listener) {
        listeners.add(listener);
    }

    /** Learns of rows that are written, which Hibernate may remember as they were. */
    public void written(Set<Class<?>> entityClasses) {
        cache.forget(entityClasses);
        BoundTransaction transaction = bound.get();
        if (transaction != null) {
            transaction.written(entityClasses);
        }
        entityClasses.forEach(entityClass -> listeners.forEach(listener -> listener.afterWrite(entityClass)));
    }

    /** Runs reads, which need no protection when they fail alone: one statement, one round trip. */
    public <R extends @Nullable Object> R read(Work<R> work) throws SQLException {
        return run(work, Protection.NONE);
    }

    /** Runs reads through {@link Unit#prefix}: in a transaction most of them need no savepoint of their own. */
    public <R extends @Nullable Object> R select(Work<R> work) throws SQLException {
        return run(work, Protection.GUARD);
    }

    /** Runs a write of one statement. */
    public <R extends @Nullable Object> R write(Work<R> work) throws SQLException {
        return run(work, Protection.STATEMENT);
    }

    /** Runs writes of several statements, all or none. */
    public <R extends @Nullable Object> R atomically(Work<R> work) throws SQLException {
        return run(work, Protection.ALL);
    }

    /** Runs a read of the server's catalog, also for the failure that has ended the transaction. */
    <R extends @Nullable Object> R catalog(Work<R> work) throws SQLException {
        return run(work, Protection.CATALOG);
    }

    private enum Protection {
        CATALOG,
        GUARD,
        NONE,
        STATEMENT,
        ALL
    }

    private <R extends @Nullable Object> R run(Work<R> work, Protection protection) throws SQLException {
        listeners.forEach(OperationListener::beforeOperation);
        BoundTransaction transaction = bound.get();
        if (transaction != null) {
            return inTransaction(transaction, work, protection);
        }
        Connection connection = connections.obtainConnection();
        try {
            return protection == Protection.ALL || !connection.getAutoCommit()
                    ? committing(connection, work)
                    : alone(connection, work);
        } finally {
            connections.releaseConnection(connection);
        }
    }

    private <R extends @Nullable Object> R alone(Connection connection, Work<R> work) throws SQLException {
        try (Unit unit = new Unit(factory, connection, tenant)) {
            return work.with(unit);
        }
    }

    private <R extends @Nullable Object> R committing(Connection connection, Work<R> work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            R result = alone(connection, work);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        } finally {
            quietly(() -> connection.setAutoCommit(autoCommit));
        }
    }

    private <R extends @Nullable Object> R inTransaction(
            BoundTransaction transaction, Work<R> work, Protection protection) throws SQLException {
        try {
            if (protection != Protection.CATALOG) {
                transaction.checkNotOver();
            }
            if (!transaction.settings().savepoints() && protection != Protection.ALL && !transaction.isInOperation()) {
                return alone(transaction.connection(), work);
            }
            // A read that fails aborts the transaction too.
            if (guards && protection == Protection.GUARD && !transaction.isInOperation()) {
                return guarded(transaction, work, false);
            }
            if (guards && protection == Protection.STATEMENT && !transaction.isInOperation()) {
                return guarded(transaction, work, true);
            }
            if (autosave && protection != Protection.ALL) {
                transaction.guard().written();
                return withAutosave(transaction.connection(), work);
            }
            transaction.beginOperation();
            try {
                return withSavepoint(transaction.connection(), work);
            } finally {
                transaction.endOperation();
            }
        } catch (SQLException | RuntimeException e) {
            try {
                transaction.failed(e);
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private <R extends @Nullable Object> R guarded(BoundTransaction transaction, Work<R> work, boolean writes)
            throws SQLException {
        Connection connection = transaction.connection();
        try (Unit unit = new Unit(factory, connection, tenant, transaction.guard(), writes)) {
            return work.with(unit);
        } catch (SQLException | RuntimeException | Error e) {
            try {
                transaction.guard().restore(connection);
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        } finally {
            if (writes) {
                transaction.guard().written();
            }
        }
    }

    private <R extends @Nullable Object> R withAutosave(Connection connection, Work<R> work) throws SQLException {
        DriverGuard guard = DriverGuard.on(connection);
        try {
            return alone(connection, work);
        } finally {
            guard.close();
        }
    }

    <R extends @Nullable Object> R withSavepoint(Connection connection, Work<R> work) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            R result = alone(connection, work);
            connection.releaseSavepoint(savepoint);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            undo(connection, savepoint, e);
            throw e;
        }
    }

    static void undo(Connection connection, Savepoint savepoint, Throwable cause) {
        try {
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
        } catch (SQLException suppressed) {
            cause.addSuppressed(suppressed);
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException suppressed) {
            cause.addSuppressed(suppressed);
        }
    }

    /** Whether this thread's transaction is over once the server has refused an operation of one statement. */
    public boolean endsWithFirstFailure() {
        BoundTransaction transaction = bound.get();
        return transaction != null && !transaction.settings().savepoints() && !transaction.isInOperation();
    }

    public boolean isInTransaction() {
        return bound.get() != null;
    }

    /**
     * Runs work in a transaction bound to this thread, once; a nested call is a savepoint of the one around it.
     *
     * @throws TransactionFailedException when the database does not begin or commit it
     */
    public <R extends @Nullable Object> Committed<R> transaction(TransactionSettings settings, TransactionWork<R> work)
            throws Exception {
        BoundTransaction outer = bound.get();
        return outer == null ? outermost(settings, work) : nested(outer, settings, work);
    }

    private <R extends @Nullable Object> Committed<R> outermost(TransactionSettings settings, TransactionWork<R> work)
            throws Exception {
        Connection connection = attempt(connections::obtainConnection);
        try {
            TransactionSettings.Reset reset = attempt(() -> settings.begin(connection));
            BoundTransaction transaction = new BoundTransaction(connection, settings, null);
            bound.set(transaction);
            try {
                R result = work.in(transaction);
                listeners.forEach(OperationListener::beforeOperation);
                attempt(() -> {
                    transaction.end();
                    return true;
                });
                return new Committed<>(result, transaction.hooks());
            } catch (Throwable e) {
                rollback(connection, e);
                throw e;
            } finally {
                bound.remove();
                quietly(reset);
                // Others may have read, and remembered, rows as they were before the end.
                cache.forget(transaction.written());
            }
        } finally {
            connections.releaseConnection(connection);
        }
    }

    private interface Attempt<R> {
        R run() throws SQLException;
    }

    private static <R> R attempt(Attempt<R> attempt) {
        try {
            return attempt.run();
        } catch (SQLException e) {
            throw new TransactionFailedException(e);
        }
    }

    /** A connection that does not even take its settings back is broken, which its pool will find; the transaction's outcome counts. */
    private static void quietly(TransactionSettings.Reset reset) {
        try {
            reset.run();
        } catch (SQLException e) {
            LOG.debug("A connection was given back with the settings of its transaction: SQLSTATE {}", e.getSQLState());
        }
    }

    private <R extends @Nullable Object> Committed<R> nested(
            BoundTransaction outer, TransactionSettings settings, TransactionWork<R> work) throws Exception {
        Connection connection = outer.connection();
        TransactionSettings own = settings.within(outer.settings());
        Savepoint savepoint = attempt(() -> {
            outer.checkNotOver();
            outer.guard().written();
            return connection.setSavepoint();
        });
        BoundTransaction inner = new BoundTransaction(connection, own, savepoint);
        bound.set(inner);
        try {
            R result = work.in(inner);
            listeners.forEach(OperationListener::beforeOperation);
            if (inner.rollbackOnly()) {
                attempt(() -> {
                    connection.rollback(savepoint);
                    connection.releaseSavepoint(savepoint);
                    return true;
                });
            } else {
                attempt(() -> {
                    outer.adopt(inner);
                    connection.releaseSavepoint(savepoint);
                    return true;
                });
            }
            return new Committed<>(result, List.of());
        } catch (Throwable e) {
            undo(connection, savepoint, e);
            throw e;
        } finally {
            bound.set(outer);
            outer.written(inner.written());
            cache.forget(inner.written());
        }
    }
}
