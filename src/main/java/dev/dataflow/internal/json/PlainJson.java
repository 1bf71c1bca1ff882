package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads, writes and normalises plain JSON values. Stateless and thread-safe. */
public final class PlainJson {
    private static final int MAX_DEPTH = 500;
    private static final int MAX_ZEROS = 1_000;
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private PlainJson() {}

    /**
     * Answers an unmodifiable plain copy of any value that JSON can express; records and beans become maps.
     *
     * @throws ConversionException for a value that has no JSON form
     */
    public static @Nullable Object plain(@Nullable Object value) {
        return plain(value, 0);
    }

    /** Parses a JSON document; null for null. */
    public static @Nullable Object read(@Nullable String json) {
        return json == null ? null : plain(MAPPER.readValue(json, Object.class));
    }

    /** Writes a plain value as a JSON document. */
    public static String write(@Nullable Object plain) {
        return MAPPER.writeValueAsString(plain);
    }

    /**
     * Answers {@code plain} as the Java type that an attribute, or a caller's record, declares.
     *
     * @throws ConversionException when the document does not have that shape
     */
    public static @Nullable Object bind(@Nullable Object plain, Type type) {
        try {
            return MAPPER.convertValue(plain, MAPPER.constructType(type));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new ConversionException("expected a JSON document that fits " + type.getTypeName()
                    + (e instanceof JacksonException jackson ? where(jackson) : ""));
        }
    }

    private static String where(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : e.getPath()) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(reference.getPropertyName() == null ? reference.getIndex() : reference.getPropertyName());
        }
        return path.isEmpty() ? "" : "; it differs at " + path;
    }

    private static @Nullable Object plain(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ConversionException("JSON is nested deeper than " + MAX_DEPTH + " levels, or contains itself");
        }
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof Integer) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>(map.size() * 2);
            map.forEach((key, element) -> {
                if (key == null) {
                    throw new ConversionException("a JSON object has no null key");
                }
                copy.put(key instanceof Enum<?> constant ? constant.name() : key.toString(), plain(element, depth + 1));
            });
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof Iterable<?> iterable) {
            List<@Nullable Object> copy = new ArrayList<>();
            iterable.forEach(element -> copy.add(plain(element, depth + 1)));
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof CharSequence || value instanceof Character || value instanceof UUID) {
            return value.toString();
        }
        return viaMapper(value, depth);
    }

    private static @Nullable Object viaMapper(Object value, int depth) {
        try {
            return plain(MAPPER.convertValue(value, Object.class), depth + 1);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new ConversionException(value.getClass().getSimpleName() + " has no JSON form");
        }
    }

    private static Number number(Number number) {
        if (number instanceof Long || number instanceof Short || number instanceof Byte) {
            return integer(number.longValue());
        }
        if (number instanceof BigInteger integer) {
            return integer.compareTo(MIN_LONG) >= 0 && integer.compareTo(MAX_LONG) <= 0
                    ? integer(integer.longValue())
                    : integer;
        }
        if (number instanceof Float || number instanceof Double) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new ConversionException("JSON has no form for a number that is not finite");
            }
            return number(new BigDecimal(number.toString()));
        }
        if (number instanceof BigDecimal decimal) {
            return decimal(decimal);
        }
        return decimal(new BigDecimal(number.toString()));
    }

    private static Number integer(long value) {
        if (value == (int) value) {
            return (int) value;
        }
        return value;
    }

    /** jsonb keeps a decimal's places, and none for what is written as 1.0E7: such a number comes back as an integer. */
    private static Number decimal(BigDecimal decimal) {
        if (decimal.scale() <= 0 && decimal.scale() > -MAX_ZEROS) {
            return number(decimal.toBigIntegerExact());
        }
        double approximation = decimal.doubleValue();
        boolean exact = Double.isFinite(approximation)
                && new BigDecimal(Double.toString(approximation)).compareTo(decimal) == 0;
        if (exact) {
            return approximation;
        }
        return decimal;
    }
}
