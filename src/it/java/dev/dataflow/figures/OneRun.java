package dev.dataflow.figures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What one JVM that ran a test class measured.
 *
 * @param startMillis from the JVM's start to that of its first test
 * @param millis how long each test took, in their order
 */
public record OneRun(double startMillis, List<Double> millis) {
    /** The class to start. Its arguments are the test class, whose tests tagged "example" or "figure" it runs, and how often. */
    public static final String MAIN = OneJvm.class.getName();

    /**
     * Starts the process, which belongs to {@link #MAIN}, and waits for its end.
     *
     * @throws IllegalStateException when a test failed
     */
    public static OneRun of(ProcessBuilder jvm) throws IOException, InterruptedException {
        Process process = jvm.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", jvm.command()) + " failed:\n" + output);
        }
        List<Double> numbers =
                Arrays.stream(output.trim().split("\\s+")).map(Double::valueOf).toList();
        return new OneRun(numbers.get(0), numbers.subList(1, numbers.size()));
    }
}
