package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.ConversionException;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a caller's input.
 *
 * @param attribute the key as the caller wrote it
 * @param message what is wrong and what is allowed, without the value
 * @param kind what the database would have called it
 * @param row which of many rows it is in, counted from 0; null for a single one
 */
public record Problem(
        String attribute,
        String message,
        Kind kind,
        @Nullable Long row) {
    private Problem(String attribute, String message, Kind kind) {
        this(attribute, message, kind, null);
    }

    /** Whether a value is unusable, or is missing where one is required. */
    public enum Kind {
        INVALID,
        MISSING
    }

    /** Answers the problem that a conversion found. */
    public static Problem of(@Nullable Object attribute, ConversionException e) {
        Kind kind = e.missing() ? Kind.MISSING : Kind.INVALID;
        return new Problem(String.valueOf(attribute), String.valueOf(e.getMessage()), kind);
    }

    public static Problem invalid(String attribute, String message) {
        return new Problem(attribute, message, Kind.INVALID);
    }

    /** Answers the same problem of the row at {@code index}, counted from 0, of many. */
    public Problem inRow(long index) {
        return new Problem(attribute, "row " + index + ": " + message, kind, index);
    }

    /** Answers the same problem of what lies inside the value of {@code path}. */
    public Problem inside(String path) {
        return new Problem(path + '.' + attribute, message, kind);
    }

    /** Answers the same problem of an inner value, which {@code prefix} leads to. */
    public Problem in(String prefix) {
        return new Problem(prefix + attribute, message, kind, row);
    }

    static Problem missing(String attribute, String message) {
        return new Problem(attribute, message, Kind.MISSING);
    }
}
