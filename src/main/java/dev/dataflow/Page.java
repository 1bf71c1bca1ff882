package dev.dataflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a query's rows, and how to get at those before and after them; {@link Model#page} answers it. Immutable.
 *
 * <p>A cursor is the place of a row in the query's order, for {@link Query#after} and {@link Query#before}. It goes on from there whatever
 * is stored, changed or deleted meanwhile, and neither skips nor repeats a row that stays where it is in the order. It is a text that is safe
 * in a URL; encrypted, so that it shows no value; and refused as {@code INVALID_INPUT} when it was changed, or comes from another model,
 * tenant, form of filter or order. The values in the filter may differ from page to page, as "of the last seven days" does.
 *
 * @param rows never null but possibly empty
 * @param next the cursor after the last row; null when no rows follow
 * @param previous the cursor before the first row; null when there are no rows before it
 * @param total how many rows the query has on all pages, with {@link Query#withTotal} only; else null
 */
public record Page(
        List<Row> rows,
        @Nullable String next,
        @Nullable String previous,
        @Nullable Long total) {
    public Page {
        rows = List.copyOf(rows);
    }

    /** Answers whether rows follow. */
    public boolean hasNext() {
        return next != null;
    }

    /** Answers whether there are rows before the first of these. */
    public boolean hasPrevious() {
        return previous != null;
    }

    /** Shows how many rows there are; never a stored value. */
    @Override
    public String toString() {
        return "Page[rows=" + rows.size() + ", hasNext=" + hasNext() + ", hasPrevious=" + hasPrevious() + ", total="
                + total + "]";
    }
}
