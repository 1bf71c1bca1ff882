package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * The savepoint that a transaction goes back to after a statement has failed. Reads change nothing, so one serves all of them up to and with
 * the next write; it is set in the same message as the first. Belongs to a transaction, and to its thread.
 */
final class Guard {
    private static final String NAME = "dataflow_guard";

    private enum State {
        NONE,
        /** Something was written since: going back would undo it. */
        STALE,
        SET
    }

    private State state = State.NONE;

    /** Whether a statement is on its way that goes back to a savepoint of its own. */
    private boolean asked;

    /** Answers what is to be sent before a statement. */
    String prefix() {
        asked = true;
        return switch (state) {
            case NONE -> "savepoint " + NAME + ";";
            case STALE -> "release savepoint " + NAME + ";savepoint " + NAME + ";";
            case SET -> "";
        };
    }

    /** Learns that what {@link #prefix} answers was sent, and done. */
    void set() {
        asked = false;
        state = State.SET;
    }

    /** Learns of a write, or of anything else that is not to be undone. */
    void written() {
        asked = false;
        state = state == State.NONE ? State.NONE : State.STALE;
    }

    /** Makes the transaction usable after a statement that had {@link #prefix} before it has failed on the server. */
    void restore(Connection connection) throws SQLException {
        if ((asked || state == State.SET)
                && connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("rollback to savepoint " + NAME);
            }
            set();
        }
    }
}
