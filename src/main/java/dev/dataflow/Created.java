package dev.dataflow;

import java.util.List;

/**
 * What {@link Model#createMany(Iterable, CreateOptions)} has stored.
 *
 * @param count how many rows are new
 * @param ids their ids, in their order; empty unless asked for
 * @param rows the rows as stored, in their order; empty unless asked for
 * @param rejected the rows that were refused, in their order; empty unless the effort was the best that could be made
 */
public record Created(long count, List<Object> ids, List<Row> rows, List<Rejected> rejected) {
    /**
     * A row of the input that was not stored.
     *
     * @param row which one, counted from 0
     */
    public record Rejected(long row, Failure failure) {}

    /** Shows how many of each there are; never an id or another stored value. */
    @Override
    public String toString() {
        return "Created[count=" + count + ", ids=" + ids.size() + ", rows=" + rows.size() + ", rejected="
                + rejected.size() + "]";
    }
}
