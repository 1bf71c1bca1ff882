package dev.dataflow.internal.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are read, and in which order.
 *
 * @param orders empty for the order of the ids, which also decides between rows that are otherwise equal
 * @param limit null for no limit
 */
public record Selection(
        Condition condition, List<Order> orders, @Nullable Integer limit, long offset) {

    /** An ordering by what a path leads to. */
    public record Order(String path, boolean descending) {}

    public static Selection of(Condition condition) {
        return new Selection(condition, List.of(), null, 0);
    }

    public Selection limitedTo(int rows) {
        return new Selection(condition, orders, limit == null ? rows : Math.min(rows, limit), offset);
    }
}
