package dev.dataflow.bench;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;

/**
 * Has the driver put a savepoint before each statement of a connection, in the statement's own message, until it is closed: what there is
 * for everybody who wants a transaction to go on after a statement has failed.
 */
public final class Autosave implements AutoCloseable {
    private final PGConnection driver;

    private Autosave(PGConnection driver) {
        this.driver = driver;
        driver.setAutosave(AutoSave.ALWAYS);
    }

    /** Begins on a connection, of a pool or not. */
    public static Autosave on(Connection connection) throws SQLException {
        return new Autosave(connection.unwrap(PGConnection.class));
    }

    @Override
    public void close() {
        driver.setAutosave(AutoSave.NEVER);
    }
}
