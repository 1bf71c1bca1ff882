package dev.dataflow;

import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.store.Condition;
import dev.dataflow.internal.store.EntityStore;
import dev.dataflow.internal.store.NotOneRowException;
import dev.dataflow.internal.store.Selection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operations on the rows of one entity; {@link DataFlow#model(Class)} answers it.
 *
 * <p>Every failure that the data or the database causes is a {@link Result} that is not a success, and leaves a surrounding transaction
 * usable. Exceptions are for misuse alone: {@link NullPointerException} for a null argument, {@link IllegalStateException} when the
 * {@link DataFlow} is closed, and whatever a callback of the entity throws by itself.
 *
 * <p>Keys of maps are attribute names; a column's name is accepted where no attribute has it. Values are converted when nothing is lost: ISO
 * texts to {@code java.time}, texts to {@code UUID}, enums and numbers, numbers to wider ones, maps and records to JSON attributes and
 * embedded values, and an id, a map with the id, or an entity to an association.
 *
 * <p>Thread-safe and blocking. Outside {@link DataFlow#transaction} each operation takes a pooled connection for itself, and one that is a
 * single statement costs a single round trip.
 *
 * @param <T> the entity class
 */
public final class Model<T> {
    private final DataFlow dataFlow;
    private final EntityStore store;
    private final Failures failures;

    Model(DataFlow dataFlow, EntityStore store, Failures failures) {
        this.dataFlow = dataFlow;
        this.store = store;
        this.failures = failures;
    }

    /**
     * Stores a new row. An absent key keeps the initial value of the entity's field; an explicit null is null.
     *
     * @return the row as stored, generated values included; or all problems of the map at once
     */
    public Result<Row> create(Map<String, ?> values) {
        Objects.requireNonNull(values, "values");
        return writing(() -> new Row(store.insert(values)));
    }

    /**
     * Stores an entity as a new row. Generated values are set on the entity, too.
     *
     * @return the row as stored
     */
    public Result<Row> create(T entity) {
        Objects.requireNonNull(entity, "entity");
        return writing(() -> new Row(store.insertEntity(entity)));
    }

    /**
     * Stores new rows, all or none.
     *
     * @return the rows as stored, in their order; or the problems of all of them
     */
    public Result<List<Row>> createMany(Iterable<? extends Map<String, ?>> rows) {
        Objects.requireNonNull(rows, "rows");
        return writing(() -> rows(store.insertAll(rows)));
    }

    /** Reads the row with this id; no such row is a success without data. */
    public Result<Row> findById(Object id) {
        Objects.requireNonNull(id, "id");
        return first(() -> Selection.of(Condition.id(id)));
    }

    /** Reads the one row that meets a filter; none is a success without data, several are {@code NOT_UNIQUE}. */
    public Result<Row> findOne(Map<String, ?> filter) {
        return one(parsed(filter));
    }

    /** Reads the one row that meets a filter; none is a success without data, several are {@code NOT_UNIQUE}. */
    public Result<Row> findOne(Filter filter) {
        return one(given(filter));
    }

    private Result<Row> one(Supplier<FilterNode> filter) {
        return reading(() -> {
            List<StoredRow> rows = store.find(Selection.of(filter.get()).limitedTo(2));
            if (rows.size() > 1) {
                throw NotOneRowException.several();
            }
            return rows.isEmpty() ? null : new Row(rows.get(0));
        });
    }

    /** Reads the first row of a query; none is a success without data. */
    public Result<Row> findFirst(Query query) {
        Objects.requireNonNull(query, "query");
        return first(query::selection);
    }

    private Result<Row> first(Supplier<Selection> selection) {
        return reading(() -> {
            List<StoredRow> rows = store.find(selection.get().limitedTo(1));
            return rows.isEmpty() ? null : new Row(rows.get(0));
        });
    }

    /** Reads all rows, in the order of their ids. */
    public Result<List<Row>> findMany() {
        return findMany(Query.all());
    }

    /** Reads the rows that meet a filter, in the order of their ids; there is no hidden limit. */
    public Result<List<Row>> findMany(Map<String, ?> filter) {
        return many(parsed(filter));
    }

    /** Reads the rows that meet a filter, in the order of their ids; there is no hidden limit. */
    public Result<List<Row>> findMany(Filter filter) {
        return many(given(filter));
    }

    private Result<List<Row>> many(Supplier<FilterNode> filter) {
        return reading(() -> rows(store.find(Selection.of(filter.get()))));
    }

    /** Reads the rows of a query. */
    public Result<List<Row>> findMany(Query query) {
        Objects.requireNonNull(query, "query");
        return reading(() -> rows(store.find(query.selection())));
    }

    /** Counts all rows. */
    public Result<Long> count() {
        return count(Filter.all());
    }

    /** Counts the rows that meet a filter. */
    public Result<Long> count(Map<String, ?> filter) {
        Supplier<FilterNode> parsed = parsed(filter);
        return reading(() -> store.count(parsed.get()));
    }

    /** Counts the rows that meet a filter. */
    public Result<Long> count(Filter filter) {
        Supplier<FilterNode> given = given(filter);
        return reading(() -> store.count(given.get()));
    }

    /** Answers whether any row meets a filter. */
    public Result<Boolean> exists(Map<String, ?> filter) {
        Supplier<FilterNode> parsed = parsed(filter);
        return reading(() -> store.exists(parsed.get()));
    }

    /** Answers whether any row meets a filter. */
    public Result<Boolean> exists(Filter filter) {
        Supplier<FilterNode> given = given(filter);
        return reading(() -> store.exists(given.get()));
    }

    /**
     * Computes over many rows.
     *
     * @return a row for each group, keyed by the names of the groupings and aggregates
     */
    public Result<List<Row>> aggregate(Aggregation aggregation) {
        Objects.requireNonNull(aggregation, "aggregation");
        return reading(() -> rows(store.aggregate(aggregation.summary())));
    }

    /**
     * Changes exactly one row. A key is an attribute or a path into a JSON attribute, a value is the new value or a {@link Change}. The
     * entity's version, when given, is the one the caller read: another one in the database is {@code STALE}.
     *
     * @return the row as stored afterwards; {@code NOT_FOUND} or {@code NOT_UNIQUE}, with nothing changed, when it is not exactly one
     */
    public Result<Row> update(Map<String, ?> filter, Map<String, ?> changes) {
        return update(parsed(filter), changes);
    }

    /** Changes exactly one row, as {@link #update(Map, Map)} does. */
    public Result<Row> update(Filter filter, Map<String, ?> changes) {
        return update(given(filter), changes);
    }

    private Result<Row> update(Supplier<FilterNode> filter, Map<String, ?> changes) {
        Objects.requireNonNull(changes, "changes");
        return result(
                () -> new Row(store.update(filter.get(), MapForm.changes(changes))),
                new Attempt(store.mapping(), false, changes));
    }

    /**
     * Changes every row that meets a filter.
     *
     * @return how many; {@code INVALID_INPUT} for an empty filter, which {@link Filter#all()} says on purpose
     */
    public Result<Long> updateMany(Map<String, ?> filter, Map<String, ?> changes) {
        return updateMany(parsed(filter), changes);
    }

    /** Changes every row that meets a filter, as {@link #updateMany(Map, Map)} does. */
    public Result<Long> updateMany(Filter filter, Map<String, ?> changes) {
        return updateMany(given(filter), changes);
    }

    private Result<Long> updateMany(Supplier<FilterNode> filter, Map<String, ?> changes) {
        Objects.requireNonNull(changes, "changes");
        return result(
                () -> store.updateAll(meant(filter), MapForm.changes(changes)),
                new Attempt(store.mapping(), false, changes));
    }

    /**
     * Deletes exactly one row.
     *
     * @return the row as it was; {@code NOT_FOUND} or {@code NOT_UNIQUE}, with nothing deleted, when it is not exactly one
     */
    public Result<Row> delete(Map<String, ?> filter) {
        return delete(parsed(filter));
    }

    /** Deletes exactly one row, as {@link #delete(Map)} does. */
    public Result<Row> delete(Filter filter) {
        return delete(given(filter));
    }

    private Result<Row> delete(Supplier<FilterNode> filter) {
        return result(() -> new Row(store.delete(filter.get())), deleting());
    }

    /**
     * Deletes every row that meets a filter.
     *
     * @return how many; {@code INVALID_INPUT} for an empty filter, which {@link Filter#all()} says on purpose
     */
    public Result<Long> deleteMany(Map<String, ?> filter) {
        return deleteMany(parsed(filter));
    }

    /** Deletes every row that meets a filter, as {@link #deleteMany(Map)} does. */
    public Result<Long> deleteMany(Filter filter) {
        return deleteMany(given(filter));
    }

    private Result<Long> deleteMany(Supplier<FilterNode> filter) {
        return result(() -> store.deleteAll(meant(filter)), deleting());
    }

    private Attempt deleting() {
        return new Attempt(store.mapping(), true, Map.of());
    }

    private static Supplier<FilterNode> given(Filter filter) {
        Objects.requireNonNull(filter, "filter");
        return () -> (FilterNode) filter;
    }

    private static Supplier<FilterNode> parsed(Map<String, ?> filter) {
        Objects.requireNonNull(filter, "filter");
        return () -> MapForm.filter(filter);
    }

    /** An empty map is more often a forgotten condition than the wish to change a whole table. */
    private static FilterNode meant(Supplier<FilterNode> filter) {
        FilterNode node = filter.get();
        if (node.extent() == FilterNode.Extent.EVERY_ROW) {
            throw new InvalidInputException(
                    List.of(Problem.invalid("filter", "is empty, or met by every row; say Filter.all() to mean that")));
        }
        return node;
    }

    private static List<Row> rows(List<StoredRow> rows) {
        return rows.stream().map(Row::new).toList();
    }

    private interface Operation<R extends @Nullable Object> {
        R run() throws SQLException;
    }

    @SuppressWarnings("NullAway") // a row that is not there is null by contract
    private <R> Result<R> reading(Operation<@Nullable R> operation) {
        return result(operation, Attempt.of(store.mapping()));
    }

    private <R> Result<R> writing(Operation<R> operation) {
        return result(operation, Attempt.of(store.mapping()));
    }

    private <R extends @Nullable Object> Result<R> result(Operation<R> operation, Attempt attempt) {
        dataFlow.checkOpen();
        try {
            return Result.of(operation.run());
        } catch (SQLException | RuntimeException e) {
            return Result.failed(failures.of(e, attempt));
        }
    }
}
