package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;

/** Ends the way through a value that contains itself, or repeats itself until memory ends. Belongs to one such way. */
final class JsonBounds {
    private static final int MAX_DEPTH = 500;
    private static final int MAX_VALUES = 1_000_000;

    private int values;

    /**
     * Counts a value at this depth.
     *
     * @throws ConversionException when it is one too many, or too deep
     */
    void count(int depth) {
        if (depth > MAX_DEPTH) {
            throw new ConversionException("JSON is nested deeper than " + MAX_DEPTH + " levels, or contains itself");
        }
        if (++values > MAX_VALUES) {
            throw new ConversionException("a JSON document has more than " + MAX_VALUES + " values");
        }
    }
}
