package dev.dataflow;

import dev.dataflow.internal.store.Selection;
import dev.dataflow.internal.store.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is computed of many rows: over which, in which groups, and which of the results are answered. Immutable: each method answers a new
 * aggregation.
 *
 * <pre>{@code
 * orders.aggregate(Aggregation.of(count(), sum("total").as("revenue"))
 *         .where(eq("status", "paid"))
 *         .groupBy(by("customer"), part(DatePart.YEAR, "placedAt"))
 *         .having(gt("revenue", 1000))
 *         .orderByDescending("revenue")
 *         .limit(10));
 * }</pre>
 *
 * <p>Without groups there is exactly one result, over all rows, even when there are none. Groups come in the order of what they have in
 * common, nulls first, unless the aggregation says otherwise; it also decides between groups that are otherwise equal.
 */
public final class Aggregation {
    private final List<AggregateNode> aggregates;
    private final FilterNode filter;
    private final List<GroupingNode> groups;
    private final FilterNode having;
    private final List<Selection.Order> orders;
    private final @Nullable Integer limit;
    private final long offset;

    private Aggregation(
            List<AggregateNode> aggregates,
            FilterNode filter,
            List<GroupingNode> groups,
            FilterNode having,
            List<Selection.Order> orders,
            @Nullable Integer limit,
            long offset) {
        this.aggregates = aggregates;
        this.filter = filter;
        this.groups = groups;
        this.having = having;
        this.orders = orders;
        this.limit = limit;
        this.offset = offset;
    }

    /** Answers the aggregation of all rows; without aggregates, and with groups, it answers what different groups there are. */
    public static Aggregation of(Aggregate... aggregates) {
        List<AggregateNode> nodes =
                Arrays.stream(aggregates).map(AggregateNode.class::cast).toList();
        FilterNode all = (FilterNode) Filter.all();
        return new Aggregation(nodes, all, List.of(), all, List.of(), null, 0);
    }

    /** Answers this aggregation over the rows that meet a filter, which takes the place of an earlier one. */
    public Aggregation where(Filter rows) {
        FilterNode given = (FilterNode) Objects.requireNonNull(rows, "rows");
        return new Aggregation(aggregates, given, groups, having, orders, limit, offset);
    }

    /** Answers this aggregation over the rows that meet a filter, as {@link Filter#of(Map)} reads it. */
    public Aggregation where(Map<String, ?> rows) {
        return where(Filter.of(rows));
    }

    /** Answers this aggregation with more groupings, by what paths lead to. */
    public Aggregation groupBy(String... paths) {
        return groupBy(Arrays.stream(paths).map(Grouping::by).toArray(Grouping[]::new));
    }

    /** Answers this aggregation with more groupings. */
    public Aggregation groupBy(Grouping... groupings) {
        List<GroupingNode> all = new ArrayList<>(groups);
        Arrays.stream(groupings).map(GroupingNode.class::cast).forEach(all::add);
        return new Aggregation(aggregates, filter, List.copyOf(all), having, orders, limit, offset);
    }

    /** Answers this aggregation for the results that meet a filter, whose paths are the names of groupings and aggregates. */
    public Aggregation having(Filter results) {
        FilterNode given = (FilterNode) Objects.requireNonNull(results, "results");
        return new Aggregation(aggregates, filter, groups, given, orders, limit, offset);
    }

    /** Answers this aggregation for the results that meet a filter, as {@link Filter#of(Map)} reads it. */
    public Aggregation having(Map<String, ?> results) {
        return having(Filter.of(results));
    }

    /** Answers this aggregation with one more ordering, by the name of a grouping or aggregate; nulls come first. */
    public Aggregation orderBy(String name) {
        return ordered(Selection.Order.ascending(Objects.requireNonNull(name, "name")));
    }

    /** Answers this aggregation with one more ordering, from the highest value down; nulls come last. */
    public Aggregation orderByDescending(String name) {
        return ordered(Selection.Order.descending(Objects.requireNonNull(name, "name")));
    }

    private Aggregation ordered(Selection.Order order) {
        List<Selection.Order> all = new ArrayList<>(orders);
        all.add(order);
        return new Aggregation(aggregates, filter, groups, having, List.copyOf(all), limit, offset);
    }

    /**
     * Answers this aggregation for no more than this many results.
     *
     * @throws IllegalArgumentException when negative
     */
    public Aggregation limit(int results) {
        if (results < 0) {
            throw new IllegalArgumentException("A limit is not negative");
        }
        return new Aggregation(aggregates, filter, groups, having, orders, results, offset);
    }

    /**
     * Answers this aggregation without its first results.
     *
     * @throws IllegalArgumentException when negative
     */
    public Aggregation offset(long results) {
        if (results < 0) {
            throw new IllegalArgumentException("An offset is not negative");
        }
        return new Aggregation(aggregates, filter, groups, having, orders, limit, results);
    }

    Summary summary() {
        return new Summary(filter, List.copyOf(groups), List.copyOf(aggregates), having, orders, limit, offset);
    }

    /** Shows what is computed, and the filters' form; never a value of a filter. */
    @Override
    public String toString() {
        return "Aggregation[" + aggregates + ", where=" + filter + ", groups=" + groups + ", having=" + having + "]";
    }
}
