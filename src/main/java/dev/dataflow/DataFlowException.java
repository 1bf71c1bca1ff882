package dev.dataflow;

/**
 * A {@link Failure} thrown: by {@link Result#orThrow()}, by reading the data of a failed result, and by a transaction that could not be
 * committed. It has no cause, since a driver's exceptions may show stored values.
 */
public final class DataFlowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public DataFlowException(Failure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    /** Answers what went wrong; never null. */
    public Failure failure() {
        return failure;
    }

    /** Answers the code of the {@link #failure()}. */
    public ErrorCode code() {
        return failure.code();
    }
}
