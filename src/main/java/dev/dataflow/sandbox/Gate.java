package dev.dataflow.sandbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one user at a time speak to the server.
 *
 * <p>The gate belongs to the user that entered, not to its thread: a {@code COPY} may be begun by one thread and ended
 * by another.
 */
final class Gate {

    /** Who enters. */
    interface User {

        /** Whether it no longer wants to wait. */
        default boolean gaveUp() {
            return false;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    /** Of those who wait for their turn only one can have it; those who wait for a condition all have to look. */
    private final Condition turn = lock.newCondition();

    private final Condition left = lock.newCondition();
    private @Nullable User holder;
    private @Nullable Thread thread;
    private long since;

    /** Waits for the turn of a user; on failure returns what the message should say, on success null. */
    @Nullable
    String enter(User user, Duration limit) {
        lock.lock();
        try {
            if (holder != null) {
                String refusal = waitForTurn(user, limit);
                if (refusal != null) {
                    return refusal;
                }
            }
            take(user);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the next one in; does nothing when the user is not inside any more. */
    void leave(User user) {
        lock.lock();
        try {
            if (holder == user) {
                open();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets others in until a condition holds or the limit passes; the caller is inside before and after. */
    boolean await(BooleanSupplier condition, Duration limit) {
        lock.lock();
        try {
            User user = holder;
            long end = System.nanoTime() + limit.toNanos();
            boolean interrupted = false;
            open();
            while (holder != null || !condition.getAsBoolean()) {
                long remaining = end - System.nanoTime();
                boolean enough = remaining <= 0 || user != null && user.gaveUp();
                if (enough && holder == null) {
                    break;
                }
                interrupted |= pause(left, Math.max(remaining, 1_000_000));
            }
            if (user != null) {
                take(user);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Has those who wait look whether they still want to. */
    void wake() {
        lock.lock();
        try {
            turn.signalAll();
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String waitForTurn(User user, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (holder != null) {
                long remaining = end - System.nanoTime();
                if (remaining <= 0 || thread == Thread.currentThread() || user.gaveUp()) {
                    return refusal();
                }
                interrupted |= pause(turn, remaining);
            }
            return null;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its caller loops
    private static boolean pause(Condition condition, long nanos) {
        try {
            condition.awaitNanos(nanos);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void open() {
        holder = null;
        thread = null;
        turn.signal();
        left.signalAll();
    }

    private void take(User user) {
        holder = user;
        thread = Thread.currentThread();
        since = System.nanoTime();
    }

    private String refusal() {
        Thread other = thread;
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        return "the sandbox's connection has been in use for " + millis + " ms by "
                + (other == null ? "an unknown thread" : Origin.of(other));
    }
}
