package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows when what one thread does decides what another one's does in a sandbox, though not with real commits.
 *
 * <p>In a round threads run at once: whatever may meet counts as meeting. These must not meet, as {@link Sandbox} says:
 *
 * <ul>
 *   <li>one that looks at everybody's rows, and one that writes: open transactions see each other's work;
 *   <li>one that is undone, and one whose work is kept: a rollback also undoes what others committed, or is refused;
 *   <li>one that violates a constraint which can be deferred, and another open transaction that may: only the last is checked;
 *   <li>one that is undone, and a younger one that stays open longer than the round: the rollback waits for it in vain;
 *   <li>two that stay open longer than the round: each may have to wait for the other.
 * </ul>
 */
final class Overlaps {

    /** A transaction, or a statement in auto-commit mode. */
    private static final class Span {

        final int thread;
        final int connection;
        final boolean transaction;
        final int firstRound;
        final int from;
        int lastRound;
        int to;
        boolean writes;
        boolean keeps;
        boolean undoes;
        boolean violates;
        boolean sees;
        boolean aborted;

        Span(Operation operation, int position, boolean transaction) {
            this.thread = operation.thread();
            this.connection = operation.connection();
            this.transaction = transaction;
            this.firstRound = operation.round();
            this.from = position;
            reach(operation.round(), position);
        }

        final void reach(int round, int position) {
            lastRound = round;
            to = position;
        }

        boolean meets(Span other) {
            return thread == other.thread
                    ? from <= other.to && other.from <= to
                    : firstRound <= other.lastRound && other.firstRound <= lastRound;
        }

        boolean outlivesItsRound() {
            return firstRound < lastRound;
        }
    }

    private final List<Span> spans = new ArrayList<>();
    private final Map<Integer, Span> open = new HashMap<>();
    private int position;

    static boolean matter(Outcome outcome) {
        Overlaps overlaps = new Overlaps();
        outcome.steps().forEach(overlaps::add);
        overlaps.open.values().forEach(Overlaps::leaveOpen);
        return overlaps.matter();
    }

    private boolean matter() {
        return spans.stream()
                .anyMatch(one -> spans.stream()
                        .anyMatch(other ->
                                one.connection != other.connection && one.meets(other) && interfere(one, other)));
    }

    /** Whether one must not meet the other. */
    private static boolean interfere(Span one, Span other) {
        if (one.sees && other.writes) {
            return true;
        }
        return one.thread != other.thread
                && (one.undoes && other.keeps
                        || one.violates && other.transaction && other.writes
                        || one.undoes && other.outlivesItsRound() && one.firstRound <= other.firstRound
                        || one.outlivesItsRound() && other.outlivesItsRound());
    }

    private void add(Step step) {
        Operation operation = step.operation();
        position++;
        Span transaction = open.get(operation.connection());
        if (transaction == null && !step.isOpen()) {
            addAutoCommit(step);
            return;
        }
        if (transaction == null) {
            transaction = new Span(operation, position, true);
            spans.add(transaction);
            open.put(operation.connection(), transaction);
        }
        transaction.reach(operation.round(), position);
        transaction.undoes |= step.failed() || operation.kind().undoes();
        if (operation.kind().writes() && !step.failed()) {
            transaction.writes = true;
            noteWorkInsideYounger(transaction, operation);
        }
        transaction.violates |= step.violates();
        transaction.sees |= looksAtOthers(operation);
        if (!step.isOpen()) {
            open.remove(operation.connection());
            if (!transaction.aborted && !step.failed() && operation.kind() != Operation.Kind.ROLLBACK) {
                keep(transaction);
            }
        }
        transaction.aborted = step.isAborted();
    }

    private void addAutoCommit(Step step) {
        Operation operation = step.operation();
        if (operation.kind().isControl()) {
            return;
        }
        Span statement = new Span(operation, position, false);
        // A long batch is several statements, of which the first may succeed.
        statement.writes =
                operation.kind().writes() && (!step.failed() || operation.kind() == Operation.Kind.LONG_BATCH);
        statement.violates = step.violates();
        statement.sees = looksAtOthers(operation);
        keep(statement);
        spans.add(statement);
    }

    /** An older transaction at work inside a younger one of its thread holds up others, which must not be undone then. */
    private void noteWorkInsideYounger(Span transaction, Operation operation) {
        boolean deep = open.values().stream()
                .anyMatch(other -> other.thread == transaction.thread && other.from > transaction.from);
        if (deep) {
            Span work = new Span(operation, position, false);
            work.keeps = true;
            spans.add(work);
        }
    }

    private static void leaveOpen(Span span) {
        span.reach(Integer.MAX_VALUE, Integer.MAX_VALUE);
        keep(span);
    }

    private static void keep(Span span) {
        span.keeps = span.writes;
    }

    private static boolean looksAtOthers(Operation operation) {
        return operation.kind() == Operation.Kind.SEE || operation.kind() == Operation.Kind.TAKE;
    }
}
