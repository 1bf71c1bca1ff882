package dev.dataflow.postgres;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server tests run on: the one {@code DATAFLOW_URL} names, or an embedded one. Safe for use by several threads.
 *
 * <p>The server starts in the background as soon as there is an object for it; what needs it waits for it.
 *
 * <pre>{@code
 * PostgresServer server = PostgresServer.shared();                  // returns at once
 * Template template = server.template(hashOf(ddl), empty -> {       // built once, kept for later runs
 *     try (Connection connection = empty.dataSource().getConnection()) {
 *         connection.createStatement().execute(ddl);
 *     }
 * });
 * try (Database database = template.newDatabase()) { … }            // a clone in about 20 ms
 * }</pre>
 */
public final class PostgresServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

    private static @Nullable PostgresServer shared;

    private final CompletableFuture<PostgresVersion> version = new CompletableFuture<>();
    private final CompletableFuture<RunningServer> running = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread closeAtExit = new Thread(this::closeQuietly, "dataflow-postgres-stop");

    private PostgresServer() {}

    /**
     * Returns the one server of this JVM and begins to start it when that has not happened yet; does not wait for it.
     *
     * <p>Where it comes from is said by system properties, or by environment variables when there is no such property:
     * {@code dataflow.url} ({@code DATAFLOW_URL}), {@code dataflow.username} ({@code DATAFLOW_USERNAME}) and
     * {@code dataflow.password} ({@code DATAFLOW_PASSWORD}). Without a URL it is an embedded server with its data in the folder
     * {@code dataflow.cache} ({@code DATAFLOW_CACHE}), by default {@code ~/.cache/dataflow}. It is stopped when the JVM ends.
     */
    public static synchronized PostgresServer shared() {
        if (shared == null || shared.closed.get()) {
            shared = start(Settings.fromEnvironment());
        }
        return shared;
    }

    static PostgresServer start(Settings settings) {
        PostgresServer server = new PostgresServer();
        Runtime.getRuntime().addShutdownHook(server.closeAtExit);
        Thread starter = new Thread(() -> server.run(settings), "dataflow-postgres-start");
        starter.setDaemon(true);
        starter.start();
        return server;
    }

    private void run(Settings settings) {
        try {
            RunningServer started = settings.url() != null
                    ? RemoteServer.reach(
                            Endpoint.parse(settings.url(), settings.username(), settings.password()), version::complete)
                    : EmbeddedServer.start(settings, version::complete);
            running.complete(started);
            if (closed.get()) {
                started.close();
                return;
            }
            started.dropLeftovers();
        } catch (Throwable e) {
            // Of any kind: whoever waits for this server must learn that it will not come.
            version.completeExceptionally(e);
            running.completeExceptionally(e);
        }
    }

    /**
     * Waits until the server accepts connections. Nobody needs to call this; it is for those who want a failure early.
     *
     * @return this server
     * @throws PostgresException when it cannot be started or reached; the same again at every call
     */
    public PostgresServer awaitStarted() {
        running();
        return this;
    }

    /**
     * Returns the server's version, for an embedded server long before it has started.
     *
     * @throws PostgresException when the server cannot be started or reached
     */
    public PostgresVersion version() {
        return await(version);
    }

    /**
     * Tells whether this server makes databases for us. If not, which is when the user of {@code DATAFLOW_URL} lacks the right
     * {@code CREATEDB}, there are no templates and no clones, and {@link #givenDatabase()} is the only one.
     *
     * @throws PostgresException when the server cannot be started or reached
     */
    public boolean canCreateDatabases() {
        return running().canCreateDatabases();
    }

    /**
     * Returns the database {@code DATAFLOW_URL} names, or {@code postgres} of an embedded server. Closing it does nothing.
     *
     * @throws PostgresException when the server cannot be started or reached
     */
    public Database givenDatabase() {
        return running().givenDatabase();
    }

    /**
     * Creates an empty database that belongs to the caller.
     *
     * @throws PostgresException when the server cannot be started or reached, or {@linkplain #canCreateDatabases() refuses}
     */
    public Database newDatabase() {
        return running().newDatabase();
    }

    /**
     * Returns the template for a key, building it when the server has none. It is kept for later runs; of templates that have
     * not been used for longest, those beyond the sixteenth are dropped. Of several threads and JVMs that ask at the same
     * time one builds and the others wait; of a builder that fails or crashes nothing remains.
     *
     * @param key says everything that decides what the builder makes, such as a hash of models or migrations
     * @throws PostgresException when the server cannot be started or reached, or {@linkplain #canCreateDatabases() refuses},
     *     or the builder fails, which is the cause then
     */
    public Template template(String key, TemplateBuilder builder) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(builder, "builder");
        return running().template(key, builder);
    }

    /** Stops an embedded server, or leaves the one of {@code DATAFLOW_URL}. A second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            // The JVM is ending, and this is that hook.
        }
        if (running.isDone() && !running.isCompletedExceptionally()) {
            running.join().close();
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (RuntimeException e) {
            LOG.debug("PostgreSQL was not stopped in good order", e);
        }
    }

    private RunningServer running() {
        if (closed.get()) {
            throw new PostgresException("This PostgresServer has been closed");
        }
        return await(running);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw new PostgresException(cause == null ? e.toString() : String.valueOf(cause.getMessage()), cause);
        }
    }
}
