package dev.dataflow;

import dev.dataflow.internal.store.StoredUpsert;

/**
 * What became of a row given to {@link Model#upsert} or {@link Model#upsertMany}.
 *
 * @param row the row as it is stored now
 * @param outcome what happened to it
 */
public record Upserted(Row row, Outcome outcome) {
    /** What an upsert did. */
    public enum Outcome {
        /** No row had the key; this one is new. */
        CREATED,
        /** A row had the key and was changed. */
        UPDATED,
        /** A later row of the same input has the same key; that one is stored, this one is not. */
        REPLACED
    }

    static Upserted of(StoredUpsert stored) {
        Outcome outcome = switch (stored.outcome()) {
            case CREATED -> Outcome.CREATED;
            case UPDATED -> Outcome.UPDATED;
            case REPLACED -> Outcome.REPLACED;
        };
        return new Upserted(new Row(stored.row()), outcome);
    }

    /** Whether the row was not there before. */
    public boolean created() {
        return outcome == Outcome.CREATED;
    }
}
