package dev.dataflow;

import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.store.BulkOutcome;
import dev.dataflow.internal.store.Condition;
import dev.dataflow.internal.store.Consumed;
import dev.dataflow.internal.store.EntityReader;
import dev.dataflow.internal.store.EntityStore;
import dev.dataflow.internal.store.Explanation;
import dev.dataflow.internal.store.NotOneRowException;
import dev.dataflow.internal.store.RowFailedException;
import dev.dataflow.internal.store.Selection;
import dev.dataflow.internal.store.Slice;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    /** How many rows createMany checks, and stores, at once. */
    private static final int AT_ONCE = 10_000;

    private final DataFlow dataFlow;
    private final EntityStore store;
    private final EntityReader reader;
    private final Failures failures;

    Model(DataFlow dataFlow, EntityStore store, Failures failures) {
        this.dataFlow = dataFlow;
        this.store = store;
        this.reader = store.reader();
        this.failures = failures;
    }

    /**
     * Answers the operations for callers that are not trusted.
     *
     * @param paths what they may filter by, order by, see and write: attributes, parts of embedded values and of JSON documents
     *     ({@code "address.city"}), and attributes of associated entities ({@code "orders.total"})
     * @throws IllegalArgumentException when a path leads nowhere
     */
    public ExposedModel exposing(String... paths) {
        return new ExposedModel(
                this, store.mapping(), Exposure.of(store.mapping(), List.of(paths)), FilterLimits.STRICT);
    }

    /**
     * Stores a new row. An absent key keeps the initial value of the entity's field; an explicit null is null.
     *
     * <p>A map in the place of an associated row creates that, too, where the association cascades a persist; an id, or a map with the id,
     * connects a row that is there. An association to many takes a list of both. All is stored or nothing; problems name the whole path.
     *
     * <pre>{@code
     * orders.create(Map.of("customer", 7, "items", List.of(Map.of("sku", "A", "quantity", 2), Map.of("sku", "B"))));
     * }</pre>
     *
     * <p>What an association says of the id ({@code @MapsId}) need not be given again, and must not say otherwise. An association by another
     * column than the id is set by an attribute of its own column.
     *
     * @return the row as stored, generated values included; or all problems of the map at once
     */
    public Result<Row> create(Map<String, ?> values) {
        Objects.requireNonNull(values, "values");
        return result(() -> new Row(store.insert(values)), Attempt.creating(store.mapping(), values));
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
     * @return the rows as stored, in their order; or all problems of the first 10,000 rows that have any; a failure names the row
     */
    public Result<List<Row>> createMany(Iterable<? extends Map<String, ?>> rows) {
        Objects.requireNonNull(rows, "rows");
        CreateOptions options = CreateOptions.answeringRows().chunk(AT_ONCE);
        return writing(
                () -> rows(store.insertAll(rows.iterator(), options.options()).rows()));
    }

    /**
     * Stores any number of new rows in one transaction, a chunk at a time, so that memory does not grow with their number; a few that one
     * statement can store, in one round trip. Each chunk goes the fastest way that does all the entity asks for: COPY when a count or ids are
     * wanted back, with ids from the column's sequence; {@code INSERT … SELECT unnest(…)} when rows are, or when the table has rules, row level
     * security or a trigger that may change new rows; and Hibernate's own batches for entities with callbacks, collections or several tables.
     * The stored rows are the same each way. A row with other rows inside it is stored alone.
     *
     * <p>All rows are stored or none, and the failure says which row is to blame; or, with {@link CreateOptions#bestEffort()}, all good rows
     * are stored and each bad one is reported. Of constraints that the database checks at commit (those {@code INITIALLY DEFERRED}), unique
     * keys and references to other tables are checked at once, unless it is in a transaction of the caller's, who may mean to meet them later;
     * all others fail the commit and name no row.
     *
     * @param rows is gone through once; each map stays as it is until its chunk is stored
     */
    public Result<Created> createMany(Iterable<? extends Map<String, ?>> rows, CreateOptions options) {
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(options, "options");
        return writing(() -> {
            BulkOutcome outcome = store.insertAll(rows.iterator(), options.options());
            return new Created(outcome.count(), outcome.ids(), rows(outcome.rows()), rejected(outcome.rejected()));
        });
    }

    /** Stores the rows of an iterator, as {@link #createMany(Iterable, CreateOptions)} does. */
    public Result<Created> createMany(Iterator<? extends Map<String, ?>> rows, CreateOptions options) {
        Objects.requireNonNull(rows, "rows");
        return createMany(() -> copy(rows), options);
    }

    /** Stores the rows of a stream, as {@link #createMany(Iterable, CreateOptions)} does; the stream is left open. */
    public Result<Created> createMany(Stream<? extends Map<String, ?>> rows, CreateOptions options) {
        Objects.requireNonNull(rows, "rows");
        return createMany(rows.iterator(), options);
    }

    /** An iterable has to name one type for its elements. */
    @SuppressWarnings("unchecked")
    private static Iterator<Map<String, ?>> copy(Iterator<? extends Map<String, ?>> rows) {
        return (Iterator<Map<String, ?>>) rows;
    }

    private List<Created.Rejected> rejected(List<RowFailedException> rejected) {
        Attempt attempt = Attempt.of(store.mapping());
        return rejected.stream()
                .map(row -> new Created.Rejected(row.row(), failures.of(row, attempt)))
                .toList();
    }

    /**
     * Stores a row under a unique key: creates it, or changes the one that has the key. Both are one atomic step, so that any number of
     * threads may do it for the same key at once.
     *
     * <pre>{@code
     * stock.upsert(Map.of("sku", "MOUSE-001"), Map.of("name", "Mouse", "available", Change.increment(5)));
     * }</pre>
     *
     * <p>A new row takes the keys and the values, and the initial values of the entity's fields for all else; a {@link Change} or a path into
     * a JSON attribute begins with the initial value. Of a row that is there only what the values name changes, its version and update
     * timestamps besides; what the entity declares as not updatable, and the id, stay. A version among the values is the one the caller
     * read: a row with another one is {@code STALE}.
     *
     * @param keys the attributes of one unique key, an association by its id; none null
     * @param values all else, as {@link #update(Map, Map)} takes them; may be empty
     * @return the row, and whether it is new; {@code INVALID_INPUT} when the database has no unique key of these attributes
     */
    public Result<Upserted> upsert(Map<String, ?> keys, Map<String, ?> values) {
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(values, "values");
        return result(
                () -> Upserted.of(store.upsert(keys, MapForm.changes(values))),
                Attempt.upserting(store.mapping(), keys, values));
    }

    /**
     * Stores many rows under a unique key, all or none: each as {@link #upsert(Map, Map)} does. When several rows of the input have the same
     * key, the last is stored and the others are told to be {@link Upserted.Outcome#REPLACED}.
     *
     * @param rows with the key's attributes among their values
     * @param keys the attributes of one unique key
     * @return what became of each row, in the order of the input; a failure names the row that is to blame
     */
    public Result<List<Upserted>> upsertMany(Iterable<? extends Map<String, ?>> rows, String... keys) {
        Objects.requireNonNull(rows, "rows");
        List<String> names = List.of(keys);
        return writing(() -> store.upsertAll(MapForm.upserts(rows), names).stream()
                .map(Upserted::of)
                .toList());
    }

    /**
     * Stores many rows as {@link #upsertMany} does, all or none, and answers how many met which outcome instead of the rows: where one
     * statement stores several, none of them is sent back or read.
     *
     * <pre>{@code
     * UpsertCounts counts = stock.upsertManyCounting(feed, "sku").orThrow();
     * }</pre>
     *
     * <p>Rows that give the same attributes are stored in the order of their keys, two thousand in a statement, so that two writers of the same
     * keys wait for each other and do not deadlock. The maps are all held in memory until the end.
     *
     * @param rows with the key's attributes among their values, none null; gone through once; may be empty
     * @param keys the attributes of one unique key, none null
     * @return how many rows were created, updated and replaced; zeros for no rows; a failure names the row that is to blame, {@code
     *     INVALID_INPUT} all that is wrong with any row, or that the database has no unique key of these attributes
     */
    public Result<UpsertCounts> upsertManyCounting(Iterable<? extends Map<String, ?>> rows, String... keys) {
        Objects.requireNonNull(rows, "rows");
        List<String> names = List.of(keys);
        return writing(() -> UpsertCounts.of(store.upsertOutcomes(MapForm.upserts(rows), names)));
    }

    /** Reads the row with this id; no such row is a success without data. */
    public Result<Row> findById(Object id) {
        Objects.requireNonNull(id, "id");
        return first(() -> Selection.of(Condition.id(id)));
    }

    /** Reads the one row that meets a filter; none is a success without data, several are {@code NOT_UNIQUE}. */
    public Result<Row> findOne(Map<String, ?> filter) {
        Supplier<FilterNode> parsed = parsed(filter);
        return one(() -> Selection.of(parsed.get()));
    }

    /** Reads the one row that meets a filter; none is a success without data, several are {@code NOT_UNIQUE}. */
    public Result<Row> findOne(Filter filter) {
        Supplier<FilterNode> given = given(filter);
        return one(() -> Selection.of(given.get()));
    }

    /**
     * Reads the one row of a query; none is a success without data, several are {@code NOT_UNIQUE}. With a lock, inside a transaction:
     *
     * <pre>{@code
     * df.transaction(tx -> {
     *     Row job = jobs.findOne(Query.where(eq("id", id)).noWait()).orThrow();   // LOCK_TIMEOUT when someone else has it
     * });
     * }</pre>
     */
    public Result<Row> findOne(Query query) {
        Objects.requireNonNull(query, "query");
        return one(query::selection);
    }

    private Result<Row> one(Supplier<Selection> selection) {
        return reading(() -> {
            List<StoredRow> rows = reader.findTwo(selection.get());
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
            List<StoredRow> rows = reader.find(selection.get().limitedTo(1));
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
        return reading(() -> rows(reader.find(Selection.of(filter.get()))));
    }

    /** Reads the rows of a query. */
    public Result<List<Row>> findMany(Query query) {
        Objects.requireNonNull(query, "query");
        return reading(() -> rows(reader.find(query.selection())));
    }

    /**
     * Reads a page of a query: as many rows as its {@link Query#limit} says, and the cursors of the pages beside it.
     *
     * <pre>{@code
     * Query latest = Query.where(eq("status", "paid")).orderByDescending("placedAt").limit(20);
     * Page first = orders.page(latest).data();
     * Page second = orders.page(latest.after(first.next())).data();
     * }</pre>
     *
     * @return the page; {@code INVALID_INPUT} for a cursor that is none of this query's
     */
    public Result<Page> page(Query query) {
        Objects.requireNonNull(query, "query");
        return reading(() -> {
            Slice slice = reader.page(query.selection(), query.counted());
            return new Page(rows(slice.rows()), slice.next(), slice.previous(), slice.total());
        });
    }

    /**
     * Reads the rows of a query one after the other, however many there are: the server hands them out a thousand at a time. The stream is
     * sequential, closes by itself when the callback ends, and sees the table as it was when the query began.
     *
     * <pre>{@code
     * BigDecimal sum = orders.stream(Query.all(), rows -> rows.map(row -> row.getDecimal("total")).reduce(ZERO, BigDecimal::add)).data();
     * }</pre>
     *
     * <p>In a transaction the rows are read on its connection, and what the callback writes joins it. Outside, the stream has a connection
     * for itself: operations in the callback take another one, which a pool of a single connection does not have. {@link Query#after} and
     * {@link Query#before} belong to pages and are {@code INVALID_INPUT} here.
     *
     * @return what the callback answers
     * @throws RuntimeException what the callback throws; the stream is closed, and a transaction goes on
     */
    public <R extends @Nullable Object> Result<R> stream(
            Query query, Function<? super Stream<Row>, ? extends R> callback) {
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(callback, "callback");
        Result<Consumed<R>> result =
                reading(() -> reader.stream(query.selection(), rows -> callback.apply(rows.map(Row::new))));
        return result.success() ? Result.of(result.data().get()) : Result.failed(result.error());
    }

    /**
     * Asks PostgreSQL how it would find the rows of a query, without reading them. It plans for the values of the query and the tables as they
     * are now; the answer contains none of them.
     */
    public Result<Plan> explain(Query query) {
        Objects.requireNonNull(query, "query");
        return reading(() -> {
            Explanation explained = reader.explain(query.selection());
            return new Plan(
                    explained.choices().stream()
                            .map(choice -> new Plan.Condition(
                                    choice.path(), choice.form().explanation()))
                            .toList(),
                    List.copyOf(explained.indexes()),
                    List.copyOf(explained.usableIndexes()),
                    explained.nodes());
        });
    }

    /** Counts all rows. */
    public Result<Long> count() {
        return count(Filter.all());
    }

    /** Counts the rows that meet a filter. */
    public Result<Long> count(Map<String, ?> filter) {
        Supplier<FilterNode> parsed = parsed(filter);
        return reading(() -> reader.count(parsed.get()));
    }

    /** Counts the rows that meet a filter. */
    public Result<Long> count(Filter filter) {
        Supplier<FilterNode> given = given(filter);
        return reading(() -> reader.count(given.get()));
    }

    /** Counts the rows of a query, without regard to its limit, offset and cursor. */
    public Result<Long> count(Query query) {
        Objects.requireNonNull(query, "query");
        return reading(() -> reader.count(query.selection()));
    }

    /** Answers whether any row meets a filter. */
    public Result<Boolean> exists(Map<String, ?> filter) {
        Supplier<FilterNode> parsed = parsed(filter);
        return reading(() -> reader.exists(parsed.get()));
    }

    /** Answers whether any row meets a filter. */
    public Result<Boolean> exists(Filter filter) {
        Supplier<FilterNode> given = given(filter);
        return reading(() -> reader.exists(given.get()));
    }

    /**
     * Computes over many rows.
     *
     * @return a row for each group, keyed by the names of the groupings and aggregates
     */
    public Result<List<Row>> aggregate(Aggregation aggregation) {
        Objects.requireNonNull(aggregation, "aggregation");
        return reading(() -> rows(reader.aggregate(aggregation.summary())));
    }

    /**
     * Changes exactly one row. A key is an attribute or a path into a JSON attribute, a value is the new value or a {@link Change}. The
     * entity's version, when given, is the one the caller read: another one in the database is {@code STALE}.
     *
     * <p>Associations take what {@link #create(Map)} takes: rows in a list are created or connected, and those that belong to the row already
     * stay. A collection of values, such as an {@code @ElementCollection}, takes all that it is to hold.
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
     * Changes many rows, each in its own way, all or none: each as {@link #update(Map, Map)} does. A map has the keys, whose values say which
     * row it is about, and what changes besides.
     *
     * <pre>{@code
     * stock.updateEach(List.of(
     *         Map.of("sku", "MOUSE-001", "price", "19.99"),
     *         Map.of("sku", "MOUSE-002", "available", Change.increment(5))), "sku");
     * }</pre>
     *
     * <p>A row that comes twice is changed twice, in that order. Neighbours that change the same attributes go together, two thousand at a time:
     * in one statement, which changes them in whichever order PostgreSQL finds them, where the key is the id and all that changes are columns
     * that take a value; else in one message. Rows whose entity has to be looked at, such as those with callbacks, or with a version given, go
     * one by one. When the database refuses rows that went together, all are undone and go one by one, so that a callback may run again. Two
     * writers of the same rows may deadlock, as any two who change several: {@link DataFlow#transaction} runs the whole again.
     *
     * @param rows none null; gone through once; may be empty; a row may come twice
     * @param keys the attributes, or paths, that lead to exactly one row together, none null; the id when there are none
     * @return how many maps there were; a failure names the row that is to blame, {@code NOT_FOUND} and {@code NOT_UNIQUE} among them, {@code
     *     INVALID_INPUT} all that is wrong with any row
     */
    public Result<Long> updateEach(Iterable<? extends Map<String, ?>> rows, String... keys) {
        Objects.requireNonNull(rows, "rows");
        List<String> names = List.of(keys);
        List<Map<String, ?>> given = new ArrayList<>();
        rows.forEach(row -> given.add(Objects.requireNonNull(row, "a row is null")));
        return result(
                () -> {
                    store.updateEach(KeyedChanges.of(store, given, names));
                    return (long) given.size();
                },
                Attempt.updatingEach(store.mapping(), given));
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

    /**
     * Undoes the deletion of exactly one row of an entity with {@code @SoftDelete}. The filter looks at deleted rows alone; {@link
     * Query#onlyDeleted} shows them.
     *
     * <p>The rows of its collections come back with it, unless Hibernate took them away: it deletes rows of entities with {@code @PreRemove}
     * or {@code @PostRemove} callbacks, and of those in several tables. A row whose unique key another one has taken meanwhile stays deleted:
     * {@code UNIQUE_VIOLATION}.
     *
     * @return the row as it is stored; {@code NOT_FOUND} or {@code NOT_UNIQUE}, with nothing restored, when it is not exactly one; {@code
     *     INVALID_INPUT} when the entity has no {@code @SoftDelete}
     */
    public Result<Row> restore(Map<String, ?> filter) {
        return restore(parsed(filter));
    }

    /** Undoes the deletion of exactly one row, as {@link #restore(Map)} does. */
    public Result<Row> restore(Filter filter) {
        return restore(given(filter));
    }

    private Result<Row> restore(Supplier<FilterNode> filter) {
        return writing(() -> new Row(store.restore(filter.get())));
    }

    /**
     * Undoes the deletion of every row that meets a filter, all or none.
     *
     * @return how many; {@code INVALID_INPUT} for an empty filter, which {@link Filter#all()} says on purpose
     */
    public Result<Long> restoreMany(Map<String, ?> filter) {
        return restoreMany(parsed(filter));
    }

    /** Undoes the deletion of every row that meets a filter, as {@link #restoreMany(Map)} does. */
    public Result<Long> restoreMany(Filter filter) {
        return restoreMany(given(filter));
    }

    private Result<Long> restoreMany(Supplier<FilterNode> filter) {
        return writing(() -> store.restoreAll(meant(filter)));
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
