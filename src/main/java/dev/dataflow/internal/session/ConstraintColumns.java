package dev.dataflow.internal.session;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells which columns a violated constraint is about, from the server's catalog; each constraint is looked up once, unless it is
 * gone. Columns inside of expressions come last: PostgreSQL keeps an expression as a tree, whose text has their numbers. Thread-safe.
 */
public final class ConstraintColumns {
    private static final String QUERY = """
            select a.attname
            from pg_catalog.pg_class t
            join pg_catalog.pg_namespace n on n.oid = t.relnamespace
            cross join lateral (
                select c.conkey as keys, case when c.contype in ('p', 'u', 'x') then c.conindid end as index
                from pg_catalog.pg_constraint c where c.conrelid = t.oid and c.conname = ?
                union all
                select (i.indkey::int2[])[0:i.indnkeyatts - 1], i.indexrelid
                from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
                where i.indrelid = t.oid and x.relname = ?
                limit 1) k
            cross join lateral unnest(k.keys || array(
                select (regexp_matches(i.indexprs::text, ':varattno (\\d+)', 'g'))[1]::int2
                from pg_catalog.pg_index i where i.indexrelid = k.index)) with ordinality as key(attnum, position)
            join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = key.attnum
            where n.nspname = ? and t.relname = ?
            order by key.position""";

    private record Constraint(String schema, String table, String name) {}

    private final Lookups<Constraint, String> columns;

    public ConstraintColumns(Sessions sessions) {
        this.columns = new Lookups<>(sessions, ConstraintColumns::lookUp);
    }

    /** Answers the columns of the constraint that the server names; empty when it names none, or can no longer be asked. */
    public List<String> of(ServerErrorMessage error) {
        String name = error.getConstraint();
        String table = error.getTable();
        String schema = error.getSchema();
        return name == null || table == null || schema == null
                ? List.of()
                : columns.of(new Constraint(schema, table, name));
    }

    private static List<String> lookUp(Unit unit, Constraint constraint) throws SQLException {
        try (PreparedStatement statement = unit.connection().prepareStatement(QUERY)) {
            statement.setString(1, constraint.name());
            statement.setString(2, constraint.name());
            statement.setString(3, constraint.schema());
            statement.setString(4, constraint.table());
            List<String> columns = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    columns.add(results.getString(1));
                }
            }
            return columns;
        }
    }
}
