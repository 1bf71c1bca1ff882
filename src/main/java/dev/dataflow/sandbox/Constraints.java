package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks deferred constraints where production checks them, and brings back the modes every transaction begins with.
 *
 * <p>{@code SET CONSTRAINTS ALL DEFERRED} would also defer what is initially immediate; so these are named one by one.
 * A database without deferrable constraints is never asked.
 */
final class Constraints {

    private static final String CHECK = "SET CONSTRAINTS ALL IMMEDIATE";

    private static final String DEFERRABLE = """
            SELECT DISTINCT format('%I.%I', n.nspname, c.conname), c.condeferred
            FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
            WHERE c.condeferrable ORDER BY 1""";

    private final Backend backend;
    private final Savepoints savepoints;
    private boolean stale = true;
    private List<String> restore = List.of();

    Constraints(Backend backend, Savepoints savepoints) {
        this.backend = backend;
        this.savepoints = savepoints;
    }

    /** Has the catalog read again before it is needed next. */
    void schemaChanged() {
        stale = true;
    }

    /** Checks without changing anything; null, or the server's error. */
    byte @Nullable [] probe() throws IOException, SQLException {
        if (restore().isEmpty()) {
            return null;
        }
        return attempt(CHECK);
    }

    /** Runs a statement and takes it back; null, or the server's error. */
    private byte @Nullable [] attempt(String statement) throws IOException {
        Level guard = savepoints.guard();
        byte[] error = backend.run(statement);
        savepoints.rollbackTo(guard);
        return error;
    }

    /**
     * Checks as a commit does; null, or the server's error.
     *
     * @param alone whether the caller undoes everything on failure, so that no savepoint is needed
     */
    byte @Nullable [] check(boolean alone) throws IOException, SQLException {
        List<String> statements = statements();
        if (statements.isEmpty()) {
            return null;
        }
        Level guard = alone ? null : savepoints.guard();
        byte[] violation = backend.run(statements.toArray(String[]::new));
        if (violation == null) {
            savepoints.modes(null);
        } else if (guard != null) {
            savepoints.rollbackTo(guard);
        }
        return violation;
    }

    /** What checks and brings the modes back, to be sent behind a statement; empty when nothing is deferrable. */
    List<String> statements() throws IOException, SQLException {
        List<String> modes = restore();
        if (modes.isEmpty()) {
            return modes;
        }
        List<String> all = new ArrayList<>();
        all.add(CHECK);
        all.addAll(modes);
        return all;
    }

    /** Whether the other open transactions would satisfy their constraints now, as far as they are in doubt. */
    boolean satisfiedBy(List<LogicalTransaction> doubtful) throws IOException, SQLException {
        if (!doubtful.isEmpty() && probe() == null) {
            doubtful.forEach(each -> each.valid = true);
            return true;
        }
        return doubtful.isEmpty();
    }

    /** Brings constraints into the modes that a transaction set, unless others' violations stand against it. */
    void switchModes(@Nullable LogicalTransaction transaction) throws IOException, SQLException {
        LogicalTransaction wanted = transaction == null || transaction.constraintModes.isEmpty() ? null : transaction;
        if (wanted == savepoints.modes()) {
            return;
        }
        List<String> statements = new ArrayList<>(restore());
        if (wanted != null) {
            statements.addAll(wanted.constraintModes);
        }
        Level guard = savepoints.guard();
        if (backend.run(statements.toArray(String[]::new)) != null) {
            savepoints.rollbackTo(guard);
        } else {
            savepoints.modes(wanted);
        }
    }

    /** Whether a statement that sets modes would find a violation, whosever it is; changes nothing. */
    boolean wouldFindViolation(String modes) throws IOException {
        byte[] error = attempt(modes);
        return error != null
                && String.valueOf(Backend.exception(error).getSQLState()).startsWith("23");
    }

    private List<String> restore() throws IOException, SQLException {
        if (stale) {
            List<@Nullable String[]> rows = backend.query(DEFERRABLE);
            String immediate = rows.stream()
                    .filter(row -> "f".equals(row[1]))
                    .map(row -> row[0])
                    .collect(Collectors.joining(", "));
            List<String> modes = new ArrayList<>();
            if (!rows.isEmpty()) {
                modes.add("SET CONSTRAINTS ALL DEFERRED");
            }
            if (!immediate.isEmpty()) {
                modes.add("SET CONSTRAINTS " + immediate + " IMMEDIATE");
            }
            restore = List.copyOf(modes);
            stale = false;
        }
        return restore;
    }
}
