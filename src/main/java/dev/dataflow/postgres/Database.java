package dev.dataflow.postgres;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One database of a {@link PostgresServer}, and how to reach it. Safe for use by several threads.
 *
 * <pre>{@code
 * try (Database database = template.newDatabase();
 *         Connection connection = database.dataSource().getConnection()) {
 *     …
 * }
 * }</pre>
 */
public final class Database implements AutoCloseable {

    private final Endpoint endpoint;
    private final String name;
    private final Runnable onClose;

    Database(Endpoint endpoint, String name, Runnable onClose) {
        this.endpoint = endpoint;
        this.name = name;
        this.onClose = onClose;
    }

    /** Returns the database's name on the server. */
    public String name() {
        return name;
    }

    /** Returns the JDBC URL, without user and password. */
    public String url() {
        return endpoint.url(name);
    }

    /** Returns the user to connect as, or {@code null} when the driver's own default holds. */
    public @Nullable String username() {
        return endpoint.username();
    }

    /** Returns that user's password, or {@code null} when none is needed. */
    public @Nullable String password() {
        return endpoint.password();
    }

    /** Returns a data source without a pool: every connection is a new one. */
    public DataSource dataSource() {
        return endpoint.dataSource(name);
    }

    /**
     * Drops the database, cutting connections to it that are still open; takes 5 to 20 ms. A second call does nothing, and
     * so does closing a database that was there before, such as {@link PostgresServer#givenDatabase()}.
     */
    @Override
    public void close() {
        onClose.run();
    }

    /** Returns the URL, which has no password in it. */
    @Override
    public String toString() {
        return url();
    }
}
