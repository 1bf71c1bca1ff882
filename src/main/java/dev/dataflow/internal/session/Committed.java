package dev.dataflow.internal.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transaction that is committed has answered, and what waited for its commit; a nested one leaves that to the outermost. */
public record Committed<R extends @Nullable Object>(R result, List<Runnable> hooks) {

    /** Runs all hooks, in their order; what the first of those that fail throws leaves the call, with the others' suppressed. */
    public void runHooks() {
        RuntimeException failure = null;
        for (Runnable hook : hooks) {
            try {
                hook.run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
