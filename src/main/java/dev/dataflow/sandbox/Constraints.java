package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The deferrable constraints of the database and the statements that check them and bring their modes back.
 *
 * <p>{@code SET CONSTRAINTS ALL DEFERRED} would also defer what is initially immediate; so these are named one by one.
 */
final class Constraints {

    static final String CHECK = "SET CONSTRAINTS ALL IMMEDIATE";

    private static final String DEFERRABLE = """
            SELECT DISTINCT format('%I.%I', n.nspname, c.conname), c.condeferred
            FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
            WHERE c.condeferrable ORDER BY 1""";

    private final Backend backend;
    private boolean stale = true;
    private List<String> restore = List.of();

    Constraints(Backend backend) {
        this.backend = backend;
    }

    /** Has the catalog read again before it is needed next. */
    void schemaChanged() {
        stale = true;
    }

    boolean isStale() {
        return stale;
    }

    /** What brings back the modes every transaction begins with; empty when no constraint can be deferred. */
    List<String> restore() throws IOException, SQLException {
        if (stale) {
            List<@Nullable String[]> rows = backend.query(DEFERRABLE);
            String immediate = rows.stream()
                    .filter(row -> "f".equals(row[1]))
                    .map(row -> row[0])
                    .collect(Collectors.joining(", "));
            restore = rows.isEmpty()
                    ? List.of()
                    : immediate.isEmpty()
                            ? List.of("SET CONSTRAINTS ALL DEFERRED")
                            : List.of("SET CONSTRAINTS ALL DEFERRED", "SET CONSTRAINTS " + immediate + " IMMEDIATE");
            stale = false;
        }
        return restore;
    }
}
