package dev.dataflow;

/**
 * What happens in a transaction, without an answer.
 *
 * @param <E> the checked exception it may throw; {@link RuntimeException} when there is none
 */
@FunctionalInterface
public interface TransactionAction<E extends Exception> {
    void run(Transaction transaction) throws E;
}
