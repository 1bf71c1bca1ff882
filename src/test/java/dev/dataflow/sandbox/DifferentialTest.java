package dev.dataflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs random programs once with real commits and once in a sandbox; what they observe and leave behind must be equal.
 *
 * <p>The number of programs that are compared is {@code -Ddataflow.programs}, the first seed {@code -Ddataflow.seed}. Left
 * out are the differences that {@link Sandbox} documents; {@link Nesting} finds them among the connections of one thread,
 * {@link Overlaps} among threads.
 */
class DifferentialTest {

    private final int programs = Integer.getInteger("dataflow.programs", 2000);
    private final long first = Long.getLong("dataflow.seed", System.nanoTime() & 0xffffff);

    @Test
    void oneThreadSeesAndLeavesTheSameWithRealCommitsAndInTheSandbox() throws Exception {
        compareAll("one thread", 3, random -> Program.ofOneThread(random, 3));
    }

    /** On demand, until {@link Overlaps} knows all that a sandbox cannot imitate: a wait of two rollbacks for each other, for one. */
    @Test
    @EnabledIfSystemProperty(named = "dataflow.threads", matches = "true")
    void severalThreadsSeeAndLeaveTheSameWithRealCommitsAndInTheSandbox() throws Exception {
        compareAll(
                "several threads", Author.MOST_THREADS * Author.CONNECTIONS_OF_EACH, Author::programOfSeveralThreads);
    }

    private void compareAll(String what, int connections, Function<Random, Program> author) throws Exception {
        long begin = System.nanoTime();
        int compared = 0;
        int skipped = 0;
        try (Stage real = Stage.withRealCommits(connections);
                Stage sandboxed = Stage.inSandbox(connections)) {
            for (long seed = first; compared < programs; seed++) {
                Program program = author.apply(new Random(seed));
                Outcome expected = real.play(program);
                if (!isDetermined(program, expected, connections)) {
                    skipped++;
                    continue;
                }
                compared++;
                Outcome actual = sandboxed.play(program);
                if (!actual.lines().equals(expected.lines())) {
                    Difference small = new Difference(program, expected, actual)
                            .shrink(candidate -> compare(candidate, real, sandboxed, connections));
                    throw new AssertionError("The seed " + seed + " has another outcome in the sandbox:" + small);
                }
            }
            assertThat(sandboxed.isIntact()).isTrue();
        }
        System.out.printf(
                "%d random programs of %s from seed %d, %d more left out, %d s%n",
                compared, what, first, skipped, (System.nanoTime() - begin) / 1_000_000_000);
    }

    private static Difference compare(Program program, Stage real, Stage sandboxed, int connections)
            throws SQLException, InterruptedException {
        Outcome expected = real.play(program);
        if (!isDetermined(program, expected, connections)) {
            return null;
        }
        Outcome actual = sandboxed.play(program);
        return actual.lines().equals(expected.lines()) ? null : new Difference(program, expected, actual);
    }

    /** Whether a program does nothing that a sandbox cannot imitate. */
    private static boolean isDetermined(Program program, Outcome real, int connections) {
        if (real.ambiguous() || real.isBroken() || real.waitedInVain()) {
            return false;
        }
        int open = 0;
        for (int thread : program.threads()) {
            Nesting nesting = new Nesting(connections);
            for (Step step : real.steps(thread)) {
                if (!nesting.accepts(step)) {
                    return false;
                }
            }
            if (real.undone() && nesting.anyForeignWork()) {
                return false;
            }
            open += nesting.anyOpen() ? 1 : 0;
        }
        return !(real.undone() && open > 1) && !Overlaps.matter(real);
    }
}
