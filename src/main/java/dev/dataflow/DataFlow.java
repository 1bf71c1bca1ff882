package dev.dataflow;

import dev.dataflow.internal.boot.FactoryMetadata;
import dev.dataflow.internal.boot.Tables;
import dev.dataflow.internal.mapping.Mappings;
import dev.dataflow.internal.session.Committed;
import dev.dataflow.internal.session.ConstraintColumns;
import dev.dataflow.internal.session.DomainColumns;
import dev.dataflow.internal.session.Sessions;
import dev.dataflow.internal.session.SqlStates;
import dev.dataflow.internal.session.TransactionFailedException;
import dev.dataflow.internal.store.Catalog;
import dev.dataflow.internal.store.Cursors;
import dev.dataflow.internal.store.EntityStore;
import dev.dataflow.internal.validation.Validation;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The entry point: models over the entities of one database.
 *
 * <pre>{@code
 * try (DataFlow df = DataFlow.builder().jdbcUrl(url).username(user).password(password).models(User.class).build()) {
 *     df.createTables();
 *     Model<User> users = df.model(User.class);
 *     Object id = users.create(Map.of("email", "alice@example.com")).data().id();
 *     users.update(Map.of("id", id), Map.of("profileData.preferences.newsletter", false)).orThrow();
 * }
 * }</pre>
 *
 * <p>Thread-safe and blocking: every operation outside {@link #transaction} takes a pooled connection for itself.
 */
public final class DataFlow implements AutoCloseable {
    /** The setting with the secret that cursors are sealed with. */
    static final String CURSOR_KEY = "dataflow.cursor.key";

    private static final long FIRST_PAUSE_MILLIS = 10;

    private final SessionFactoryImplementor factory;
    private final Runnable onClose;
    private final Sessions sessions;
    private final Mappings mappings;
    private final Validation validation;
    private final Failures failures;
    private final Cursors cursors;
    private final Catalog catalog;
    private final Supplier<@Nullable Object> tenant;
    private final @Nullable DataFlow shared;
    private final Map<Class<?>, Model<?>> models = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param secret what cursors are sealed with; null when nobody else is to read them */
    DataFlow(SessionFactoryImplementor factory, @Nullable String secret, Runnable onClose) {
        this.factory = factory;
        this.onClose = onClose;
        this.sessions = Sessions.of(factory);
        this.mappings = new Mappings(factory, FactoryMetadata.of(factory));
        this.validation = Validation.of(factory.getProperties());
        this.failures = new Failures(new ConstraintColumns(sessions), new DomainColumns(sessions));
        this.cursors = Cursors.of(secret);
        this.catalog = new Catalog();
        var resolver = factory.getCurrentTenantIdentifierResolver();
        this.tenant = () -> resolver == null ? null : resolver.resolveCurrentTenantIdentifier();
        this.shared = null;
    }

    private DataFlow(DataFlow shared, Object tenant) {
        this.factory = shared.factory;
        this.onClose = () -> {};
        this.sessions = shared.sessions.ofTenant(tenant);
        this.mappings = shared.mappings;
        this.validation = shared.validation;
        this.failures = shared.failures;
        this.cursors = shared.cursors;
        this.catalog = shared.catalog;
        this.tenant = () -> tenant;
        this.shared = shared.shared == null ? shared : shared.shared;
    }

    /** Answers a builder of a DataFlow with a connection pool and a Hibernate of its own. */
    public static DataFlowBuilder builder() {
        return new DataFlowBuilder();
    }

    /**
     * Answers a DataFlow on an application's own Hibernate, whose entities are the models. Closing it leaves the factory open.
     *
     * <p>They share the database, not transactions: inside of one that the application has begun ({@code @Transactional}, or an
     * {@code EntityManager}'s) an operation works beside it, on a connection of its own, and commits by itself.
     *
     * <p>Failures show no values here either; but what Hibernate logs of a failed insert is up to the application, and by default the
     * server's message with the values of the key: {@code hibernate.log_jdbc_errors=false}, or {@code logServerErrorDetail=false} in the
     * URL, keeps them out of the log. With {@code cleanupSavepoints=true} in the URL and {@code dataflow.autosave=true} (a {@code Boolean})
     * among Hibernate's settings, the savepoint around each write of a transaction costs no round trip.
     *
     * <p>The cursors of pages are sealed with the setting {@code dataflow.cursor.key}; see {@link DataFlowBuilder#cursorKey} for what comes
     * in its place.
     *
     * @throws IllegalArgumentException when the factory is not Hibernate's
     */
    public static DataFlow on(EntityManagerFactory factory) {
        Objects.requireNonNull(factory, "factory");
        SessionFactoryImplementor hibernate;
        try {
            hibernate = factory.unwrap(SessionFactoryImplementor.class);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("DataFlow works on Hibernate's EntityManagerFactory, not on "
                    + factory.getClass().getName());
        }
        return new DataFlow(hibernate, cursorKey(hibernate.getProperties()), () -> {});
    }

    private static @Nullable String cursorKey(Map<String, Object> settings) {
        for (String name : List.of(CURSOR_KEY, JdbcSettings.JAKARTA_JDBC_PASSWORD, "hibernate.connection.password")) {
            if (settings.get(name) instanceof String secret) {
                return secret;
            }
        }
        return null;
    }

    /**
     * Answers the operations on the rows of an entity; the same object each time.
     *
     * @throws IllegalArgumentException when the class is not among the models
     */
    @SuppressWarnings("unchecked") // the map keeps a model under its own class
    public <T> Model<T> model(Class<T> entityClass) {
        checkOpen();
        Objects.requireNonNull(entityClass, "entityClass");
        Model<?> known = models.get(entityClass);
        return (Model<T>) (known == null ? models.computeIfAbsent(entityClass, this::newModel) : known);
    }

    private Model<?> newModel(Class<?> entityClass) {
        return new Model<>(
                this,
                new EntityStore(mappings.of(entityClass), sessions, tenant, validation, cursors, catalog),
                failures);
    }

    /**
     * Answers this DataFlow for one tenant: of models with a {@code @TenantId} it sees, changes and creates the rows of that tenant alone,
     * and their associations lead to rows of that tenant alone; other models belong to everybody. What a caller gives as the tenant's own
     * attribute is refused.
     *
     * <pre>{@code
     * DataFlow acme = df.tenant("acme");
     * acme.model(Order.class).create(Map.of("total", 10));        // an order of acme's
     * acme.model(Order.class).findById(idOfAnother);              // finds nothing
     * }</pre>
     *
     * <p>It is light and shares all else: the pool, the transactions of a thread (inside one, operations for several tenants are one
     * transaction), and the end, when this DataFlow is closed; closing what is answered here does nothing. It takes precedence over a
     * {@code CurrentTenantIdentifierResolver} of Hibernate's, which decides otherwise.
     *
     * @param tenant of the type of the {@code @TenantId} attributes, or what converts to it
     * @throws IllegalArgumentException when it does not
     * @throws IllegalStateException when no model has a {@code @TenantId}
     */
    public DataFlow tenant(Object tenant) {
        checkOpen();
        Objects.requireNonNull(tenant, "tenant");
        return new DataFlow(this, mappings.tenant(tenant));
    }

    /**
     * Creates the tables, columns, sequences, constraints and JSON indexes of the models that are missing; harmless, and one query, when nothing is. For
     * tests and first steps: a production database is better changed by migrations.
     *
     * @throws DataFlowException when the server refuses
     */
    public void createTables() {
        checkOpen();
        Tables tables = new Tables(factory);
        try {
            tables.create();
        } catch (SQLException | RuntimeException e) {
            throw new DataFlowException(failures.of(e, Attempt.TRANSACTION));
        }
    }

    /** Answers the factory below, for JPA beside the facade. */
    public EntityManagerFactory entityManagerFactory() {
        checkOpen();
        return factory;
    }

    /**
     * Runs a transaction with the default options and answers what the callback answers.
     *
     * @see #transaction(TransactionOptions, TransactionCallback)
     */
    @SuppressWarnings("overloads") // a callback is an action, so that it is the more specific of the two
    public <R extends @Nullable Object, E extends Exception> R transaction(TransactionCallback<R, E> callback)
            throws E {
        return transaction(TransactionOptions.defaults(), callback);
    }

    /**
     * Runs a transaction with the default options.
     *
     * @see #transaction(TransactionOptions, TransactionCallback)
     */
    @SuppressWarnings("overloads")
    public <E extends Exception> void transaction(TransactionAction<E> action) throws E {
        transaction(TransactionOptions.defaults(), action);
    }

    /**
     * Runs a transaction.
     *
     * @see #transaction(TransactionOptions, TransactionCallback)
     */
    @SuppressWarnings("overloads")
    public <E extends Exception> void transaction(TransactionOptions options, TransactionAction<E> action) throws E {
        Objects.requireNonNull(action, "action");
        TransactionCallback<@Nullable Object, E> callback = transaction -> {
            action.run(transaction);
            return null;
        };
        transaction(options, callback);
    }

    /**
     * Runs a transaction bound to this thread: every operation of this DataFlow inside the callback joins it. A nested call is a savepoint.
     * A failed operation undoes itself alone, and the transaction goes on, unless {@linkplain TransactionOptions#withoutSavepoints asked not
     * to}; an exception rolls the transaction, or the savepoint, back and leaves the call.
     *
     * <p>After a serialization failure or a deadlock the whole callback runs again, up to {@link TransactionOptions#retries()} times with a
     * short pause in between: what it does besides operations should bear that, or wait for {@link Transaction#afterCommit}.
     *
     * @return what the callback answers
     * @throws DataFlowException when the transaction cannot be committed
     * @throws E what the callback throws
     */
    @SuppressWarnings({"unchecked", "overloads"}) // the callback throws nothing else that is checked
    public <R extends @Nullable Object, E extends Exception> R transaction(
            TransactionOptions options, TransactionCallback<R, E> callback) throws E {
        checkOpen();
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(callback, "callback");
        boolean outermost = !sessions.isInTransaction();
        Committed<R> committed = null;
        for (int attempt = 0; committed == null; attempt++) {
            try {
                committed = sessions.transaction(options.settings(), bound -> callback.call(new Transaction(bound)));
            } catch (Exception e) {
                if (outermost && attempt < options.retries() && isRetryable(e)) {
                    pause(attempt);
                } else if (e instanceof TransactionFailedException) {
                    throw new DataFlowException(failures.of(e, Attempt.TRANSACTION));
                } else {
                    throw (E) e;
                }
            }
        }
        // Outside of the loop: what a hook throws must not run a transaction again that is committed.
        committed.runHooks();
        return committed.result();
    }

    private static boolean isRetryable(Exception e) {
        if (e instanceof DataFlowException failed) {
            return failed.code() == ErrorCode.SERIALIZATION || failed.code() == ErrorCode.DEADLOCK;
        }
        SQLException cause = SqlStates.causeOf(e);
        return cause != null && SqlStates.isRetryable(cause);
    }

    /** Waits a random while, longer from time to time, so that those who met once do not meet again. */
    private static void pause(int attempt) {
        long longest = FIRST_PAUSE_MILLIS << Math.min(attempt, 6);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void checkOpen() {
        if (closed || (shared != null && shared.closed)) {
            throw new IllegalStateException("This DataFlow is closed");
        }
    }

    /**
     * Ends this DataFlow: every further call is refused. Closes the pool and Hibernate when they are its own. Idempotent; of a DataFlow that
     * {@link #tenant} has answered it does nothing.
     */
    @Override
    public void close() {
        if (!closed && shared == null) {
            closed = true;
            onClose.run();
        }
    }
}
