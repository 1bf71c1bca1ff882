package dev.dataflow.bench;

import java.util.Arrays;
import java.util.Set;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;

/**
 * How many rounds JMH's rows have, and how long one takes.
 *
 * @param warmUp rounds that do not count, as many for all contenders of a row
 * @param measured as many for all, but for those who take seconds
 * @param warmUpMillis of one of them; for a single shot about what it takes, and so is the next
 */
record Rounds(int warmUp, int measured, int warmUpMillis, int millis) {
    /** The rows of a JVM that also warm up what its other rows share with them: driver, pool, mapping. */
    private static final int FIRST_ROWS = 2;

    /** Who takes ten seconds for tens of thousands of rows, where the others take one or two. */
    private static final Set<String> SLOW = Set.of("EntityManager", "StatelessSession", "Spring Data JPA");

    /**
     * Answers the rounds of a contender in a benchmark.
     *
     * @param turn how many rows this JVM has run
     */
    static Rounds of(Class<?> benchmark, String contender, int turn, Settings settings) {
        if (isSingleShot(benchmark)) {
            boolean slow = SLOW.contains(contender);
            return settings.quick()
                    ? new Rounds(1, slow ? 1 : 2, slow ? 1_200 : 300, slow ? 1_200 : 300)
                    : new Rounds(3, slow ? 4 : 15, slow ? 11_000 : 1_800, slow ? 11_000 : 1_800);
        }
        boolean first = turn < FIRST_ROWS;
        return settings.quick() ? new Rounds(2, 3, first ? 500 : 250, 60) : new Rounds(5, 15, first ? 1_000 : 300, 200);
    }

    /** Tells whether a round is one invocation, which may take as long as it likes. */
    private static boolean isSingleShot(Class<?> benchmark) {
        BenchmarkMode mode = benchmark.getAnnotation(BenchmarkMode.class);
        return mode != null && Arrays.asList(mode.value()).contains(Mode.SingleShotTime);
    }

    /** Answers about how many seconds they take. */
    double seconds() {
        return (warmUp * warmUpMillis + measured * millis) / 1e3;
    }
}
