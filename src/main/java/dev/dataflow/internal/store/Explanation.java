package dev.dataflow.internal.store;

import dev.dataflow.internal.json.StoredJson;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What PostgreSQL plans for a statement. Of its output only names and numbers of rows are kept: the conditions in it contain values.
 *
 * @param choices how the conditions are written
 * @param nodes the steps, each indented below the one it serves
 * @param indexes what the plan uses
 * @param usableIndexes what it uses when whole tables are not to be read: two more plans, in which that is forbidden
 */
public record Explanation(
        List<Sql.Choice> choices, List<String> nodes, Set<String> indexes, Set<String> usableIndexes) {

    static Explanation of(Unit unit, Sql sql) throws SQLException {
        Object plan = plan(unit, sql);
        List<String> nodes = new ArrayList<>();
        Set<String> indexes = new LinkedHashSet<>();
        gather(plan, 0, nodes, indexes);
        Set<String> usable = new LinkedHashSet<>();
        Scans before = Scans.set(unit, Scans.INDEXES);
        try {
            gather(plan(unit, sql), 0, new ArrayList<>(), usable);
            // An index can also be read from end to end, for its order; a bitmap is made for a condition alone.
            Scans.set(unit, Scans.BITMAPS);
            gather(plan(unit, sql), 0, new ArrayList<>(), usable);
        } finally {
            Scans.set(unit, before);
        }
        return new Explanation(sql.choices(), List.copyOf(nodes), indexes, usable);
    }

    private static Object plan(Unit unit, Sql sql) throws SQLException {
        Sql explain = new Sql().text("explain (format json) ").append(sql);
        try (PreparedStatement statement = explain.prepare(unit.connection(), unit.options());
                ResultSet results = statement.executeQuery()) {
            results.next();
            List<?> plans = (List<?>) Objects.requireNonNull(StoredJson.read(results.getBytes(1)));
            return Objects.requireNonNull(((Map<?, ?>) plans.get(0)).get("Plan"));
        }
    }

    /** Which ways to read a table PostgreSQL may choose, {@code on} or {@code off}. */
    private record Scans(String tables, String indexes, String indexesOnly) {
        static final Scans INDEXES = new Scans("off", "on", "on");
        static final Scans BITMAPS = new Scans("off", "off", "off");

        private static final String SET = """
                select current_setting('enable_seqscan'), current_setting('enable_indexscan'),
                    current_setting('enable_indexonlyscan'), set_config('enable_seqscan', ?, true),
                    set_config('enable_indexscan', ?, true), set_config('enable_indexonlyscan', ?, true)""";

        /** Sets them for this transaction; answers what they were. */
        static Scans set(Unit unit, Scans scans) throws SQLException {
            try (PreparedStatement statement = unit.connection().prepareStatement(SET)) {
                statement.setString(1, scans.tables);
                statement.setString(2, scans.indexes);
                statement.setString(3, scans.indexesOnly);
                try (ResultSet results = statement.executeQuery()) {
                    results.next();
                    return new Scans(results.getString(1), results.getString(2), results.getString(3));
                }
            }
        }
    }

    private static void gather(Object plan, int depth, List<String> nodes, Set<String> indexes) {
        Map<?, ?> node = (Map<?, ?>) plan;
        StringBuilder text = new StringBuilder("  ".repeat(depth)).append(node.get("Node Type"));
        if (node.get("Index Name") instanceof String index) {
            indexes.add(index);
            text.append(" using ").append(index);
        }
        if (node.get("Relation Name") instanceof String table) {
            text.append(" on ").append(table);
        }
        nodes.add(
                text.append(" (rows=").append(node.get("Plan Rows")).append(')').toString());
        if (node.get("Plans") instanceof List<?> plans) {
            plans.forEach(inner -> gather(inner, depth + 1, nodes, indexes));
        }
    }
}
