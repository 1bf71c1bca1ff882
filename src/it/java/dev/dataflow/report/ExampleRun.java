package dev.dataflow.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How one example fared.
 *
 * @param testFile the example's source file
 * @param durationMs milliseconds that the scenario took by JUnit's clock, 0 when it never ran
 * @param success whether the scenario ran and every test of the class succeeded
 * @param targetAchieved whether it was a success and took less than {@link #TARGET_MS}
 * @param output each test with its outcome and time, then what it printed and its stack trace
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ExampleRun(String testFile, double durationMs, boolean success, boolean targetAchieved, String output) {

    static final int TARGET_MS = 100;

    /** The tag of the one test of an example that is its scenario, and whose time counts. */
    static final String SCENARIO = "example";

    static ExampleRun of(String testFile, List<TestRecord> tests) {
        List<TestRecord> scenarios =
                tests.stream().filter(test -> test.tags().contains(SCENARIO)).toList();
        double durationMs = scenarios.stream().mapToLong(TestRecord::nanos).sum() / 1e6;
        boolean success =
                scenarios.size() == 1 && tests.stream().allMatch(test -> test.status() == TestRecord.Status.SUCCESSFUL);
        String complaint = scenarios.size() == 1
                ? ""
                : "%d tests tagged \"%s\" ran, expected exactly one%n".formatted(scenarios.size(), SCENARIO);
        return new ExampleRun(
                testFile,
                durationMs,
                success,
                success && durationMs < TARGET_MS,
                complaint + tests.stream().map(ExampleRun::describe).collect(joining()));
    }

    String name() {
        return testFile.substring(testFile.lastIndexOf('/') + 1).replace(".java", "");
    }

    private static String describe(TestRecord test) {
        return String.format(Locale.ROOT, "%s %s %.2f ms%n", test.name(), test.status(), test.nanos() / 1e6)
                + test.output()
                + Objects.requireNonNullElse(test.failure(), "");
    }
}
