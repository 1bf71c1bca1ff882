package dev.dataflow.sandbox;

import java.time.Duration;
import java.util.Objects;

/**
 * How patient a {@link Sandbox} is, and what it brings back. Immutable.
 *
 * @param waitLimit how long a statement waits for the connection, and a rollback for a younger transaction, before it
 *     fails; 10 seconds unless told otherwise
 * @param endWait how long the end of a test waits for threads that are still at work; 2 seconds unless told otherwise
 * @param resetSequences whether undoing brings back sequences, so that ids start again at the same number; only right
 *     when nobody else uses the database, therefore false unless told otherwise
 * @param exclusive whether the database belongs to this sandbox alone: going back to a mark then fails when somebody
 *     connected to the database beside the sandbox, whose commits nobody undoes; false unless told otherwise
 */
public record SandboxOptions(Duration waitLimit, Duration endWait, boolean resetSequences, boolean exclusive) {

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException when a duration is negative
     */
    public SandboxOptions {
        Objects.requireNonNull(waitLimit, "waitLimit");
        Objects.requireNonNull(endWait, "endWait");
        if (waitLimit.isNegative() || endWait.isNegative()) {
            throw new IllegalArgumentException("waitLimit and endWait must not be negative");
        }
    }

    /** Returns the options a sandbox has when nothing is said. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(Duration.ofSeconds(10), Duration.ofSeconds(2), false, false);
    }

    /** Returns these options with another wait limit. */
    public SandboxOptions withWaitLimit(Duration limit) {
        return new SandboxOptions(limit, endWait, resetSequences, exclusive);
    }

    /** Returns these options with another patience at the end of a test. */
    public SandboxOptions withEndWait(Duration wait) {
        return new SandboxOptions(waitLimit, wait, resetSequences, exclusive);
    }

    /** Returns these options with sequences brought back, or left where they are. */
    public SandboxOptions withResetSequences(boolean reset) {
        return new SandboxOptions(waitLimit, endWait, reset, exclusive);
    }

    /** Returns these options with connections beside the sandbox reported, or allowed. */
    public SandboxOptions withExclusive(boolean alone) {
        return new SandboxOptions(waitLimit, endWait, resetSequences, alone);
    }
}
