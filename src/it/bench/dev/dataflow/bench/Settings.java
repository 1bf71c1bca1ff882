package dev.dataflow.bench;

import java.util.regex.Pattern;

/**
 * What the command line says of a run.
 *
 * @param quick whether it has to end within five minutes
 * @param only finds the rows to run, as {@code Class.method}
 */
public record Settings(boolean quick, Pattern only) {
    /** Answers what the system properties {@code bench.quick} and {@code bench.only} say; a quick without a value is a yes. */
    static Settings fromProperties() {
        String quick = System.getProperty("bench.quick", "false");
        return new Settings(
                quick.isEmpty() || Boolean.parseBoolean(quick), Pattern.compile(System.getProperty("bench.only", "")));
    }

    /** Tells whether a row is to run. */
    public boolean includes(String row) {
        return only.matcher(row).find();
    }

    /** Answers one of two sizes. */
    public int size(int full, int whenQuick) {
        return quick ? whenQuick : full;
    }
}
