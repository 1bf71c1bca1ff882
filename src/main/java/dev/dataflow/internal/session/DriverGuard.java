package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;

/** Has the driver put a savepoint before each statement of a connection, until it is closed. Belongs to one thread. */
final class DriverGuard implements AutoCloseable {
    private final PGConnection driver;
    private final AutoSave before;

    private DriverGuard(PGConnection driver) {
        this.driver = driver;
        this.before = driver.getAutosave();
        driver.setAutosave(AutoSave.ALWAYS);
    }

    static DriverGuard on(Connection connection) throws SQLException {
        return new DriverGuard(connection.unwrap(PGConnection.class));
    }

    @Override
    public void close() {
        driver.setAutosave(before);
    }
}
