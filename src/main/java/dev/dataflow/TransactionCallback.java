package dev.dataflow;

import org.jspecify.annotations.Nullable;

/**
 * What happens in a transaction, with an answer.
 *
 * @param <R> the answer
 * @param <E> the checked exception it may throw; {@link RuntimeException} when there is none
 */
@FunctionalInterface
public interface TransactionCallback<R extends @Nullable Object, E extends Exception> {
    R run(Transaction transaction) throws E;
}
