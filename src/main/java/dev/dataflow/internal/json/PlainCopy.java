package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One copy of a value as plain JSON. Its bounds end what contains itself, or repeats itself until memory ends. Not thread-safe. */
final class PlainCopy {
    private static final int MAX_DEPTH = 500;
    private static final int MAX_VALUES = 1_000_000;

    private final JsonMapper mapper;
    private int values;

    PlainCopy(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Nullable
    Object of(@Nullable Object value) {
        return of(value, 0);
    }

    private @Nullable Object of(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ConversionException("JSON is nested deeper than " + MAX_DEPTH + " levels, or contains itself");
        }
        if (++values > MAX_VALUES) {
            throw new ConversionException("a JSON document has more than " + MAX_VALUES + " values");
        }
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof String text) {
            return Texts.storable(text);
        }
        if (value instanceof Number number) {
            return JsonNumbers.plain(number);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, depth);
        }
        if (value instanceof Iterable<?> iterable) {
            List<@Nullable Object> copy = new ArrayList<>();
            for (Object element : iterable) {
                copy.add(of(element, depth + 1));
            }
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof CharSequence || value instanceof Character || value instanceof UUID) {
            return Texts.storable(value.toString());
        }
        return viaMapper(value, depth);
    }

    private Map<String, @Nullable Object> object(Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = key(entry.getKey());
            if (copy.containsKey(key)) {
                throw new ConversionException("two keys of a JSON object are the same as texts");
            }
            copy.put(key, of(entry.getValue(), depth + 1));
        }
        return Collections.unmodifiableMap(copy);
    }

    private static String key(@Nullable Object key) {
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

    private @Nullable Object viaMapper(Object value, int depth) {
        try {
            return of(mapper.convertValue(value, Object.class), depth + 1);
        } catch (JacksonException | IllegalArgumentException e) {
            throw e instanceof ConversionException known
                    ? known
                    : new ConversionException(
                            "a value of type " + value.getClass().getSimpleName() + " has no JSON form");
        }
    }
}
