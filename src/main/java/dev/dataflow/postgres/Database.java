package dev.dataflow.postgres;

import java.time.Duration;
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
     * Keeps later connections to this database from holding up those that are open: they may neither wait for a lock nor rest in a transaction
     * longer than a limit. A server that has {@code pg_stat_statements}, as the embedded one has, also remembers what they ran. Does nothing to
     * a database that was there before, such as {@link PostgresServer#givenDatabase()}.
     *
     * @param limit at least a millisecond
     * @throws PostgresException when the server cannot be asked
     */
    public void restrainOthers(Duration limit) {
        if (owner != null) {
            owner.restrain(name, limit);
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
