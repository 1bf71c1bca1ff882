package dev.dataflow.internal.session;

import org.jspecify.annotations.Nullable;

/** What happens inside a transaction. */
@FunctionalInterface
public interface TransactionWork<R extends @Nullable Object> {
    R in(BoundTransaction transaction) throws Exception;
}
