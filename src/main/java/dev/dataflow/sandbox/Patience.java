package dev.dataflow.sandbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the end of a test still waits for other threads: all its steps together as long as {@link SandboxOptions#endWait()} says. Only time
 * spent waiting counts. Thread-safe.
 */
final class Patience {

    private final Gate gate;
    private final Duration limit;
    private final AtomicLong spent = new AtomicLong();

    Patience(Gate gate, Duration limit) {
        this.gate = gate;
        this.limit = limit;
    }

    /** Enters the gate; null, or who is still inside. */
    @Nullable
    String enter(Gate.User user) {
        long begin = System.nanoTime();
        String busy = gate.enter(user, left());
        spent.addAndGet(System.nanoTime() - begin);
        return busy;
    }

    /** Lets others in until a condition holds; the caller is inside the gate before and after. */
    void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        gate.await(condition, left());
        spent.addAndGet(System.nanoTime() - begin);
    }

    /** Begins anew, for the next test. */
    void renew() {
        spent.set(0);
    }

    private Duration left() {
        Duration left = limit.minusNanos(spent.get());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
