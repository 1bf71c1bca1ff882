package dev.dataflow;

import dev.dataflow.internal.store.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are read, in which order and how many. Immutable: each method answers a new query.
 *
 * <pre>{@code
 * orders.findMany(Query.where(gte("total", 100)).orderByDescending("placedAt").limit(20).offset(40));
 * }</pre>
 *
 * <p>Without an order rows come by id, which also decides between rows that are otherwise equal: pages never overlap. Nulls come before all
 * values, and after them in descending order.
 */
public final class Query {
    private final FilterNode filter;
    private final List<Selection.Order> orders;
    private final @Nullable Integer limit;
    private final long offset;

    private Query(FilterNode filter, List<Selection.Order> orders, @Nullable Integer limit, long offset) {
        this.filter = filter;
        this.orders = orders;
        this.limit = limit;
        this.offset = offset;
    }

    /** Answers the query for all rows. */
    public static Query all() {
        return where(Filter.all());
    }

    /** Answers the query for rows that meet a filter. */
    public static Query where(Filter filter) {
        return new Query((FilterNode) Objects.requireNonNull(filter, "filter"), List.of(), null, 0);
    }

    /** Answers the query for rows that meet a filter, as {@link Filter#of(Map)} reads it. */
    public static Query where(Map<String, ?> filter) {
        return where(Filter.of(filter));
    }

    /** Answers this query with one more ordering, which decides where the earlier ones do not. */
    public Query orderBy(String path) {
        return ordered(new Selection.Order(Objects.requireNonNull(path, "path"), false));
    }

    /** Answers this query with one more ordering, from the highest value down. */
    public Query orderByDescending(String path) {
        return ordered(new Selection.Order(Objects.requireNonNull(path, "path"), true));
    }

    private Query ordered(Selection.Order order) {
        List<Selection.Order> all = new ArrayList<>(orders);
        all.add(order);
        return new Query(filter, List.copyOf(all), limit, offset);
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
        return new Query(filter, orders, rows, offset);
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
        return new Query(filter, orders, limit, rows);
    }

    Selection selection() {
        return new Selection(filter, orders, limit, offset);
    }

    /** Shows the filter's form, the order and the bounds; never a value of the filter. */
    @Override
    public String toString() {
        return "Query[" + filter + ", orders=" + orders + ", limit=" + limit + ", offset=" + offset + "]";
    }
}
