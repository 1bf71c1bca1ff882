package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.EntitySource;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.SoftDeletion;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.SetClause;
import dev.dataflow.internal.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Works on rows that lie in several tables, which no single statement can change: finds them, locks them in each of their tables, and looks
 * once more, since they may have changed before the lock was had. Thread-safe.
 */
final class TableByTable {
    private final EntityMapping mapping;
    private final Statements statements;
    private final Supplier<@Nullable Object> tenant;

    TableByTable(EntityMapping mapping, Statements statements, Supplier<@Nullable Object> tenant) {
        this.mapping = mapping;
        this.statements = statements;
        this.tenant = tenant;
    }

    /** Locks the rows that meet the condition, no more than {@code limit} when it is not null, and answers them. */
    List<StoredRow> lock(Unit unit, Condition condition, @Nullable Integer limit) throws SQLException {
        return lock(unit, Selection.of(condition), limit);
    }

    /** Locks the rows of a selection, no more than {@code limit} when it is not null, and answers them. */
    List<StoredRow> lock(Unit unit, Selection selection, @Nullable Integer limit) throws SQLException {
        List<StoredRow> found =
                Queries.rows(unit, mapping, statements.select(limit == null ? selection : selection.limitedTo(limit)));
        if (found.isEmpty()) {
            return found;
        }
        for (EntityMapping type : mapping.classes()) {
            List<StoredRow> ofType = ofType(type, found);
            for (EntitySource.Table table : type.source().tables()) {
                if (!ofType.isEmpty()) {
                    Sql lock =
                            new Sql().text("select 1 from ").text(table.name()).text(" where ");
                    keys(table, ofType, lock);
                    Queries.lock(unit, lock.text(" for update"));
                }
            }
        }
        return Queries.rows(unit, mapping, statements.select(selection.among(found)));
    }

    /** Restores rows that are marked as deleted and locked; answers them as they are then. */
    List<StoredRow> restore(Unit unit, List<StoredRow> rows, SoftDeletion deletion) throws SQLException {
        for (EntityMapping type : mapping.classes()) {
            List<StoredRow> ofType = ofType(type, rows);
            for (EntitySource.Table table : type.source().tables()) {
                if (!ofType.isEmpty() && table.name().equals(deletion.table())) {
                    Sql sql = new Sql().text("update ").text(table.name());
                    sql.text(" set ").text(deletion.assignment(false)).text(" where ");
                    keys(table, ofType, sql);
                    Queries.update(unit, sql);
                }
            }
        }
        return rows.isEmpty()
                ? rows
                : Queries.rows(unit, mapping, statements.select(Selection.of(Condition.among(rows))));
    }

    /** Changes the rows, which are locked, and answers them as they are then. */
    List<StoredRow> update(Unit unit, List<StoredRow> rows, List<Assignment> assignments, boolean keepVersion)
            throws SQLException {
        if (rows.isEmpty()) {
            return rows;
        }
        for (EntityMapping type : mapping.classes()) {
            List<StoredRow> ofType = ofType(type, rows);
            if (!ofType.isEmpty()) {
                update(unit, type, ofType, assignments, keepVersion);
            }
        }
        return Queries.rows(unit, mapping, statements.select(Selection.of(Condition.among(rows))));
    }

    private void update(
            Unit unit, EntityMapping type, List<StoredRow> rows, List<Assignment> assignments, boolean keepVersion)
            throws SQLException {
        List<Problem> problems = new ArrayList<>();
        SetClause set = new Statements(type, tenant).assigned(assignments, keepVersion, unit::session, problems);
        List<EntitySource.Table> tables = type.source().tables();
        for (EntitySource.Table table : tables) {
            Sql sql = new Sql().text("update ").text(table.name()).text(" " + EntitySource.ALIAS + " set ");
            boolean assigned = set.appendTo(
                    sql, column -> tables.size() == 1 || column.table().equals(table.name()));
            InvalidInputException.throwIfAny(problems);
            if (assigned) {
                complete(unit, table, rows);
                keys(table, rows, sql.text(" where "));
                Queries.update(unit, sql);
            }
        }
    }

    /** Makes the rows that an optional table lacks, which so far stood for nulls. */
    private void complete(Unit unit, EntitySource.Table table, List<StoredRow> rows) throws SQLException {
        if (!table.optional()) {
            return;
        }
        for (StoredRow row : rows) {
            Sql sql = new Sql().text("insert into ").text(table.name());
            sql.text(" (").text(String.join(", ", table.keys())).text(") select ");
            List<KeyColumn> keys = keys(row);
            for (int i = 0; i < keys.size(); i++) {
                sql.text(i == 0 ? "" : ", ")
                        .value(keys.get(i).value(), keys.get(i).column());
            }
            sql.text(" where not exists (select 1 from ").text(table.name()).text(" where ");
            keys(table, List.of(row), sql);
            Queries.update(unit, sql.text(")"));
        }
    }

    private static List<StoredRow> ofType(EntityMapping type, List<StoredRow> rows) {
        return rows.stream().filter(row -> row.shape() == type.shape()).toList();
    }

    /** Appends the condition that the table's key is that of one of the rows. */
    private void keys(EntitySource.Table table, List<StoredRow> rows, Sql sql) {
        if (table.keys().size() == 1) {
            List<Object> values =
                    rows.stream().map(row -> keys(row).get(0).value()).toList();
            sql.text(table.keys().get(0)).any(values, mapping.id().columns().get(0));
            return;
        }
        String separator = "(";
        for (StoredRow row : rows) {
            List<KeyColumn> keys = keys(row);
            for (int i = 0; i < keys.size(); i++) {
                sql.text(i == 0 ? separator + '(' : " and ")
                        .text(table.keys().get(i))
                        .text(" = ");
                sql.value(keys.get(i).value(), keys.get(i).column());
            }
            sql.text(")");
            separator = " or ";
        }
        sql.text(")");
    }

    /** Answers the columns of a row's id in the order in which tables have them. */
    private List<KeyColumn> keys(StoredRow row) {
        List<String> order = mapping.source().tables().get(0).keys();
        return KeyColumn.of(mapping.id(), row.id()).stream()
                .sorted(Comparator.comparingInt(
                        key -> order.indexOf(key.column().expression())))
                .toList();
    }
}
