package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * The savepoint that a transaction goes back to after a read has failed. Reads change nothing, so one serves all of them until the next
 * write; it is set in the same message as the first. Belongs to a transaction, and to its thread.
 */
final class ReadGuard {
    private static final String NAME = "dataflow_read";

    private enum State {
        NONE,
        /** Something was written since: going back would undo it. */
        STALE,
        SET
    }

    private State state = State.NONE;

    /** Answers what is to be sent before a read. */
    String prefix() {
        return switch (state) {
            case NONE -> "savepoint " + NAME + ";";
            case STALE -> "release savepoint " + NAME + ";savepoint " + NAME + ";";
            case SET -> "";
        };
    }

    /** Learns that what {@link #prefix} answers was sent, and done. */
    void set() {
        state = State.SET;
    }

    /** Learns of a write, or of anything else that is not to be undone. */
    void written() {
        state = state == State.NONE ? State.NONE : State.STALE;
    }

    /** Makes the transaction usable after a read has failed on the server. */
    void restore(Connection connection) throws SQLException {
        if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("rollback to savepoint " + NAME);
            }
            state = State.SET;
        }
    }
}
