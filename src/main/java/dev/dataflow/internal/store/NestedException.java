package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;

/** A row inside another could not be stored, for the reason given. */
public final class NestedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final transient EntityMapping mapping;
    private final transient Exception reason;

    NestedException(String path, EntityMapping mapping, Exception reason) {
        super(path, reason, false, false);
        this.path = path;
        this.mapping = mapping;
        this.reason = reason;
    }

    /** The path from the outer row. */
    public String path() {
        return path;
    }

    /** The entity of the inner row. */
    public EntityMapping mapping() {
        return mapping;
    }

    public Exception reason() {
        return reason;
    }
}
