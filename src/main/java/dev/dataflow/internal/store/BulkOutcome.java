package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.StoredRow;
import java.util.List;

/**
 * What became of many rows.
 *
 * @param ids empty unless asked for
 * @param rows empty unless asked for
 */
public record BulkOutcome(long count, List<Object> ids, List<StoredRow> rows, List<RowFailedException> rejected) {}
