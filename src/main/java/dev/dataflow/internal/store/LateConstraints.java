package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.session.Unit;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Constraints that the database checks at commit though more new rows of the entity never meet them later: unique keys, and references to
 * other tables. An operation in a transaction of its own has them checked at once, to know which row is to blame. Thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-set-constraints.html">SET CONSTRAINTS</a>
 */
final class LateConstraints {
    private static final String QUERY = """
            select format('%I.%I', n.nspname, c.conname)
            from pg_catalog.pg_constraint c
            join pg_catalog.pg_namespace n on n.oid = c.connamespace
            where c.conrelid = any (array(select to_regclass(t.name) from unnest(?) as t(name))) and c.condeferred
                and (c.contype in ('p', 'u', 'x') or c.contype = 'f' and c.confrelid <> c.conrelid)""";

    private final EntityMapping mapping;
    private volatile boolean none;

    LateConstraints(EntityMapping mapping) {
        this.mapping = mapping;
    }

    /** Answers the names as SQL writes them. The server is asked until there are none. */
    List<String> names(Unit unit) throws SQLException {
        if (none) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = unit.connection().prepareStatement(QUERY)) {
            String[] tables = mapping.source().tables().stream()
                    .map(table -> table.name())
                    .toArray(String[]::new);
            statement.setArray(1, unit.connection().createArrayOf("text", tables));
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    names.add(results.getString(1));
                }
            }
        }
        none = names.isEmpty();
        return names;
    }

    /** Has constraints checked after each statement from here on, or at commit again. */
    static void check(Unit unit, List<String> names, boolean immediately) throws SQLException {
        if (!names.isEmpty()) {
            try (Statement statement = unit.connection().createStatement()) {
                statement.execute(
                        "set constraints " + String.join(", ", names) + (immediately ? " immediate" : " deferred"));
            }
        }
    }
}
