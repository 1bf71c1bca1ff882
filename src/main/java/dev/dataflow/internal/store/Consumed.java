package dev.dataflow.internal.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's own code made of rows: a value, or an exception that is the caller's and none of the database.
 *
 * @param thrown null when there is a value
 */
public record Consumed<R extends @Nullable Object>(
        @Nullable R value, @Nullable RuntimeException thrown) {

    static <R extends @Nullable Object> Consumed<R> by(Supplier<? extends R> code) {
        try {
            return new Consumed<>(code.get(), null);
        } catch (RuntimeException e) {
            return new Consumed<>(null, e);
        }
    }

    /** Answers the value, or throws what the caller's code threw. */
    @SuppressWarnings("NullAway") // R itself says whether null is a value
    public R get() {
        if (thrown != null) {
            throw thrown;
        }
        return value;
    }
}
