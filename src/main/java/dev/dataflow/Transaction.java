package dev.dataflow;

import dev.dataflow.internal.session.BoundTransaction;
import java.util.Objects;

/** The transaction that {@link DataFlow#transaction} runs. Belongs to its thread and ends with the call. */
public final class Transaction {
    private final BoundTransaction bound;

    Transaction(BoundTransaction bound) {
        this.bound = bound;
    }

    /**
     * Runs something once the outermost transaction is committed, on the same thread and in the order of the calls; nothing when it is rolled
     * back. An exception it throws leaves the call, with the transaction committed and the other hooks run.
     */
    public void afterCommit(Runnable hook) {
        bound.afterCommit(Objects.requireNonNull(hook, "hook"));
    }

    /** Lets the transaction, or the savepoint that a nested one is, be rolled back at its end instead of committed. */
    public void setRollbackOnly() {
        bound.setRollbackOnly();
    }
}
