package dev.dataflow.internal.store;

/** A row was to refer to one that is not there, as far as the current tenant can see. */
public final class ForeignReferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String attribute;

    ForeignReferenceException(String attribute) {
        super("a row referred to does not exist", null, false, false);
        this.attribute = attribute;
    }

    public String attribute() {
        return attribute;
    }
}
