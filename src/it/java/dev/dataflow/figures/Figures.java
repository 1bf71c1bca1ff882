package dev.dataflow.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints the figures: medians over fresh JVMs, and of the second half of many runs in one. */
final class Figures {
    private static final int JVMS = 10;
    private static final int WARM_RUNS = 200;
    private static final int GROWTH_RUNS = 5;
    private static final List<String> EXAMPLES = List.of(
            "dev.dataflow.examples.ecommerce.UserManagementIT",
            "dev.dataflow.examples.ecommerce.InventoryManagementIT",
            "dev.dataflow.examples.financial.TransactionProcessingIT",
            "dev.dataflow.examples.healthcare.PatientManagementIT");

    private Figures() {}

    /** @param args the options of each measured JVM */
    public static void main(String[] args) throws Exception {
        List<String> options = List.of(args);
        PrintStream out = System.out;
        out.printf(
                Locale.ROOT,
                "%nExamples, in ms: first test of a fresh JVM (median and worst of %d; at most 100),",
                JVMS);
        out.println(" and warm (median; at most 25)");
        for (String example : EXAMPLES) {
            example(options, example, out);
        }
        start(options, out);
        empty(options, out);
        growth(options, out);
        Workers.main(args);
        out.println();
    }

    private static void example(List<String> options, String example, PrintStream out) throws Exception {
        List<Double> cold = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
            cold.add(fork(options, example, 1).millis().get(0));
        }
        double warm = median(secondHalf(fork(options, example, WARM_RUNS).millis()));
        String name = example.substring(example.lastIndexOf('.') + 1);
        out.printf(Locale.ROOT, "  %-26s %7.1f %7.1f   warm %6.2f%n", name, median(cold), worst(cold), warm);
    }

    private static void start(List<String> options, PrintStream out) throws Exception {
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
            OneRun first = fork(options, FirstStatement.class.getName(), 1);
            starts.add(first.startMillis() + first.millis().get(0));
        }
        out.printf(
                Locale.ROOT,
                "JVM start to the end of a first test of one statement: %.0f ms, worst %.0f (of %d; at most 2500)%n",
                median(starts),
                worst(starts),
                JVMS);
    }

    private static void empty(List<String> options, PrintStream out) throws Exception {
        double plain = median(secondHalf(fork(options, Plain.class.getName(), 1).millis()));
        double empty = median(secondHalf(fork(options, Empty.class.getName(), 1).millis()));
        out.printf(
                Locale.ROOT,
                "An empty test: %.3f ms; in plain JUnit %.3f ms; more by %.3f ms (at most 0.3)%n",
                empty,
                plain,
                empty - plain);
    }

    /** The test itself compares what its early and its last repetitions hold, and fails when that has grown. */
    private static void growth(List<String> options, PrintStream out) throws Exception {
        List<Double> ratios = new ArrayList<>();
        int tests = 0;
        for (int i = 0; i < GROWTH_RUNS; i++) {
            List<Double> times =
                    fork(options, "dev.dataflow.junit.GrowthTest", 1).millis();
            tests = times.size();
            ratios.add(median(times.subList(tests - 100, tests)) / median(times.subList(0, 100)));
        }
        out.printf(
                Locale.ROOT,
                "%d tests of 20 rows and a failure: the last hundred take %.2f times the first, in the median of %d JVMs (at most 1.2);"
                        + " locks, savepoints and memory have not grown%n",
                tests,
                median(ratios),
                GROWTH_RUNS);
    }

    private static OneRun fork(List<String> options, String testClass, int times)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-classpath", System.getProperty("java.class.path"), OneRun.MAIN, testClass, "" + times));
        return OneRun.of(new ProcessBuilder(command));
    }

    private static List<Double> secondHalf(List<Double> times) {
        return times.subList(times.size() / 2, times.size());
    }

    private static double worst(List<Double> times) {
        return times.stream().mapToDouble(time -> time).max().orElseThrow();
    }

    static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
