package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
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
 * <p>Thread-safe: any thread may use the data source; statements of all its connections take turns.
 */
public final class Sandbox implements AutoCloseable {

    private final Transactions transactions;
    private final DataSource dataSource;

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
        enter();
        try {
            return transactions.mark(name);
        } catch (IOException e) {
            throw lost(e);
        } finally {
            transactions.gate().leave(this);
        }
    }

    /**
     * Checks the deferred constraints as a commit would, and changes nothing.
     *
     * @throws SQLException the server's error when a constraint is violated
     */
    public void checkConstraints() throws SQLException {
        enter();
        try {
            Backend.check(transactions.probe());
        } catch (IOException e) {
            throw lost(e);
        } finally {
            transactions.gate().leave(this);
        }
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

    private void enter() throws SQLException {
        String broken = transactions.broken();
        String busy = broken != null
                ? broken
                : transactions.gate().enter(this, transactions.options().waitLimit());
        if (busy != null) {
            throw new SQLException("The sandbox cannot be used: " + busy, broken == null ? "55P03" : "08003");
        }
    }

    private SQLException lost(IOException e) {
        transactions.lost(e);
        return new SQLException("The sandbox's connection was lost", "08006", e);
    }
}
