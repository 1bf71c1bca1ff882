package dev.dataflow.figures;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What workers side by side bring, and what a test waits for a database of its own; both measured in this JVM. */
public final class Workers {
    private static final int ROUNDS = 7;
    private static final List<Class<?>> CLASSES =
            List.of(Waiting.First.class, Waiting.Second.class, Waiting.Third.class, Waiting.Fourth.class);

    private Workers() {}

    public static void main(String[] args) {
        PrintStream out = System.out;
        Launcher launcher = LauncherFactory.create();
        print(out);
        printDatabases(launcher, out);
    }

    /** How long the same tests, which mostly wait for the server, took with one worker and with four. */
    public record Round(double oneSeconds, double fourSeconds) {
        double throughput() {
            return oneSeconds / fourSeconds;
        }
    }

    /** Measures one and four in turns, so that a machine that drifts hits both alike; after a first round that does not count. */
    public static List<Round> measure(int rounds) {
        Launcher launcher = LauncherFactory.create();
        List<Round> measured = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            measured.add(new Round(seconds(launcher, request(1)), seconds(launcher, request(4))));
        }
        return measured.subList(1, measured.size());
    }

    private static void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "Four workers against one, tests that mostly wait for the server: %.2f times the throughput (median of %d)%n",
                Figures.median(measure(ROUNDS).stream().map(Round::throughput).toList()),
                ROUNDS);
    }

    private static LauncherDiscoveryRequest request(int parallelism) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(CLASSES.stream().map(DiscoverySelectors::selectClass).toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", String.valueOf(parallelism))
                .build();
    }

    private static double seconds(Launcher launcher, LauncherDiscoveryRequest request) {
        long began = System.nanoTime();
        launcher.execute(request);
        return (System.nanoTime() - began) / 1e9;
    }

    private static void printDatabases(Launcher launcher, PrintStream out) {
        List<Long> starts = new ArrayList<>();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(Waiting.WithDatabases.class))
                        .build(),
                new TestExecutionListener() {
                    @Override
                    public void executionStarted(TestIdentifier test) {
                        if (test.isTest()) {
                            starts.add(System.nanoTime());
                        }
                    }
                });
        List<Long> beginnings = List.copyOf(Waiting.WithDatabases.BEGINNINGS);
        List<Double> waits = new ArrayList<>();
        for (int i = starts.size() / 2; i < starts.size(); i++) {
            waits.add((beginnings.get(i) - starts.get(i)) / 1e6);
        }
        out.printf(
                Locale.ROOT,
                "A test of 30 ms with a database of its own waits for it: %.2f ms, worst %.2f (of %d; at most 5)%n",
                Figures.median(waits),
                waits.stream().mapToDouble(wait -> wait).max().orElseThrow(),
                waits.size());
    }
}
