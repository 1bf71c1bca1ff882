package dev.dataflow;

import dev.dataflow.internal.store.StoredUpsert;
import java.util.Collections;
import java.util.List;

/**
 * How many rows given to {@link Model#upsertManyCounting} had which {@link Upserted.Outcome}. Their sum is the number of rows given.
 *
 * @param created how many are new
 * @param updated how many were there and were changed
 * @param replaced how many are not stored, since a later row of the same input has the same key
 */
public record UpsertCounts(long created, long updated, long replaced) {
    static UpsertCounts of(List<StoredUpsert.Outcome> outcomes) {
        return new UpsertCounts(
                Collections.frequency(outcomes, StoredUpsert.Outcome.CREATED),
                Collections.frequency(outcomes, StoredUpsert.Outcome.UPDATED),
                Collections.frequency(outcomes, StoredUpsert.Outcome.REPLACED));
    }
}
