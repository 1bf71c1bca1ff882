package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where the sequences stood, since PostgreSQL does not roll them back.
 *
 * <p>Values that a sequence with {@code CACHE} handed to this session in advance are dropped when they are recorded:
 * {@code setval} forgets them, so that each test begins at what the sequence itself says.
 */
final class Sequences {

    private static final String ALL = """
            SELECT format('%I.%I', n.nspname, c.relname), s.seqcache > 1
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
            WHERE (c.relpersistence <> 't' OR c.relnamespace = pg_catalog.pg_my_temp_schema())
              AND CASE WHEN c.relkind = 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT')
                  AND pg_catalog.has_sequence_privilege(c.oid, 'UPDATE') END
            ORDER BY 1""";

    private Sequences() {}

    /** The statement that brings back every sequence to where it stands now, or null when there is none to move. */
    static @Nullable String reset(Backend backend) throws IOException, SQLException {
        List<@Nullable String[]> names = backend.query(ALL);
        if (names.isEmpty()) {
            return null;
        }
        String cached = names.stream()
                .filter(row -> "t".equals(row[1]))
                .map(row -> "SELECT pg_catalog.setval(" + literal(row[0]) + ", last_value, is_called) FROM " + row[0])
                .collect(Collectors.joining(" UNION ALL "));
        if (!cached.isEmpty()) {
            backend.query(cached);
        }
        String positions = names.stream()
                .map(row -> "SELECT " + literal(row[0]) + ", last_value, is_called FROM " + row[0])
                .collect(Collectors.joining(" UNION ALL "));
        return backend.query(positions).stream()
                .map(row -> "(" + literal(row[0]) + "::pg_catalog.regclass, " + row[1] + "::bigint, '" + row[2]
                        + "'::bool)")
                .collect(Collectors.joining(
                        ", ", "SELECT pg_catalog.setval(s, v, c) FROM (VALUES ", ") AS was(s, v, c)"));
    }

    static String literal(@Nullable String value) {
        return value == null ? "NULL" : "'" + value.replace("'", "''") + "'";
    }
}
