package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads documents as PostgreSQL writes them, in one pass over their bytes. Stateless and thread-safe. */
public final class StoredJson {
    /** Any number of so few characters is a double to the last digit, when it is written without an exponent. */
    private static final int EXACT_CHARACTERS = 15;

    /** What others have stored is to be readable, as long as PostgreSQL keeps it and the stack bears it. */
    static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(2_000)
            .maxNumberLength(150_000)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .build();

    private static final JsonFactory FACTORY =
            JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();

    private StoredJson() {}

    /**
     * Parses a document, given in UTF-8, into unmodifiable plain values; null for null.
     *
     * @throws ConversionException when it is too deep to be read
     */
    public static @Nullable Object read(byte @Nullable [] document) {
        if (document == null) {
            return null;
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            return value(parser, parser.nextToken());
        } catch (JacksonException e) {
            throw new ConversionException("a stored JSON document cannot be read: it is nested too deep");
        }
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            object.put(name, value(parser, parser.nextToken()));
        }
        return Collections.unmodifiableMap(object);
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return Collections.unmodifiableList(array);
    }

    private static Number integer(JsonParser parser) {
        Number number = parser.getNumberValue();
        return number instanceof BigInteger big ? JsonNumbers.plain(big) : number;
    }

    private static Number decimal(JsonParser parser) {
        if (parser.getStringLength() <= EXACT_CHARACTERS) {
            String digits = parser.getString();
            if (digits.indexOf('e') < 0 && digits.indexOf('E') < 0) {
                return Double.parseDouble(digits);
            }
        }
        BigDecimal exact = parser.getDecimalValue();
        return JsonNumbers.plain(exact);
    }
}
