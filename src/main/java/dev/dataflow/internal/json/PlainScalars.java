package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import java.time.temporal.TemporalAccessor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

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
                || value instanceof Enum<?>
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
        return value instanceof Enum<?> constant ? constant.name() : Texts.storable(value.toString());
    }

    /** Answers the key of an object as its text. */
    static String key(@Nullable Object key) {
        if (key instanceof String text) {
            return Texts.storable(text);
        }
        if (key instanceof Enum<?> constant) {
            return constant.name();
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

    /** Answers maps, lists and scalars for what Jackson knows the form of, such as records, beans and dates. */
    static @Nullable Object viaMapper(Object value, JsonMapper mapper) {
        try {
            return mapper.convertValue(value, Object.class);
        } catch (JacksonException | IllegalArgumentException e) {
            throw e instanceof ConversionException known
                    ? known
                    : new ConversionException(
                            "a value of type " + value.getClass().getSimpleName() + " has no JSON form");
        }
    }
}
