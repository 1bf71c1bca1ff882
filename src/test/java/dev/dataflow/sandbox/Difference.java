package dev.dataflow.sandbox;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** A program with another outcome in a sandbox than with real commits. */
record Difference(Program program, Outcome real, Outcome sandboxed) {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

    /** Plays a program; null when both do the same. */
    interface Play {

        Difference of(Program program) throws SQLException, InterruptedException;
    }

    /** Leaves out whatever the difference does not need: threads, then rounds, then ever smaller parts. */
    Difference shrink(Play play) throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        Difference before = null;
        Difference small = this;
        while (before != small && System.nanoTime() < end) {
            before = small;
            for (int thread : before.program.threads()) {
                small = small.smaller(small.program.without(each -> each.thread() == thread), play, end);
            }
            for (int round : before.program.rounds()) {
                small = small.smaller(small.program.without(each -> each.round() == round), play, end);
            }
            for (int size = small.program.operations().size() / 2; size > 0; size /= 2) {
                small = small.withoutParts(size, play, end);
            }
        }
        return small;
    }

    private Difference withoutParts(int size, Play play, long end) throws SQLException, InterruptedException {
        Difference small = this;
        for (int from = 0; from + size <= small.program.operations().size(); ) {
            Difference next = small.smaller(small.program.without(from, from + size), play, end);
            from += next == small ? size : 0;
            small = next;
        }
        return small;
    }

    private Difference smaller(Program candidate, Play play, long end) throws SQLException, InterruptedException {
        boolean worthIt = !candidate.isEmpty()
                && candidate.operations().size() < program.operations().size();
        // What threads do at once does not go wrong every time.
        int attempts = candidate.threads().size() == 1 ? 1 : 8;
        for (int i = 0; worthIt && i < attempts && System.nanoTime() < end; i++) {
            Difference difference = play.of(candidate);
            if (difference != null) {
                return difference;
            }
        }
        return this;
    }

    /** The program with what it observed; where the two differ, both. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < program.operations().size(); i++) {
            Step expected = real.steps().get(i);
            Step actual = sandboxed.steps().get(i);
            text.append('\n').append(program.operations().get(i));
            text.append(" -> ").append(expected == null ? "nothing" : expected.seen());
            if (expected == null || !expected.equals(actual)) {
                text.append("   BUT IN THE SANDBOX ").append(actual == null ? "nothing" : actual.seen());
            }
        }
        if (!real.rows().equals(sandboxed.rows())) {
            text.append("\nleaves ").append(real.rows());
            text.append("\nBUT IN THE SANDBOX ").append(sandboxed.rows());
        }
        return text.toString();
    }
}
