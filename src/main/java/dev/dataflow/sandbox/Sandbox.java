package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * One PostgreSQL connection with one open transaction, and a {@link DataSource} on which commits are savepoints.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.open(postgres)) {
 *     DataSource dataSource = sandbox.dataSource();       // for the code under test
 *     Mark beforeEach = sandbox.mark("before each test");
 *     new Shop(dataSource).order("tea", 2);               // begins, commits, rolls back as it likes
 *     try (Connection connection = dataSource.getConnection();
 *             ResultSet rows = connection.createStatement().executeQuery("select * from orders")) {
 *         // sees the order
 *     }
 *     beforeEach.rollback();                              // the order never was
 * }
 * }</pre>
 *
 * <p>Connections are those of PostgreSQL's own driver, which talk to the sandbox instead of to a server: generated keys,
 * batches, {@code COPY}, large objects, fetch sizes, {@code unwrap}, timeouts and {@code cancel} are the driver's.
 *
 * <ul>
 *   <li>A statement in auto-commit mode has a savepoint of its own; when it fails, nothing else is undone.
 *   <li>Begin, commit and rollback are savepoints, to any depth. A commit checks deferred constraints as production does.
 *       After a failure a transaction refuses everything until it is rolled back; the one around it lives on.
 *   <li>A second connection, or one of another thread, is the same transaction, one level deeper. Statements take turns;
 *       one that waits longer than {@link SandboxOptions#waitLimit()} fails and names who holds the connection.
 *   <li>A commit while a younger transaction is open takes effect when the younger ends. A rollback then waits, and fails
 *       with both names after the wait limit; at once when the same thread began both. It does not wait for one that is
 *       to be rolled back, too.
 *   <li>A rollback that would undo what an older transaction did meanwhile fails with both names, too, and undoes nothing. When the
 *       older one commits, it stays so, and going back to a mark fails as well, in case nobody looked.
 *   <li>{@code COMMIT}, {@code ROLLBACK}, {@code BEGIN} and the like as SQL text are refused (SQLSTATE 2D000 or 25001).
 *   <li>On a {@linkplain SandboxOptions#exclusive() database of its own} it finds connections that were opened beside it.
 *   <li>An isolation level other than the real one is reported as a warning of the connection; read-only is enforced.
 * </ul>
 *
 * <h2>Known differences from real commits</h2>
 *
 * <ul>
 *   <li>Open transactions see each other's work. A transaction's rollback, be it that of a commit whose deferred constraints are
 *       violated, also undoes what was begun and committed while it was open ({@code REQUIRES_NEW} inside a transaction that
 *       rolls back); the sandbox logs a warning when that happens.
 *   <li>A transaction inside which an older one has worked cannot be rolled back any more, unless the older one is: not
 *       by its connection's end or a violated deferred constraint either.
 *   <li>When several transactions that are open, or whose rollback was refused, violate deferred constraints, only the
 *       last of them to end is checked; {@code SET CONSTRAINTS … IMMEDIATE} takes effect when the others satisfy theirs.
 *   <li>Cursors declared in SQL, advisory locks, row locks, temporary tables {@code ON COMMIT} and {@code LISTEN} live
 *       until the mark is gone back to; {@code NOTIFY} is never delivered and {@code now()} stands still.
 *   <li>{@code SET LOCAL} and {@code set_config(name, value, true)} end with their transaction when the name is written
 *       in the SQL text. {@code SET}, {@code setSchema} and the application's name are shared by all connections.
 *   <li>A transaction that begins inside another one begins with the settings of that one.
 *   <li>Connections never wait for each other's row locks, never deadlock and never fail to serialize.
 *   <li>Statements prepared in SQL ({@code PREPARE name}) share one space of names; they end with their connection.
 *   <li>{@code SAVEPOINT} and its kin together with other statements in one text are refused, and in an aborted
 *       transaction even a syntax error is answered with 25P02.
 *   <li>Deferred constraint triggers of an older transaction run when a younger one commits.
 *   <li>What PostgreSQL forbids in a transaction block ({@code VACUUM}, {@code CREATE INDEX CONCURRENTLY}) stays
 *       forbidden; the error says so.
 * </ul>
 *
 * <p>Thread-safe: any thread may use the data source.
 */
public final class Sandbox implements AutoCloseable {

    private final Transactions transactions;
    private final DataSource dataSource;
    private final Gate.User user = new Gate.User() {};

    private Sandbox(PgConnection physical, SandboxOptions options) throws SQLException {
        try {
            this.transactions = new Transactions(new Backend(physical), options);
            this.dataSource = new SandboxDataSource(transactions, physical);
        } catch (IOException e) {
            throw new SQLException("Cannot begin the sandbox's transaction", "08006", e);
        }
    }

    /**
     * Opens a sandbox on a new connection.
     *
     * @param source gives one connection of the PostgreSQL driver, directly or wrapped
     * @throws SQLException when there is no connection, or it is none of the PostgreSQL driver
     */
    public static Sandbox open(DataSource source) throws SQLException {
        return open(source, SandboxOptions.defaults());
    }

    /**
     * Opens a sandbox on a new connection, with options.
     *
     * @param source gives one connection of the PostgreSQL driver, directly or wrapped
     * @param options how patient the sandbox is and what it brings back
     * @throws SQLException when there is no connection, or it is none of the PostgreSQL driver
     */
    public static Sandbox open(DataSource source, SandboxOptions options) throws SQLException {
        return open(Objects.requireNonNull(source, "source").getConnection(), options);
    }

    /**
     * Opens a sandbox on a connection, which then belongs to the sandbox and is closed with it.
     *
     * @param physical a connection of the PostgreSQL driver, directly or wrapped, not in a transaction
     * @throws SQLException when it is no such connection; it is closed then
     */
    public static Sandbox open(Connection physical) throws SQLException {
        return open(physical, SandboxOptions.defaults());
    }

    /**
     * Opens a sandbox on a connection, which then belongs to the sandbox and is closed with it.
     *
     * @param physical a connection of the PostgreSQL driver, directly or wrapped, not in a transaction
     * @param options how patient the sandbox is and what it brings back
     * @throws SQLException when it is no such connection; it is closed then
     */
    public static Sandbox open(Connection physical, SandboxOptions options) throws SQLException {
        Objects.requireNonNull(options, "options");
        try {
            PgConnection connection = physical.unwrap(PgConnection.class);
            if (connection.getTransactionState() != TransactionState.IDLE) {
                throw new SQLException("The connection for a sandbox must not be in a transaction", "25001");
            }
            return new Sandbox(connection, options);
        } catch (SQLException | RuntimeException e) {
            try {
                physical.close();
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Returns the source of logical connections, each new and in auto-commit mode. */
    public DataSource dataSource() {
        return dataSource;
    }

    /**
     * Sets a mark on top of the others.
     *
     * @param name appears in messages
     * @throws SQLException when a transaction is still open after the end wait
     */
    public Mark mark(String name) throws SQLException {
        Objects.requireNonNull(name, "name");
        enter(transactions.options().waitLimit());
        try {
            return transactions.mark(name);
        } catch (IOException e) {
            throw lost(e);
        } finally {
            transactions.gate().leave(user);
        }
    }

    /**
     * Checks the deferred constraints as a commit would, and changes nothing.
     *
     * @throws SQLException the server's error when a constraint is violated, or when a statement of another thread still runs after the end
     *     wait, of which this takes its part
     */
    public void checkConstraints() throws SQLException {
        requireIntact();
        requireTurn(transactions.patience().enter(user));
        try {
            Backend.check(transactions.probe());
        } catch (IOException e) {
            throw lost(e);
        } finally {
            transactions.gate().leave(user);
        }
    }

    /**
     * Undoes all that was done outside of marks and begins a new real transaction. PostgreSQL keeps some memory until a transaction ends, a
     * kilobyte or two for each DDL statement that was undone: so do this once in a while, where no mark is set. One round trip.
     *
     * @throws SQLException when a mark is set, a transaction is open, or the sandbox is no longer intact
     */
    public void renew() throws SQLException {
        enter(transactions.options().endWait());
        try {
            transactions.renew();
        } catch (IOException e) {
            throw lost(e);
        } finally {
            transactions.gate().leave(user);
        }
    }

    /**
     * Returns how many times going back has undone DDL. For each the server's catalog cache keeps a few hundred bytes as long as the connection
     * lives.
     */
    public int undoneSchemaChanges() {
        return transactions.schemaVersion();
    }

    /** Returns whether the sandbox is still in the transaction it began; when not, only {@link #close()} helps. */
    public boolean isIntact() {
        return transactions.broken() == null && !transactions.backend().isClosed();
    }

    /** Rolls everything back and closes the connection. Calling it again does nothing. */
    @Override
    public void close() throws SQLException {
        boolean intact = isIntact();
        transactions.breakDown("it is closed");
        List.copyOf(transactions.sessions()).forEach(Session::close);
        try {
            transactions.backend().close();
        } catch (SQLException e) {
            if (intact) {
                throw e;
            }
        }
    }

    private void enter(Duration limit) throws SQLException {
        requireIntact();
        requireTurn(transactions.gate().enter(user, limit));
    }

    private void requireIntact() throws SQLException {
        String broken = transactions.broken();
        if (broken != null) {
            throw new SQLException("The sandbox cannot be used: " + broken, "08003");
        }
    }

    private static void requireTurn(@Nullable String busy) throws SQLException {
        if (busy != null) {
            throw new SQLException("The sandbox cannot be used: " + busy, "55P03");
        }
    }

    private SQLException lost(IOException e) {
        transactions.lost(e);
        return new SQLException("The sandbox's connection was lost", "08006", e);
    }
}
