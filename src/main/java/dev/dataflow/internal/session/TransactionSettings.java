package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is begun.
 *
 * @param isolation a level of {@link Connection}, or null for the connection's own
 * @param savepoints whether it goes on after a statement has failed
 */
public record TransactionSettings(@Nullable Integer isolation, boolean readOnly, boolean savepoints) {

    /** Begins a transaction; answers what makes the connection again what it was. */
    Reset begin(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        boolean wasReadOnly = connection.isReadOnly();
        Integer level = isolation == null ? null : connection.getTransactionIsolation();
        connection.setAutoCommit(false);
        if (isolation != null) {
            connection.setTransactionIsolation(isolation);
        }
        if (readOnly) {
            connection.setReadOnly(true);
        }
        return () -> {
            connection.setAutoCommit(autoCommit);
            if (readOnly) {
                connection.setReadOnly(wasReadOnly);
            }
            if (level != null) {
                connection.setTransactionIsolation(level);
            }
        };
    }

    /** Undoes the settings once the transaction has ended. */
    interface Reset {
        void run() throws SQLException;
    }

    /**
     * Answers the settings of a transaction nested in another one, which has the level and the access mode of that.
     *
     * @throws IllegalArgumentException when it was to have others
     */
    TransactionSettings within(TransactionSettings outer) {
        boolean otherLevel = isolation != null && !isolation.equals(outer.isolation);
        if (otherLevel || (readOnly && !outer.readOnly)) {
            throw new IllegalArgumentException(
                    "A nested transaction is a savepoint: set the isolation level and read-only on the outermost one");
        }
        return new TransactionSettings(outer.isolation, outer.readOnly, savepoints);
    }
}
