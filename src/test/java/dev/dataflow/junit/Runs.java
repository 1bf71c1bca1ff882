package dev.dataflow.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes that are made to fail, and tells what JUnit says of them. */
final class Runs {
    /** Keeps these classes out of the ordinary run. */
    static final String ENABLED = "dataflow.test.made-to-fail";

    private Runs() {}

    static EngineExecutionResults run(Class<?>... classes) {
        return run(Map.of(), classes);
    }

    /** Runs classes, and their methods as well, side by side. */
    static EngineExecutionResults runInParallel(Class<?>... classes) {
        return run(
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                        "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
                classes);
    }

    private static EngineExecutionResults run(Map<String, String> parameters, Class<?>... classes) {
        System.setProperty(ENABLED, "true");
        try {
            EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter").configurationParameters(parameters);
            for (Class<?> type : classes) {
                kit.selectors(selectClass(type));
            }
            return kit.execute();
        } finally {
            System.clearProperty(ENABLED);
        }
    }

    /** Runs the classes that the arguments name in a JVM of their own, prints what fails, and exits with 1 when something does. */
    public static void main(String[] names) throws ClassNotFoundException {
        Class<?>[] classes = new Class<?>[names.length];
        for (int i = 0; i < names.length; i++) {
            classes[i] = Class.forName(names[i]);
        }
        EngineExecutionResults results = run(classes);
        List<String> failures = failures(results);
        failures.forEach(System.out::println);
        System.out.println(results.testEvents().succeeded().count() + " succeeded");
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    /** Answers the messages of all failures, tests and containers alike. */
    static List<String> failures(EngineExecutionResults results) {
        return results.allEvents().finished().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .map(Throwable::toString)
                .toList();
    }
}
