package dev.dataflow.figures;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the tests of a class that are tagged as examples or figures, as often as asked, and prints their times by JUnit's own clock. */
final class OneJvm implements TestExecutionListener {
    private final List<Double> times = new ArrayList<>();
    private double startMillis;
    private long began;
    private @Nullable Throwable failure;

    private OneJvm() {}

    /** @param args the class, and how often it is run */
    public static void main(String[] args) {
        PrintStream out = System.out;
        // What the tests print is no figure.
        System.setOut(System.err);
        OneJvm listener = new OneJvm();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(args[0]))
                .filters(TagFilter.includeTags("example", "figure"))
                .build();
        Launcher launcher = LauncherFactory.create();
        launcher.registerTestExecutionListeners(listener);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            launcher.execute(request);
        }
        out.printf(Locale.ROOT, "%.1f", listener.startMillis);
        listener.times.forEach(time -> out.printf(Locale.ROOT, " %.4f", time));
        out.println();
        if (listener.failure != null) {
            listener.failure.printStackTrace(out);
        }
        System.exit(listener.failure == null ? 0 : 1);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest() && startMillis == 0) {
            startMillis = System.currentTimeMillis()
                    - ManagementFactory.getRuntimeMXBean().getStartTime();
        }
        began = System.nanoTime();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            times.add((System.nanoTime() - began) / 1e6);
        }
        if (failure == null) {
            failure = result.getThrowable().orElse(null);
        }
    }
}
