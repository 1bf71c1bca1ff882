package dev.dataflow.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes that are made to fail, and tells what JUnit says of them. */
final class Runs {
    /** Keeps these classes out of the ordinary run. */
    static final String ENABLED = "dataflow.test.made-to-fail";

    private Runs() {}

    static EngineExecutionResults run(Class<?>... classes) {
        System.setProperty(ENABLED, "true");
        try {
            EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
            for (Class<?> type : classes) {
                kit.selectors(selectClass(type));
            }
            return kit.execute();
        } finally {
            System.clearProperty(ENABLED);
        }
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
