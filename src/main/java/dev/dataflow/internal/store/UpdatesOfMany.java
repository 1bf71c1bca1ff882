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
 * Changes of many rows, each in its own way: neighbours whose statements differ in nothing but the values become one statement, or go to the
 * server in one message. When one of those is refused, all are tried again one by one, to find the row to blame. Few rows are tried as one
 * statement before, which needs no transaction around it. Belongs to one operation.
 */
final class UpdatesOfMany {
    /** How many rows wait for each other at most. */
    private static final int AT_ONCE = 2_000;

    /** How neighbours that are alike are stored: each way may do where the one before has failed. */
    private enum Way {
        ONE_STATEMENT,
        ONE_MESSAGE,
        ONE_BY_ONE
    }

    private final EntityStore store;
    private final Updates updates;
    private final UpdateFromArrays arrays;
    private final List<UpdateRow> rows;
    private final List<Problem> problems = new ArrayList<>();
    private final List<UpdateRow> waiting = new ArrayList<>();
    private final List<Sql> statements = new ArrayList<>();

    UpdatesOfMany(EntityStore store, Updates updates, UpdateFromArrays arrays, List<UpdateRow> rows) {
        this.store = store;
        this.updates = updates;
        this.arrays = arrays;
        this.rows = rows;
    }

    void run() throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        if (store.endsWithFirstFailure()) {
            store.written(false, unit -> inAnyWay(way -> unit.undoable(part -> all(part, way))));
        } else if (rows.size() > OneRoundTrip.FEW || !inOneRoundTrip()) {
            inAnyWay(way -> store.written(false, unit -> all(unit, way)));
        }
    }

    private boolean inOneRoundTrip() throws SQLException {
        try {
            return store.written(true, this::together);
        } catch (OneRefusedException e) {
            return false;
        }
    }

    /** Answers whether one statement has changed all rows; nothing has happened otherwise. */
    private boolean together(Unit unit) throws SQLException {
        for (int row = 0; row < rows.size(); row++) {
            Sql sql = statement(unit, row);
            if (sql == null || !joins(sql)) {
                return false;
            }
            waiting.add(rows.get(row));
            statements.add(sql);
        }
        try {
            return rows.size() == 1 ? Queries.update(unit, statements.get(0)) == 1 : byArrays(unit);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private boolean byArrays(Unit unit) throws SQLException {
        Sql sql = arrays.statement(unit, waiting);
        if (sql == null) {
            return false;
        }
        Sql all = OneRoundTrip.allOrNone(sql.text(" returning 1"), 1, rows.size());
        return Queries.all(unit, all, (results, options) -> true).size() == rows.size();
    }

    /** Whether a statement is like those that wait. */
    private boolean joins(Sql sql) {
        return waiting.isEmpty() || sql.isLike(statements.get(0));
    }

    private interface Trial {
        boolean by(Way way) throws SQLException;
    }

    /** Tries one way after the other; each undoes what it has done when it fails. */
    private static boolean inAnyWay(Trial trial) throws SQLException {
        for (Way way : Way.values()) {
            try {
                return trial.by(way);
            } catch (OneRefusedException e) {
                // The last way throws what names the row.
            }
        }
        throw new IllegalStateException("Rows that were changed one by one");
    }

    private boolean all(Unit unit, Way way) throws SQLException {
        problems.clear();
        waiting.clear();
        statements.clear();
        for (int row = 0; row < rows.size(); row++) {
            Sql sql = way == Way.ONE_BY_ONE ? null : statement(unit, row);
            if (sql == null || waiting.size() == AT_ONCE || !joins(sql)) {
                send(unit, way);
            }
            if (sql != null) {
                waiting.add(rows.get(row));
                statements.add(sql);
            } else if (problems.isEmpty()) {
                alone(unit, row);
            }
        }
        InvalidInputException.throwIfAny(problems);
        send(unit, way);
        return true;
    }

    /** Answers the statement that changes a row; null when it takes more than one, or when there is a problem, which is noted. */
    private @Nullable Sql statement(Unit unit, int row) {
        UpdateRow update = rows.get(row);
        try {
            Sql sql = updates.statement(unit, update);
            InvalidInputException.throwIfAny(sql == null ? updates.problems(update.changes()) : List.of());
            return sql;
        } catch (InvalidInputException e) {
            e.problems().forEach(problem -> problems.add(problem.inRow(row)));
            return null;
        } catch (ViolationsException e) {
            throw new RowFailedException(row, e);
        }
    }

    /** Sends what waits, unless all is to be undone for a problem. */
    private void send(Unit unit, Way way) throws SQLException {
        if (problems.isEmpty() && !waiting.isEmpty()) {
            try {
                if (!succeeds(unit, way)) {
                    throw new OneRefusedException();
                }
            } catch (SQLException e) {
                throw refused(e);
            }
        }
        waiting.clear();
        statements.clear();
    }

    /** Answers what sends the rows another way; throws what would be the same there. */
    private OneRefusedException refused(SQLException e) throws SQLException {
        if (SqlStates.isTypeMismatch(e)) {
            arrays.refused();
        } else if (!SqlStates.isOfData(e)) {
            throw e;
        }
        return new OneRefusedException();
    }

    /** Answers whether each row that waits has changed, and no other. */
    private boolean succeeds(Unit unit, Way way) throws SQLException {
        Sql together = way == Way.ONE_STATEMENT && waiting.size() > 1 ? arrays.statement(unit, waiting) : null;
        return together == null
                ? Arrays.stream(Queries.updateEach(unit, statements)).allMatch(changed -> changed == 1)
                : Queries.update(unit, together) == waiting.size();
    }

    private void alone(Unit unit, int row) throws SQLException {
        try {
            updates.inAnyWay(unit, rows.get(row));
        } catch (SQLException | RuntimeException e) {
            throw new RowFailedException(row, e);
        }
    }

    /** One of those that went together was refused, or has not changed exactly one row. */
    private static final class OneRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OneRefusedException() {
            super(null, null, false, false);
        }
    }
}
