package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is begun.
 *
 * @param isolation a level of {@link Connection}, or null for the connection's own
 */
public record TransactionSettings(@Nullable Integer isolation, boolean readOnly) {

    void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        if (isolation != null) {
            connection.setTransactionIsolation(isolation);
        }
        if (readOnly) {
            connection.setReadOnly(true);
        }
    }

    /** Leaves the connection as others expect it; the pool resets the isolation level itself. */
    void reset(Connection connection) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        connection.setAutoCommit(true);
        if (readOnly) {
            connection.setReadOnly(false);
        }
    }

    /** A savepoint has the isolation level of its transaction. */
    void checkNestable(TransactionSettings outer) {
        boolean otherLevel = isolation != null && !isolation.equals(outer.isolation);
        if (otherLevel || (readOnly && !outer.readOnly)) {
            throw new IllegalArgumentException(
                    "A nested transaction is a savepoint: set the isolation level and read-only on the outermost one");
        }
    }
}
