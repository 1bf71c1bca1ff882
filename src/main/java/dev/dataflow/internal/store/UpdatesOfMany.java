package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.session.SqlStates;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of many rows, each in its own way: neighbours whose statements differ in nothing but the values go to the server in one message. When
 * one of those is refused, all are tried again one by one, to find the row to blame. Belongs to one operation.
 */
final class UpdatesOfMany {
    /** How many statements wait for each other at most. */
    private static final int AT_ONCE = 2_000;

    private final EntityStore store;
    private final List<UpdateRow> rows;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Sql> waiting = new ArrayList<>();

    UpdatesOfMany(EntityStore store, List<UpdateRow> rows) {
        this.store = store;
        this.rows = rows;
    }

    void run() throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        if (store.endsWithFirstFailure()) {
            store.written(false, unit -> succeeds(() -> unit.undoable(this::together)) || oneByOne(unit));
        } else if (!succeeds(() -> store.written(false, this::together))) {
            store.written(false, this::oneByOne);
        }
    }

    private interface Attempt {
        boolean run() throws SQLException;
    }

    /** Answers false when one of the rows that went together was refused, which undoes all. */
    private static boolean succeeds(Attempt attempt) throws SQLException {
        try {
            return attempt.run();
        } catch (OneRefusedException e) {
            return false;
        }
    }

    private boolean oneByOne(Unit unit) throws SQLException {
        for (int row = 0; row < rows.size(); row++) {
            alone(unit, row);
        }
        return true;
    }

    private boolean together(Unit unit) throws SQLException {
        for (int row = 0; row < rows.size(); row++) {
            Sql sql = statement(unit, row);
            if (sql == null || waiting.size() == AT_ONCE || (!waiting.isEmpty() && !sql.isLike(waiting.get(0)))) {
                send(unit);
            }
            if (sql != null) {
                waiting.add(sql);
            } else if (problems.isEmpty()) {
                alone(unit, row);
            }
        }
        InvalidInputException.throwIfAny(problems);
        send(unit);
        return true;
    }

    /** Answers the statement that changes a row; null when it takes more than one, or when there is a problem, which is noted. */
    private @Nullable Sql statement(Unit unit, int row) {
        try {
            return store.updateStatement(unit, rows.get(row));
        } catch (InvalidInputException e) {
            e.problems().forEach(problem -> problems.add(problem.inRow(row)));
            return null;
        } catch (ViolationsException e) {
            throw new RowFailedException(row, e);
        }
    }

    /** Sends what waits, unless all is to be undone for a problem. */
    private void send(Unit unit) throws SQLException {
        if (problems.isEmpty() && !waiting.isEmpty()) {
            try {
                if (Arrays.stream(Queries.updateEach(unit, waiting)).anyMatch(changed -> changed != 1)) {
                    throw new OneRefusedException();
                }
            } catch (SQLException e) {
                if (!SqlStates.isOfData(e)) {
                    throw e;
                }
                throw new OneRefusedException();
            }
        }
        waiting.clear();
    }

    private void alone(Unit unit, int row) throws SQLException {
        try {
            store.updateInAnyWay(unit, rows.get(row));
        } catch (SQLException | RuntimeException e) {
            throw new RowFailedException(row, e);
        }
    }

    /** One of those that went together has not changed exactly one row. */
    private static final class OneRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OneRefusedException() {
            super(null, null, false, false);
        }
    }
}
