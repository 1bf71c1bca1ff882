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
    private final @Nullable Session owner;

    /** @param owner who made the database and drops it; null for one that was there before */
    Database(Endpoint endpoint, String name, @Nullable Session owner) {
        this.endpoint = endpoint;
        this.name = name;
        this.owner = owner;
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
     * Has the server refuse further connections to this database; those that are open stay open. Does nothing to a database that was there
     * before, such as {@link PostgresServer#givenDatabase()}.
     *
     * @throws PostgresException when the server cannot be asked
     */
    public void refuseConnections() {
        if (owner != null) {
            owner.refuseConnections(name);
        }
    }

    /**
     * Drops the database, cutting connections to it that are still open; takes 5 to 20 ms. A second call does nothing, and
     * so does closing a database that was there before, such as {@link PostgresServer#givenDatabase()}.
     */
    @Override
    public void close() {
        if (owner != null) {
            owner.drop(name);
        }
    }

    /** Returns the URL, which has no password in it. */
    @Override
    public String toString() {
        return url();
    }
}
