package dev.dataflow.internal.convert;

/** Says what was expected instead of a value; never contains the value. */
public final class ConversionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ConversionException(String message) {
        super(message);
    }

    static ConversionException wrongType(Object value, String expected) {
        return new ConversionException("expected " + expected + ", got " + describe(value));
    }

    static ConversionException malformed(String expected) {
        return new ConversionException("expected " + expected + ", got a text that is none");
    }

    static ConversionException lossy(Object value, String target) {
        return new ConversionException("this " + describe(value) + " does not fit into " + target + " without loss");
    }

    private static String describe(Object value) {
        return value instanceof CharSequence ? "text" : value.getClass().getSimpleName();
    }
}
