package dev.dataflow.internal.convert;

import java.util.Collection;
import java.util.Map;

/** Says what was expected instead of a value; never contains the value. */
public final class ConversionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final boolean missing;

    public ConversionException(String message) {
        this(message, false);
    }

    private ConversionException(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    /** Answers the exception for a null where there must be a value. */
    public static ConversionException nullNotAllowed() {
        return new ConversionException("null is not allowed, a value is required", true);
    }

    /** Whether there was no value, rather than a wrong one. */
    public boolean missing() {
        return missing;
    }

    static ConversionException wrongType(Object value, String expected) {
        return new ConversionException("expected " + expected + ", got " + describe(value));
    }

    static ConversionException malformed(String expected) {
        return new ConversionException("expected " + expected + ", got a text that is none");
    }

    static ConversionException lossy(Object value, String target) {
        return new ConversionException(describe(value) + " does not fit into " + target + " without loss");
    }

    private static String describe(Object value) {
        if (value instanceof CharSequence) {
            return "a text";
        }
        if (value instanceof Map) {
            return "a map";
        }
        if (value instanceof Collection) {
            return "a list";
        }
        String name = value.getClass().getSimpleName();
        return name.isEmpty() ? "an object of another class" : "a value of type " + name;
    }
}
