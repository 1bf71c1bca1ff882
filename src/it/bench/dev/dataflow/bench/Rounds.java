package dev.dataflow.bench;

import java.util.Arrays;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;

/**
 * How many rounds JMH's rows have, the same for all contenders of a row, and how long one takes.
 *
 * @param warmUp rounds that do not count
 * @param warmUpMillis of one of them; for a single shot this means nothing, and neither does the next
 */
record Rounds(int warmUp, int measured, int warmUpMillis, int millis) {
    /** The rows of a JVM that also warm up what its other rows share with them: driver, pool, mapping. */
    private static final int FIRST_ROWS = 2;

    /**
     * Answers the rounds of a benchmark.
     *
     * @param turn how many rows this JVM has run
     */
    static Rounds of(Class<?> benchmark, int turn, Settings settings) {
        if (isSingleShot(benchmark)) {
            return settings.quick() ? new Rounds(2, 3, 0, 0) : new Rounds(3, 7, 0, 0);
        }
        boolean first = turn < FIRST_ROWS;
        return settings.quick() ? new Rounds(3, 4, first ? 500 : 100, 80) : new Rounds(5, 15, first ? 1_000 : 300, 200);
    }

    /** Tells whether a round is one invocation, which may take as long as it likes. */
    static boolean isSingleShot(Class<?> benchmark) {
        BenchmarkMode mode = benchmark.getAnnotation(BenchmarkMode.class);
        return mode != null && Arrays.asList(mode.value()).contains(Mode.SingleShotTime);
    }

    /** Answers about how many seconds a row takes a contender. */
    double seconds(Class<?> benchmark, Settings settings) {
        double secondsOfOneShot = settings.quick() ? 0.3 : 1.3;
        return isSingleShot(benchmark)
                ? (warmUp + measured) * secondsOfOneShot
                : (warmUp * warmUpMillis + measured * millis) / 1e3;
    }
}
