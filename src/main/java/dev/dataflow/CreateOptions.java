package dev.dataflow;

import dev.dataflow.internal.store.BulkOptions;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * How {@link Model#createMany(Iterable, CreateOptions)} works. Immutable.
 *
 * <pre>{@code
 * events.createMany(lines.map(this::toRow), CreateOptions.counting().bestEffort().onProgress(log::rows));
 * }</pre>
 */
public final class CreateOptions {
    private static final int DEFAULT_CHUNK = 2_000;

    private final BulkOptions options;

    private CreateOptions(BulkOptions options) {
        this.options = options;
    }

    /** Answers options that count the rows and keep nothing of them, whatever their number: the fastest way. */
    public static CreateOptions counting() {
        return of(BulkOptions.Answer.COUNT);
    }

    /** Answers options that give the ids of the new rows, in their order. */
    public static CreateOptions answeringIds() {
        return of(BulkOptions.Answer.IDS);
    }

    /** Answers options that give the new rows, in their order. */
    public static CreateOptions answeringRows() {
        return of(BulkOptions.Answer.ROWS);
    }

    private static CreateOptions of(BulkOptions.Answer answer) {
        return new CreateOptions(new BulkOptions(answer, false, DEFAULT_CHUNK, null));
    }

    /** Stores the good rows and reports the bad ones; by default one bad row is the end and nothing is stored. */
    public CreateOptions bestEffort() {
        return new CreateOptions(new BulkOptions(options.answer(), true, options.chunk(), options.progress()));
    }

    /**
     * Sets how many rows go in one statement, 2,000 by default; up to twice as many are held in memory.
     *
     * @throws IllegalArgumentException when less than 1
     */
    public CreateOptions chunk(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("A chunk has at least 1 row");
        }
        return new CreateOptions(new BulkOptions(options.answer(), options.bestEffort(), rows, options.progress()));
    }

    /** Sets who is told, after each chunk, how many rows are stored so far: on the calling thread, before they are committed. */
    public CreateOptions onProgress(LongConsumer listener) {
        Objects.requireNonNull(listener, "listener");
        return new CreateOptions(new BulkOptions(options.answer(), options.bestEffort(), options.chunk(), listener));
    }

    BulkOptions options() {
        return options;
    }

    @Override
    public String toString() {
        return "answering " + options.answer() + (options.bestEffort() ? ", best effort" : ", all or none");
    }
}
