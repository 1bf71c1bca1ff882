package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.StoredRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of rows.
 *
 * @param next the cursor of the last row when others follow
 * @param previous the cursor of the first row when others come before it
 * @param total null unless asked for
 */
public record Slice(
        List<StoredRow> rows,
        @Nullable String next,
        @Nullable String previous,
        @Nullable Long total) {}
