package dev.dataflow.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.MethodFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The JVM of a contender in tests: runs all repetitions of a test method in each of its turns. */
final class Tester implements TestExecutionListener {
    private int tests;
    private long firstBegan;
    private long lastEnded;
    private @Nullable Throwable failure;

    private Tester() {}

    /**
     * @param args the contender, the umpire's port, how many rounds come before those that count, how many of those, the test class, and its
     *     methods in alphabetic order
     */
    public static void main(String[] args) throws IOException {
        String contender = args[0];
        boolean failed = false;
        try (Line umpire = new Line(Integer.parseInt(args[1]), contender)) {
            for (String method : List.of(args).subList(5, args.length)) {
                String row = TestCosts.row(method);
                List<Double> rounds = new ArrayList<>();
                for (int round = -Integer.parseInt(args[2]); round < Integer.parseInt(args[3]); round++) {
                    umpire.awaitTurn(row);
                    double millis = millisOfOne(args[4], method);
                    umpire.endTurn();
                    if (round >= 0) {
                        rounds.add(millis);
                    }
                }
                umpire.report(new Measurement(row, contender, "ms", rounds, null));
            }
        } catch (RuntimeException e) {
            failed = true;
            e.printStackTrace();
        }
        // What a contender leaves open would keep the JVM.
        System.exit(failed ? 1 : 0);
    }

    private static double millisOfOne(String testClass, String method) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(testClass))
                .filters(MethodFilter.includeMethodNamePatterns(".*#" + method))
                .build();
        Tester clock = new Tester();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, clock);
        if (clock.tests == 0 || clock.failure != null) {
            throw new IllegalStateException(testClass + "." + method + " failed or is not there", clock.failure);
        }
        return (clock.lastEnded - clock.firstBegan) / 1e6 / clock.tests;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest() && tests == 0) {
            firstBegan = System.nanoTime();
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            // Not thrown: the launcher would log it and go on.
            failure = result.getThrowable().orElseGet(() -> new IllegalStateException(test.getDisplayName()));
        }
        if (test.isTest()) {
            lastEnded = System.nanoTime();
            tests++;
        }
    }
}
