package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The savepoint that a transaction goes back to after a statement has failed. Reads change nothing, so one serves all of them up to and with
 * the next write; it is set in the same message as the first. Belongs to a transaction, and to its thread.
 *
 * <p>Savepoints stand inside of each other, and are released several at a time: a release before each would cost the server as much again.
 */
final class Guard {
    /** Two names in turn: when a release fails, going back to its successor must not find the one that was to be released. */
    private static final String[] OUTERMOST = {"dataflow_guards", "dataflow_guards_too"};

    private static final String INNER = "dataflow_guard";

    /** A row that the transaction has written is looked up in so many subtransactions by each statement that meets it. */
    private static final int DEEPEST = 16;

    /** How many there are. */
    private int depth;

    /** Which name the outermost has. */
    private int turn;

    /** Whether nothing was written since the innermost: going back to it would undo that. */
    private boolean fresh;

    /** How many there are once the statement on its way has run, as far as the server gets; 0 when none is on its way. */
    private int asked;

    /** Answers what is to be sent before a statement. */
    String prefix() {
        if (fresh) {
            asked = depth;
            return "";
        }
        if (depth == DEEPEST) {
            asked = 1;
            return "release savepoint " + OUTERMOST[turn] + ";savepoint " + OUTERMOST[1 - turn] + ";";
        }
        asked = depth + 1;
        return "savepoint " + name() + ";";
    }

    /** Answers the name of the innermost that was asked for; an inner one hides those of its name around it until it is released. */
    private String name() {
        return asked > 1 ? INNER : OUTERMOST[takesTurns() ? 1 - turn : turn];
    }

    private boolean takesTurns() {
        return asked == 1 && depth == DEEPEST;
    }

    /** Learns that what {@link #prefix} answers was sent, and done. */
    void set() {
        turn = takesTurns() ? 1 - turn : turn;
        depth = asked;
        asked = 0;
        fresh = true;
    }

    /** Learns of a write, or of anything else that is not to be undone. */
    void written() {
        asked = 0;
        fresh = false;
    }

    /** Makes the transaction usable after a statement that had {@link #prefix} before it has failed on the server. */
    void restore(Connection connection) throws SQLException {
        if (fresh && asked == 0) {
            asked = depth;
        }
        if (asked > 0 && BoundTransaction.hasFailed(connection)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("rollback to savepoint " + name());
            }
            set();
        }
        asked = 0;
    }
}
