package dev.dataflow.bench;

import java.util.regex.Pattern;

/**
 * What the command line says of a run.
 *
 * @param quick whether it has to end within five minutes
 * @param only finds the rows to run, as {@code Class.method}
 * @param contenders finds those who take part, besides the one to compare with
 * @param keep whether the rows of an earlier run stay in the report
 */
public record Settings(boolean quick, Pattern only, Pattern contenders, boolean keep) {
    /** What the five minutes of the quick form have no room for. */
    private static final Pattern LONG = Pattern.compile("\\.(alone|in_a_transaction)_.*"
            + "|\\.that_writes_.*"
            + "|Find.*\\.in_a_transaction"
            + "|(CreateEach|Delete|FindOne|UpdateEach|UpsertMany|Growth|ManyTests|ManyThreads)\\..*"
            + "|(PatientManagement|TransactionProcessing|UserManagement)\\..*");

    /** Answers what the system properties {@code bench.*} say; one without a value is a yes. */
    static Settings fromProperties() {
        return new Settings(
                flag("bench.quick"), pattern("bench.only"), pattern("bench.contenders"), flag("bench.keep"));
    }

    private static boolean flag(String property) {
        String value = System.getProperty(property, "false");
        return value.isEmpty() || Boolean.parseBoolean(value);
    }

    private static Pattern pattern(String property) {
        return Pattern.compile(System.getProperty(property, ""));
    }

    /** Tells whether a row is to run: one that is asked for does so in any case. */
    public boolean includes(String row) {
        boolean tooLong = quick && only.pattern().isEmpty() && LONG.matcher(row).find();
        return only.matcher(row).find() && !tooLong;
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
