package dev.dataflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Runs random programs once with real commits and once in a sandbox; what they observe and leave behind must be equal.
 *
 * <p>The number of programs that are compared is {@code -Ddataflow.programs}, the first seed {@code -Ddataflow.seed}. Left
 * out are the differences that {@link Sandbox} documents; {@link Nesting} finds them among the connections of one thread,
 * {@link Overlaps} among threads.
 */
class DifferentialTest {

    /** What programs undo fills the server's tables until the sandbox ends: on fresh ones it is quicker. */
    private static final int SLICE = 250;

    private final int programs = Integer.getInteger("dataflow.programs", 2000);
    private final long first = Long.getLong("dataflow.seed", System.nanoTime() & 0xffffff);

    @Test
    void oneThreadSeesAndLeavesTheSameWithRealCommitsAndInTheSandbox() throws Exception {
        compareAll("one thread", 3, random -> Program.ofOneThread(random, 3));
    }

    @Test
    void severalThreadsSeeAndLeaveTheSameWithRealCommitsAndInTheSandbox() throws Exception {
        compareAll(
                "several threads", Author.MOST_THREADS * Author.CONNECTIONS_OF_EACH, Author::programOfSeveralThreads);
    }

    private void compareAll(String what, int connections, Function<Random, Program> author) throws Exception {
        long begin = System.nanoTime();
        long seed = first;
        for (int left = programs; left > 0; left -= SLICE) {
            seed = compareSlice(Math.min(left, SLICE), seed, connections, author);
        }
        System.out.printf(
                "%d random programs of %s from seed %d, %d more left out, %d s%n",
                programs, what, first, seed - first - programs, (System.nanoTime() - begin) / 1_000_000_000);
    }

    /** Compares programs from a seed on; returns the seed after the last. */
    private static long compareSlice(int programs, long first, int connections, Function<Random, Program> author)
            throws Exception {
        long seed = first;
        try (Stage real = Stage.withRealCommits(connections);
                Stage sandboxed = Stage.inSandbox(connections)) {
            for (int compared = 0; compared < programs; seed++) {
                Program program = author.apply(new Random(seed));
                Outcome expected = real.play(program);
                if (!isDetermined(program, expected, connections)) {
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
        return seed;
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
