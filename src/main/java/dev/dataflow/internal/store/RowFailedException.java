package dev.dataflow.internal.store;

/** One of many rows could not be stored, for the reason that is the cause. */
public final class RowFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long row;
    private final transient Exception reason;

    RowFailedException(long row, Exception reason) {
        super("row " + row, reason, false, false);
        this.row = row;
        this.reason = reason;
    }

    /** Which row of the input, counted from 0. */
    public long row() {
        return row;
    }

    public Exception reason() {
        return reason;
    }
}
