package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds connections that were opened beside the sandbox to the same database: what they commit, nobody undoes.
 *
 * <p>The server counts the sessions of each database. Asking for that number travels with the message that goes back to
 * a mark; who it was is asked only when the number is not the expected one.
 */
final class Escapes {

    private static final String OTHERS = """
            SELECT pid, usename, application_name, state, query FROM pg_catalog.pg_stat_activity
            WHERE datid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
              AND backend_type = 'client backend' AND backend_start > (SELECT backend_start
                  FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid())
            ORDER BY backend_start""";

    private static final String REMEMBER = "CREATE EXTENSION IF NOT EXISTS pg_stat_statements";

    /** What a driver says for itself is left away. */
    private static final String REMEMBERED = """
            SELECT query FROM pg_stat_statements(true)
            WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
              AND query !~* '^\\s*(SET|SHOW|BEGIN|COMMIT|START|DISCARD)\\M' ORDER BY stats_since DESC, calls LIMIT 3""";

    private final Backend backend;
    private final String sessions;
    private String known;

    private Escapes(Backend backend, String sessions, String known) {
        this.backend = backend;
        this.sessions = sessions;
        this.known = known;
    }

    /** Finds what is opened from now on. */
    static Escapes since(Backend backend) throws IOException, SQLException {
        String database = backend.query(
                        "SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()")
                .get(0)[0];
        // In a transaction the server answers the same number again unless its memory of it is cleared.
        String sessions =
                "SELECT pg_catalog.pg_stat_clear_snapshot(), pg_catalog.pg_stat_get_db_sessions(" + database + "::oid)";
        return new Escapes(backend, sessions, number(backend.query(sessions)));
    }

    /** Accepts whoever has connected so far. */
    void forgive() throws IOException, SQLException {
        known = number(backend.query(sessions));
    }

    /** The statement whose rows {@link #describe} wants to see. */
    String sessions() {
        return sessions;
    }

    /** Describes what was opened since the last call; null when it was nothing. */
    @Nullable
    String describe(List<@Nullable String[]> rows) throws IOException, SQLException {
        String now = number(rows);
        if (now.equals(known)) {
            return null;
        }
        long count = Long.parseLong(now) - Long.parseLong(known);
        known = now;
        List<@Nullable String[]> others = backend.query(OTHERS);
        String open = others.stream()
                .map(row -> "process " + row[0] + " of user \"" + row[1] + "\" and application \"" + row[2] + "\", "
                        + row[3] + ", with " + statement(row[4]))
                .collect(Collectors.joining("; "));
        return "beside it " + (count == 1 ? "a connection was" : count + " connections were")
                + " opened to the same database, and nobody undoes what was committed there: "
                + (open.isEmpty() ? "closed since" : open) + remembered();
    }

    /**
     * What ran there before, as far as the server remembers. The extension that shows it is made in the sandbox's transaction, which is of no
     * use any more and is never committed.
     */
    private String remembered() throws IOException {
        List<String> statements;
        try {
            backend.query(REMEMBER);
            statements = backend.query(REMEMBERED).stream()
                    .map(row -> statement(row[0]).replace("$?", "?"))
                    .toList();
        } catch (SQLException e) {
            // The server was not told to remember, or not by a user who may ask.
            return ". This server does not remember what ran there";
        }
        return statements.isEmpty()
                ? ". No statement ran there to its end"
                : ". What ran there last: " + String.join("; ", statements);
    }

    private static String statement(@Nullable String query) {
        return query == null || query.isEmpty() ? "no statement yet" : "\"" + SqlTokens.withoutValues(query) + "\"";
    }

    private static String number(List<@Nullable String[]> rows) {
        String number = rows.isEmpty() ? null : rows.get(0)[1];
        return number == null ? "0" : number;
    }
}
