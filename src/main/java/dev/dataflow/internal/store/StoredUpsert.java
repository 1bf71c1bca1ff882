package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.StoredRow;

/** What became of one row of an upsert, and the row as it is stored. */
public record StoredUpsert(StoredRow row, Outcome outcome) {
    /** Whether the row was new; or its key stands in a later row of the same input, which is stored instead. */
    public enum Outcome {
        CREATED,
        UPDATED,
        REPLACED
    }

    StoredUpsert replaced() {
        return new StoredUpsert(row, Outcome.REPLACED);
    }
}
