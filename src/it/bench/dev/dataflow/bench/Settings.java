package dev.dataflow.bench;

import java.util.regex.Pattern;

/**
 * What the command line says of a run.
 *
 * @param quick whether it has to end within five minutes
 * @param only finds the rows to run, as {@code Class.method}
 * @param contenders finds those who take part, besides the one to compare with
 */
public record Settings(boolean quick, Pattern only, Pattern contenders) {
    /** Answers what the system properties {@code bench.quick}, {@code bench.only} and {@code bench.contenders} say; a quick without a value is a yes. */
    static Settings fromProperties() {
        String quick = System.getProperty("bench.quick", "false");
        return new Settings(
                quick.isEmpty() || Boolean.parseBoolean(quick), pattern("bench.only"), pattern("bench.contenders"));
    }

    private static Pattern pattern(String property) {
        return Pattern.compile(System.getProperty(property, ""));
    }

    /** Tells whether a row is to run. */
    public boolean includes(String row) {
        return only.matcher(row).find();
    }

    /** Tells whether a contender is to take part. */
    public boolean invites(String contender) {
        return contenders.matcher(contender).find();
    }

    /** Answers one of two sizes. */
    public int size(int full, int whenQuick) {
        return quick ? whenQuick : full;
    }
}
