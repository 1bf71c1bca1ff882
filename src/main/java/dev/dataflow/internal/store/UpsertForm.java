package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * In which form a caller is told what became of a row.
 *
 * @param columns what a statement answers of each row, before whether it is new
 * @param reader reads what it has answered
 * @param ofRow makes the form of a row that was read, since it had to be stored in another way
 * @param replaced makes the form of a row of the input from that of the one which is stored instead
 */
record UpsertForm<U>(
        List<String> columns, Queries.Reader<U> reader, Function<StoredUpsert, U> ofRow, UnaryOperator<U> replaced) {

    /** The row as it is stored, and its outcome. */
    static UpsertForm<StoredUpsert> rows(EntityMapping mapping) {
        List<String> columns = mapping.selection();
        return new UpsertForm<>(
                columns,
                (results, options) ->
                        new StoredUpsert(mapping.read(results, options), outcome(results, columns.size() + 1)),
                UnaryOperator.identity(),
                StoredUpsert::replaced);
    }

    /** The outcome alone, for which nothing of a row is read. */
    static UpsertForm<StoredUpsert.Outcome> outcomes() {
        return new UpsertForm<>(
                List.of(),
                (results, options) -> outcome(results, 1),
                StoredUpsert::outcome,
                stored -> StoredUpsert.Outcome.REPLACED);
    }

    private static StoredUpsert.Outcome outcome(ResultSet results, int created) throws SQLException {
        return results.getBoolean(created) ? StoredUpsert.Outcome.CREATED : StoredUpsert.Outcome.UPDATED;
    }
}
