package dev.dataflow.report;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what each test of a run cost and how it ended to a JSON file.
 *
 * <p>The JUnit Platform registers it by itself. It does nothing unless the configuration parameter or system property
 * {@value #FOLDER} names a folder; then every run adds one file {@code tests-<random>.json} to it, a list with one entry
 * a test, and one for each container (such as a class) that did not succeed. The folder is made when it is missing, and
 * files of earlier runs are left alone. Printed output is included when the run captures it
 * ({@value org.junit.platform.launcher.LauncherConstants#CAPTURE_STDOUT_PROPERTY_NAME}).
 *
 * <p>The clock is JUnit's own: from {@code executionStarted} to {@code executionFinished}, the test's lifecycle methods
 * included. Thread-safe, as parallel tests need.
 */
public final class TestRecorder implements TestExecutionListener {

    /** The name of the configuration parameter or system property that names the folder. */
    public static final String FOLDER = "dataflow.report";

    private final Map<String, Long> starts = new ConcurrentHashMap<>();
    private final Map<String, String> outputs = new ConcurrentHashMap<>();
    private final Queue<TestRecord> records = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Path folder;

    /** Called by the JUnit Platform's service loader. */
    public TestRecorder() {}

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        folder = plan.getConfigurationParameters().get(FOLDER).map(Path::of).orElse(null);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (folder != null) {
            starts.put(test.getUniqueId(), System.nanoTime());
        }
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        if (folder != null) {
            outputs.merge(test.getUniqueId(), text(entry), String::concat);
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (folder != null) {
            add(test, TestRecord.Status.SKIPPED, 0, reason);
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        long end = System.nanoTime();
        Long start = starts.remove(test.getUniqueId());
        if (start == null) {
            return;
        }
        if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            String failure = result.getThrowable().map(TestRecorder::stackTrace).orElse(null);
            add(test, TestRecord.Status.valueOf(result.getStatus().name()), end - start, failure);
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Path target = folder;
        if (target == null) {
            return;
        }
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot create " + target.toAbsolutePath() + ", the folder that " + FOLDER + " names", e);
        }
        JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValue(target.resolve("tests-" + UUID.randomUUID() + ".json"), List.copyOf(records));
        records.clear();
        outputs.clear();
    }

    private void add(TestIdentifier test, TestRecord.Status status, long nanos, @Nullable String failure) {
        Optional<TestSource> source = test.getSource();
        records.add(new TestRecord(
                source.map(TestRecorder::className).orElse(null),
                source.filter(MethodSource.class::isInstance)
                        .map(method -> ((MethodSource) method).getMethodName())
                        .orElseGet(test::getDisplayName),
                test.getTags().stream().map(TestTag::getName).sorted().toList(),
                status,
                nanos,
                outputs.getOrDefault(test.getUniqueId(), ""),
                failure));
    }

    private static @Nullable String className(TestSource source) {
        if (source instanceof MethodSource method) {
            return method.getClassName();
        }
        return source instanceof ClassSource type ? type.getClassName() : null;
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String text(ReportEntry entry) {
        return entry.getKeyValuePairs().entrySet().stream()
                .map(pair -> switch (pair.getKey()) {
                    case LauncherConstants.STDOUT_REPORT_ENTRY_KEY, LauncherConstants.STDERR_REPORT_ENTRY_KEY ->
                        pair.getValue();
                    default -> pair.getKey() + " = " + pair.getValue() + "\n";
                })
                .collect(joining());
    }
}
