package dev.dataflow.sandbox;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a program observed and left behind.
 *
 * @param steps null for what it did not come to
 * @param rows the tables when all was over, or why it was never over
 * @param ambiguous whether two open transactions violated deferred constraints when one ended
 * @param undone whether a transaction that was still open at the end could not be committed
 */
record Outcome(List<Step> steps, List<String> rows, boolean ambiguous, boolean undone) {

    /** As text, to compare with another. */
    List<String> lines() {
        return Stream.concat(steps.stream().map(String::valueOf), rows.stream()).toList();
    }

    /** Whether it could not be played to its end. */
    boolean isBroken() {
        return steps.contains(null);
    }

    /** Whether a thread waited for a lock of another that did not give it up. */
    boolean waitedInVain() {
        return steps.stream().anyMatch(step -> step.failedWith("55P03") || step.failedWith("40P01"));
    }

    List<Step> steps(int thread) {
        return steps.stream()
                .filter(Objects::nonNull)
                .filter(step -> step.operation().thread() == thread)
                .collect(Collectors.toList());
    }
}
