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

/** Runs statements on the connection of an operation. */
final class Queries {
    private Queries() {}

    static List<StoredRow> rows(Unit unit, EntityMapping mapping, Sql sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(unit.connection(), unit.options());
                ResultSet results = statement.executeQuery()) {
            List<StoredRow> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(mapping.read(results, unit.options()));
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
        try (PreparedStatement statement = sql.prepare(unit.connection(), unit.options());
                ResultSet results = statement.executeQuery()) {
            results.next();
            return results.getLong(1);
        }
    }
}
