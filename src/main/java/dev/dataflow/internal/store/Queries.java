package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import java.sql.BatchUpdateException;
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
                ResultSet results = results(unit, before, statement)) {
            List<T> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(reader.read(results, unit.options()));
            }
            return rows;
        }
    }

    static long update(Unit unit, Sql sql) throws SQLException {
        String before = unit.prefix();
        try (PreparedStatement statement = sql.prepare(before, unit.connection(), unit.options())) {
            if (before.isEmpty()) {
                return statement.executeLargeUpdate();
            }
            execute(unit, before, statement);
            return statement.getLargeUpdateCount();
        }
    }

    /** Runs statements that are alike but for their values, in one message; answers how many rows each has changed. */
    static long[] updateEach(Unit unit, List<Sql> alike) throws SQLException {
        try (PreparedStatement statement = alike.get(0).prepare(unit.connection(), unit.options())) {
            statement.addBatch();
            for (Sql sql : alike.subList(1, alike.size())) {
                sql.bind(statement, unit.options());
                statement.addBatch();
            }
            return statement.executeLargeBatch();
        } catch (BatchUpdateException e) {
            // Its message shows the values of a statement; what the server said is behind it.
            throw e.getCause() instanceof SQLException cause ? cause : e;
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

    /**
     * Runs a statement that answers rows.
     *
     * @param before what {@link Unit#prefix} answered, which the statement begins with
     */
    static ResultSet results(Unit unit, String before, PreparedStatement statement) throws SQLException {
        if (before.isEmpty()) {
            return statement.executeQuery();
        }
        execute(unit, before, statement);
        return Objects.requireNonNull(statement.getResultSet(), "A statement without results");
    }

    /** Runs a statement behind others; its own result is the current one then. */
    private static void execute(Unit unit, String before, PreparedStatement statement) throws SQLException {
        statement.execute();
        for (int end = before.indexOf(';'); end >= 0; end = before.indexOf(';', end + 1)) {
            statement.getMoreResults();
        }
        unit.prefixed();
    }
}
