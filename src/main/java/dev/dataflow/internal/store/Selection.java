package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.StoredRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are read, in which order, and what of them.
 *
 * @param orders empty for the order of the ids, which also decides between rows that are otherwise equal
 * @param limit null for no limit
 * @param position where a page begins or ends; null for the first rows
 * @param lock null for none
 * @param paths what rows show; empty for all attributes
 * @param includes the associations and collections whose rows are shown
 */
public record Selection(
        Condition condition,
        List<Order> orders,
        @Nullable Integer limit,
        long offset,
        @Nullable Position position,
        @Nullable Lock lock,
        Deleted deleted,
        List<String> paths,
        List<String> includes) {

    /** An ordering by what a path leads to. */
    public record Order(String path, boolean descending, boolean nullsFirst) {
        public static Order ascending(String path) {
            return new Order(path, false, true);
        }

        public static Order descending(String path) {
            return new Order(path, true, false);
        }
    }

    /** A row that another page answered, before or after which rows are read. */
    public record Position(String cursor, boolean before) {}

    /** What happens when someone else holds a row that is to be locked. */
    public enum Lock {
        WAIT(""),
        SKIP(" skip locked"),
        FAIL(" nowait");

        private final String sql;

        Lock(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    /** Which rows of an entity with soft delete are read. */
    public enum Deleted {
        HIDDEN,
        SHOWN,
        ONLY
    }

    public static Selection of(Condition condition) {
        return new Selection(condition, List.of(), null, 0, null, null, Deleted.HIDDEN, List.of(), List.of());
    }

    /** Answers the same selection of these rows alone. */
    Selection among(List<StoredRow> rows) {
        return new Selection(
                condition.and(Condition.among(rows)), orders, limit, offset, position, lock, deleted, paths, includes);
    }

    public Selection ordered(List<Order> by) {
        return new Selection(condition, List.copyOf(by), limit, offset, position, lock, deleted, paths, includes);
    }

    public Selection ordered(Order next) {
        List<Order> all = new ArrayList<>(orders);
        all.add(next);
        return ordered(all);
    }

    public Selection limitedTo(int rows) {
        return limit(limit == null ? rows : Math.min(rows, limit));
    }

    public Selection limit(@Nullable Integer rows) {
        return new Selection(condition, orders, rows, offset, position, lock, deleted, paths, includes);
    }

    public Selection offset(long rows) {
        return new Selection(condition, orders, limit, rows, position, lock, deleted, paths, includes);
    }

    public Selection at(@Nullable Position given) {
        return new Selection(condition, orders, limit, offset, given, lock, deleted, paths, includes);
    }

    public Selection locked(Lock how) {
        return new Selection(condition, orders, limit, offset, position, how, deleted, paths, includes);
    }

    public Selection deleted(Deleted which) {
        return new Selection(condition, orders, limit, offset, position, lock, which, paths, includes);
    }

    public Selection showing(List<String> selected) {
        return new Selection(
                condition, orders, limit, offset, position, lock, deleted, List.copyOf(selected), includes);
    }

    public Selection including(List<String> associations) {
        return new Selection(
                condition, orders, limit, offset, position, lock, deleted, paths, List.copyOf(associations));
    }

    /** Whether rows show the attributes of the entity, no more and no less. */
    boolean showsAllAttributesAlone() {
        return paths.isEmpty() && includes.isEmpty() && deleted == Deleted.HIDDEN;
    }

    /** Whether rows are read from the last to the first, as those before a position are. */
    boolean backwards() {
        return position != null && position.before();
    }
}
