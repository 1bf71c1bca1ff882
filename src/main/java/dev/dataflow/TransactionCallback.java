package dev.dataflow;

import org.jspecify.annotations.Nullable;

/**
 * What happens in a transaction, with an answer. It is an action too, one whose answer nobody needs: so the compiler takes this one for a lambda that
 * is one call, of the two that it could be. A call that answers nothing stands in a block.
 *
 * @param <R> the answer
 * @param <E> the checked exception it may throw; {@link RuntimeException} when there is none
 */
@FunctionalInterface
public interface TransactionCallback<R extends @Nullable Object, E extends Exception> extends TransactionAction<E> {
    R call(Transaction transaction) throws E;

    @Override
    default void run(Transaction transaction) throws E {
        call(transaction);
    }
}
