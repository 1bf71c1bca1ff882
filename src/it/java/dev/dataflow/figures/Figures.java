package dev.dataflow.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Prints the figures: medians over fresh JVMs, and of the second half of many runs in one. */
final class Figures {
    private static final int JVMS = 10;
    private static final int WARM_RUNS = 200;
    private static final List<String> EXAMPLES = List.of(
            "dev.dataflow.examples.ecommerce.UserManagementIT",
            "dev.dataflow.examples.ecommerce.InventoryManagementIT",
            "dev.dataflow.examples.financial.TransactionProcessingIT",
            "dev.dataflow.examples.healthcare.PatientManagementIT");

    private Figures() {}

    /** @param args the options of each measured JVM */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        List<String> options = List.of(args);
        out.printf(
                Locale.ROOT,
                "%nExamples, in ms: first test of a fresh JVM (median and worst of %d), and warm (median)%n",
                JVMS);
        List<Double> starts = new ArrayList<>();
        for (String example : EXAMPLES) {
            List<Double> cold = new ArrayList<>();
            for (int i = 0; i < JVMS; i++) {
                Measured first = fork(options, example, "1");
                cold.add(first.millis().get(0));
                starts.add(first.startMillis());
            }
            Measured warm = fork(options, example, String.valueOf(WARM_RUNS));
            out.printf(
                    Locale.ROOT,
                    "  %-26s %7.1f %7.1f   warm %6.2f%n",
                    example.substring(example.lastIndexOf('.') + 1),
                    median(cold),
                    cold.stream().mapToDouble(time -> time).max().orElseThrow(),
                    median(secondHalf(warm.millis())));
        }
        out.printf(Locale.ROOT, "JVM start to the first test, median of %d: %.0f ms%n", starts.size(), median(starts));
        double plain =
                median(secondHalf(fork(options, Plain.class.getName(), "1").millis()));
        double empty =
                median(secondHalf(fork(options, Empty.class.getName(), "1").millis()));
        out.printf(
                Locale.ROOT,
                "An empty test: %.3f ms; in plain JUnit %.3f ms; more by %.3f ms%n",
                empty,
                plain,
                empty - plain);
        List<Double> writing = fork(options, Writing.class.getName(), "1").millis();
        double firstHundred = median(writing.subList(0, 100));
        double lastHundred = median(writing.subList(writing.size() - 100, writing.size()));
        out.printf(
                Locale.ROOT,
                "500 tests of 20 rows and a failure: first hundred %.2f ms, last hundred %.2f ms, ratio %.2f%n%n",
                firstHundred,
                lastHundred,
                lastHundred / firstHundred);
    }

    /** What one JVM printed: when its first test began, and how long each test took. */
    private record Measured(double startMillis, List<Double> millis) {}

    private static Measured fork(List<String> options, String testClass, String times)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-classpath", System.getProperty("java.class.path"), OneJvm.class.getName(), testClass, times));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(testClass + " failed:\n" + output);
        }
        List<Double> numbers =
                Arrays.stream(output.trim().split("\\s+")).map(Double::valueOf).toList();
        return new Measured(numbers.get(0), numbers.subList(1, numbers.size()));
    }

    private static List<Double> secondHalf(List<Double> times) {
        return times.subList(times.size() / 2, times.size());
    }

    private static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
