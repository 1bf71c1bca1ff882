package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JacksonSerializable;

/** What JSON makes of a value that is neither an object nor an array. Stateless. */
final class PlainScalars {
    private PlainScalars() {}

    /** Whether {@link #plain} takes the value. */
    static boolean isOne(Object value) {
        // Final classes first: they are most of all values, and quicker to tell than an interface.
        return value instanceof String
                || value instanceof Integer
                || value instanceof Boolean
                || value instanceof CharSequence
                || value instanceof Number
                || value instanceof Character
                || value instanceof UUID;
    }

    /** Answers a text, a number, a flag or null. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof String text) {
            return Texts.storable(text);
        }
        if (value instanceof Number number) {
            return JsonNumbers.plain(number);
        }
        return Texts.storable(value.toString());
    }

    /** Answers the key of an object as its text. */
    static String key(@Nullable Object key) {
        if (key instanceof String text) {
            return Texts.storable(text);
        }
        if (key instanceof CharSequence
                || key instanceof Number
                || key instanceof Boolean
                || key instanceof Character
                || key instanceof UUID
                || key instanceof TemporalAccessor) {
            return Texts.storable(key.toString());
        }
        throw new ConversionException("the keys of a JSON object are texts, and none is null");
    }

    /** Whether a value is no more than its elements: a tree of Jackson's, or the path of a file, can be walked through and is something else. */
    static boolean isArray(Object value) {
        return value instanceof Iterable<?> && !(value instanceof JacksonSerializable) && !(value instanceof Path);
    }
}
