package dev.dataflow;

import dev.dataflow.internal.store.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are read, in which order, how many, and what of them. Immutable: each method answers a new query.
 *
 * <pre>{@code
 * orders.findMany(Query.where(gte("total", 100)).orderByDescending("placedAt").limit(20).offset(40));
 * customers.page(Query.all().orderBy("name").nullsLast().limit(20).after(cursor));
 * }</pre>
 *
 * <p>Without an order rows come by id, which also decides between rows that are otherwise equal: pages never overlap. Nulls come before all
 * values, and after them in descending order, unless {@link #nullsFirst} or {@link #nullsLast} says otherwise.
 */
public final class Query {
    private final Selection selection;
    private final boolean counted;

    private Query(Selection selection, boolean counted) {
        this.selection = selection;
        this.counted = counted;
    }

    private Query with(Selection other) {
        return new Query(other, counted);
    }

    /** Answers the query for all rows. */
    public static Query all() {
        return where(Filter.all());
    }

    /** Answers the query for rows that meet a filter. */
    public static Query where(Filter filter) {
        return new Query(Selection.of((FilterNode) Objects.requireNonNull(filter, "filter")), false);
    }

    /** Answers the query for rows that meet a filter, as {@link Filter#of(Map)} reads it. */
    public static Query where(Map<String, ?> filter) {
        return where(Filter.of(filter));
    }

    /** Answers this query with one more ordering, which decides where the earlier ones do not. */
    public Query orderBy(String path) {
        return with(selection.ordered(Selection.Order.ascending(Objects.requireNonNull(path, "path"))));
    }

    /** Answers this query with one more ordering, from the highest value down. */
    public Query orderByDescending(String path) {
        return with(selection.ordered(Selection.Order.descending(Objects.requireNonNull(path, "path"))));
    }

    /**
     * Answers this query with rows that have no value for its last ordering before all others.
     *
     * @throws IllegalStateException when there is no ordering yet
     */
    public Query nullsFirst() {
        return nulls(true);
    }

    /**
     * Answers this query with rows that have no value for its last ordering after all others.
     *
     * @throws IllegalStateException when there is no ordering yet
     */
    public Query nullsLast() {
        return nulls(false);
    }

    private Query nulls(boolean first) {
        List<Selection.Order> orders = new ArrayList<>(selection.orders());
        if (orders.isEmpty()) {
            throw new IllegalStateException("Say by what to order first: orderBy(\"name\").nullsLast()");
        }
        Selection.Order last = orders.remove(orders.size() - 1);
        orders.add(new Selection.Order(last.path(), last.descending(), first));
        return with(selection.ordered(orders));
    }

    /**
     * Answers this query for no more than this many rows.
     *
     * @throws IllegalArgumentException when negative
     */
    public Query limit(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("A limit is not negative");
        }
        return with(selection.limit(rows));
    }

    /**
     * Answers this query without its first rows.
     *
     * @throws IllegalArgumentException when negative
     */
    public Query offset(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("An offset is not negative");
        }
        return with(selection.offset(rows));
    }

    /**
     * Answers this query for the rows after a place in its order: the {@link Page#next} of another page, or null for the first rows. Unlike an
     * offset it costs the same however far the place is, where an index has the order.
     */
    public Query after(@Nullable String cursor) {
        return with(selection.at(cursor == null ? null : new Selection.Position(cursor, false)));
    }

    /** Answers this query for the rows just before a place in its order, in that order: the {@link Page#previous} of another page. */
    public Query before(String cursor) {
        return with(selection.at(new Selection.Position(Objects.requireNonNull(cursor, "cursor"), true)));
    }

    /** Answers this query with the number of rows on all pages in its {@link Page}, which one more statement counts. */
    public Query withTotal() {
        return new Query(selection, true);
    }

    /**
     * Answers this query with its rows locked until the end of the transaction, waiting for others who hold one: nobody else changes, deletes
     * or locks them. Rows of other tables that are shown with them are not locked.
     *
     * <p>Reading with a lock outside of a transaction, where it would end at once, is an {@link IllegalStateException}.
     */
    public Query forUpdate() {
        return with(selection.locked(Selection.Lock.WAIT));
    }

    /** Answers this query with its rows locked, without those that others hold: for workers that each take what is free. */
    public Query skipLocked() {
        return with(selection.locked(Selection.Lock.SKIP));
    }

    /** Answers this query with its rows locked, or {@code LOCK_TIMEOUT} at once when someone else holds one of them. */
    public Query noWait() {
        return with(selection.locked(Selection.Lock.FAIL));
    }

    /**
     * Answers this query for rows that show these attributes alone, and no others are read. A path selects a part: {@code
     * "profileData.age"} and {@code "address.city"} show a map with that key alone, {@code "customer.email"} shows an included row of that
     * attribute alone. Without the id among them, {@link Row#id()} has nothing to answer.
     *
     * <p>What {@link #include} names is shown besides. Called again, it adds to what is selected.
     */
    public Query select(String... paths) {
        List<String> all = new ArrayList<>(selection.paths());
        all.addAll(List.of(paths));
        return with(selection.showing(all));
    }

    /**
     * Answers this query with the rows that associations and collections lead to, in place of their ids: {@code include("customer",
     * "orders.items")}. A {@link Row} stands for an association to one entity, null for one that leads to no row that may be seen; an
     * unmodifiable list, empty but never null, for a collection; a map for a map.
     *
     * <p>The elements of a collection come in the order of its {@code @OrderBy} or {@code @OrderColumn}, else by id, or by their values. What
     * hides rows from the model of the other entity (soft delete, tenants, {@code @SQLRestriction}) hides them here. Each path takes one
     * statement for each of its steps, however many rows there are (in a stream, for every thousand rows), and limits count the query's own
     * rows. Paths may go in circles, as often as they say.
     */
    public Query include(String... paths) {
        List<String> all = new ArrayList<>(selection.includes());
        all.addAll(List.of(paths));
        return with(selection.including(all));
    }

    /**
     * Answers this query for the rows of an entity with Hibernate's {@code @SoftDelete}, deleted or not. They show {@code "deleted"}: whether
     * they are, or, where the mark is the time, since when ({@link java.time.Instant}, null for those that are not); unless an attribute of
     * the entity has that name. Rows of other tables that are shown with them are those that are not deleted.
     *
     * <p>On an entity without {@code @SoftDelete} this is {@code INVALID_INPUT}.
     */
    public Query withDeleted() {
        return with(selection.deleted(Selection.Deleted.SHOWN));
    }

    /** Answers this query for rows that are softly deleted alone; otherwise as {@link #withDeleted} does. */
    public Query onlyDeleted() {
        return with(selection.deleted(Selection.Deleted.ONLY));
    }

    Selection selection() {
        return selection;
    }

    boolean counted() {
        return counted;
    }

    /** Shows the filter's form, the order and the bounds; never a value of the filter. */
    @Override
    public String toString() {
        return "Query[" + selection.condition() + ", orders=" + selection.orders() + ", limit=" + selection.limit()
                + ", offset=" + selection.offset() + "]";
    }
}
