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
final class Workers {
    private static final int ROUNDS = 7;

    private Workers() {}

    public static void main(String[] args) {
        PrintStream out = System.out;
        Launcher launcher = LauncherFactory.create();
        print(launcher, out);
        printDatabases(launcher, out);
    }

    /** One and four in turns, so that a machine that drifts hits both alike. */
    private static void print(Launcher launcher, PrintStream out) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double alone = seconds(launcher, request(1));
            ratios.add(alone / seconds(launcher, request(4)));
        }
        out.printf(
                Locale.ROOT,
                "Four workers against one, tests that mostly wait for the server: %.2f times the throughput (median of %d)%n",
                Figures.median(ratios),
                ROUNDS);
    }

    private static LauncherDiscoveryRequest request(int parallelism) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(
                        DiscoverySelectors.selectClass(Waiting.First.class),
                        DiscoverySelectors.selectClass(Waiting.Second.class),
                        DiscoverySelectors.selectClass(Waiting.Third.class),
                        DiscoverySelectors.selectClass(Waiting.Fourth.class))
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
