package dev.dataflow.internal.store;

import org.jspecify.annotations.Nullable;

/** An operation on exactly one row met another number of rows. */
public final class NotOneRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What there was instead. */
    public enum Reason {
        NONE,
        SEVERAL,
        STALE
    }

    private final Reason reason;
    private final @Nullable String attribute;

    private NotOneRowException(Reason reason, @Nullable String attribute) {
        super(reason.name(), null, false, false);
        this.reason = reason;
        this.attribute = attribute;
    }

    public static NotOneRowException none() {
        return new NotOneRowException(Reason.NONE, null);
    }

    public static NotOneRowException several() {
        return new NotOneRowException(Reason.SEVERAL, null);
    }

    static NotOneRowException stale(String versionAttribute) {
        return new NotOneRowException(Reason.STALE, versionAttribute);
    }

    public Reason reason() {
        return reason;
    }

    /** The version attribute that differed, or null. */
    public @Nullable String attribute() {
        return attribute;
    }
}
