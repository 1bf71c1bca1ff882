package dev.dataflow.internal.store;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How many rows are stored at once.
 *
 * @param bestEffort whether good rows are stored although others are refused
 * @param chunk how many rows go in one statement; twice as many are held in memory
 * @param progress is told how many rows are stored so far, after each chunk and before anything is committed; null when nobody wants to know
 */
public record BulkOptions(
        Answer answer,
        boolean bestEffort,
        int chunk,
        @Nullable LongConsumer progress) {
    /** All or none, and all at once. */
    static final BulkOptions NO_ANSWER = new BulkOptions(Answer.COUNT, false, Integer.MAX_VALUE, null);

    /** What is wanted of the stored rows. */
    public enum Answer {
        COUNT,
        IDS,
        ROWS
    }
}
