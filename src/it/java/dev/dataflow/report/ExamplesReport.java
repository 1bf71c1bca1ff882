package dev.dataflow.report;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ends {@code mvn -Pexamples verify}: prints each example with its time, writes the same as JSON, and says by its exit
 * status whether all were on target. The sources say which examples there are, so that one whose JVM died is missed.
 */
final class ExamplesReport {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ExamplesReport() {}

    /**
     * @param args the folder of the examples' sources, the folder of the {@link TestRecorder}'s files, and the file to
     *     write
     */
    public static void main(String[] args) throws IOException {
        List<ExampleRun> runs = runs(Path.of(args[0]), Path.of(args[1]));
        write(runs, Path.of(args[2]));
        System.exit(print(runs, System.out) ? 0 : 1);
    }

    static List<ExampleRun> runs(Path sources, Path records) throws IOException {
        Map<String, List<TestRecord>> tests = read(records).stream().collect(groupingBy(ExamplesReport::simpleName));
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith("IT.java"))
                    .sorted()
                    .map(file -> ExampleRun.of(
                            file.toString().replace('\\', '/'),
                            tests.getOrDefault(file.getFileName().toString().replace(".java", ""), List.of())))
                    .toList();
        }
    }

    static void write(List<ExampleRun> runs, Path report) throws IOException {
        Files.createDirectories(report.toAbsolutePath().getParent());
        JSON.writeValue(report, runs);
    }

    /** Prints the table and tells whether there were examples and all were on target. */
    static boolean print(List<ExampleRun> runs, PrintStream out) {
        out.println();
        for (ExampleRun run : runs) {
            out.printf(
                    Locale.ROOT,
                    "%-28s %s %9.2f ms%s%n",
                    run.name(),
                    run.targetAchieved() ? "PASS" : "FAIL",
                    run.durationMs(),
                    run.targetAchieved() ? "" : "  " + complaint(run));
        }
        long onTarget = runs.stream().filter(ExampleRun::targetAchieved).count();
        double rate = runs.isEmpty() ? 0 : 100.0 * onTarget / runs.size();
        out.printf(Locale.ROOT, "%nTests run: %d%n", runs.size());
        out.printf(Locale.ROOT, "Under %d ms: %d/%d%n", ExampleRun.TARGET_MS, onTarget, runs.size());
        out.printf(Locale.ROOT, "Success rate: %.1f%%%n%n", rate);
        return !runs.isEmpty() && onTarget == runs.size();
    }

    private static String complaint(ExampleRun run) {
        if (run.durationMs() == 0) {
            return "did not run";
        }
        return run.success() ? "too slow" : "failed, see above";
    }

    private static List<TestRecord> read(Path records) throws IOException {
        List<TestRecord> tests = new ArrayList<>();
        try (Stream<Path> files = Files.exists(records) ? Files.list(records) : Stream.empty()) {
            for (Path file : files.sorted().toList()) {
                tests.addAll(JSON.readValue(file, new TypeReference<List<TestRecord>>() {}));
            }
        }
        return tests;
    }

    /** The name of the outermost class, without its package. */
    private static String simpleName(TestRecord test) {
        String name = String.valueOf(test.testClass());
        return name.substring(name.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
    }
}
