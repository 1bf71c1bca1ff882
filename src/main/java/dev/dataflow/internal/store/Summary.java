package dev.dataflow.internal.store;

import dev.dataflow.internal.sql.Output;
import dev.dataflow.internal.sql.Where;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is computed of many rows.
 *
 * @param groups what the rows of a group have in common; empty when all rows are one group
 * @param having a condition on the results, by their names
 * @param orders orderings by results; empty for the order of the groups
 * @param limit null for no limit
 */
public record Summary(
        Condition condition,
        List<Column> groups,
        List<Column> results,
        Condition having,
        List<Selection.Order> orders,
        @Nullable Integer limit,
        long offset) {

    /** A named expression over rows. */
    public interface Column {
        String name();

        /** The path that it is computed of, which problems name; null when it is computed of none. */
        @Nullable
        String path();

        /**
         * Answers the expression.
         *
         * @throws dev.dataflow.internal.convert.ConversionException when it cannot be computed of these rows
         */
        Output output(Where where);
    }
}
