package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** Runs statements on the connection of an operation. */
final class Queries {
    private Queries() {}

    /** Makes something of the current row of a result set. */
    interface Reader<T extends @Nullable Object> {
        T read(ResultSet results, WrapperOptions options) throws SQLException;
    }

    static List<StoredRow> rows(Unit unit, EntityMapping mapping, Sql sql) throws SQLException {
        return all(unit, sql, mapping::read);
    }

    static <T> List<T> all(Unit unit, Sql sql, Reader<T> reader) throws SQLException {
        String before = unit.prefix();
        try (PreparedStatement statement = sql.prepare(before, unit.connection(), unit.options());
                ResultSet results = before.isEmpty() ? statement.executeQuery() : last(unit, statement)) {
            List<T> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(reader.read(results, unit.options()));
            }
            return rows;
        }
    }

    static long update(Unit unit, Sql sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(unit.connection(), unit.options())) {
            return statement.executeLargeUpdate();
        }
    }

    static void lock(Unit unit, Sql sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(unit.connection(), unit.options())) {
            statement.execute();
        }
    }

    static long number(Unit unit, Sql sql) throws SQLException {
        return all(unit, sql, (results, options) -> results.getLong(1)).get(0);
    }

    /** Runs the statement, and answers the results of the last of those that it consists of. */
    private static ResultSet last(Unit unit, PreparedStatement statement) throws SQLException {
        boolean results = statement.execute();
        while (!results && statement.getUpdateCount() != -1) {
            results = statement.getMoreResults();
        }
        unit.prefixed();
        return Objects.requireNonNull(statement.getResultSet(), "A read without results");
    }
}
