package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads, writes and normalises plain JSON values. Stateless and thread-safe. */
public final class PlainJson {
    /** A document that is given may stand at the end of a path as long as any. */
    private static final StreamWriteConstraints WRITTEN =
            StreamWriteConstraints.builder().maxNestingDepth(2_000).build();

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StoredJson.CONSTRAINTS)
                    .streamWriteConstraints(WRITTEN)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .build();

    private static final JavaForms FREE = new JavaForms(MAPPER, false);

    private static final JavaForms DECLARED = new JavaForms(MAPPER, true);

    /** Loses nothing of what it reads: neither keys nor fractions. */
    private static final JsonMapper EXACT = MAPPER.rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private PlainJson() {}

    private static JavaForms forms(Type type) {
        return type == Object.class || isPlainMap(type) || isPlainList(type) ? FREE : DECLARED;
    }

    /** Answers what {@link #plain(Object, Type)} does, for a document of anything. */
    public static @Nullable Object plain(@Nullable Object value) {
        return plain(value, Object.class);
    }

    /**
     * Answers an unmodifiable plain copy of any value that JSON can express; records and beans become maps.
     *
     * @param type of the document that the value is, or is in
     * @throws ConversionException for a value that has no JSON form
     */
    public static @Nullable Object plain(@Nullable Object value, Type type) {
        return new PlainCopy(forms(type), false).of(value);
    }

    /** Answers what {@link #document(Object, Type)} does, for a document of anything. */
    public static String document(@Nullable Object value) {
        return document(value, Object.class);
    }

    /**
     * Writes any value that JSON can express as a document, without a copy of it.
     *
     * @param type of the document that the value is, or is in
     * @throws ConversionException for a value that has no JSON form
     */
    public static String document(@Nullable Object value, Type type) {
        String written = value instanceof WrittenObject object ? object.text() : null;
        return written == null ? PlainText.of(value, forms(type)) : written;
    }

    /**
     * Answers any value as the Java type that an attribute declares; what it holds may be changed without regard to {@code input}.
     *
     * @throws ConversionException when it has no JSON form, or not that shape, or the type would lose some of it
     */
    public static @Nullable Object fit(Object input, Type type) {
        if (input instanceof Map<?, ?> && isPlainMap(type)) {
            return new WrittenObject(document(input));
        }
        boolean list = PlainScalars.isArray(input) && isPlainList(type);
        return list ? new PlainCopy(FREE, true).of(input) : bindWhole(plain(input, type), type);
    }

    /**
     * Refuses a value that a document of a declared type could not have at a place, where the type leaves no doubt.
     *
     * @throws ConversionException when it could not be read there again
     */
    public static void checkPlace(@Nullable Object value, Type document, List<String> keys) {
        if (isPlainMap(document) || isPlainList(document)) {
            return;
        }
        JavaType place = DocumentPlaces.typeAt(keys, EXACT.constructType(document), EXACT);
        if (value == null && place.isPrimitive()) {
            throw ConversionException.nullNotAllowed();
        }
        bindWhole(plain(value, document), place);
    }

    /** Answers {@code plain} as a Java type that loses nothing of it. */
    private static @Nullable Object bindWhole(@Nullable Object plain, Type type) {
        try {
            return bind(plain, type, EXACT);
        } catch (ConversionException e) {
            // What a class derives from the rest, and writes, it does not know when it reads; and 5.0 is as good as 5.
            Object bound = bind(plain, type, MAPPER);
            if (Losses.none(plain, plain(bound, type))) {
                return bound;
            }
            throw e;
        }
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
        return bind(plain, type, MAPPER);
    }

    private static @Nullable Object bind(@Nullable Object plain, Type type, JsonMapper mapper) {
        if (isPlainMap(type) && plain instanceof Map<?, ?> || isPlainList(type) && plain instanceof List<?>) {
            return mutable(plain);
        }
        try {
            return mapper.convertValue(plain, mapper.constructType(type));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new ConversionException("expected a JSON document that fits " + nameOf(type)
                    + (plain instanceof String ? ", got a text" : "")
                    + (e instanceof JacksonException jackson ? where(jackson) : ""));
        }
    }

    private static String nameOf(Type type) {
        return type instanceof JavaType jackson ? jackson.toCanonical() : type.getTypeName();
    }

    private static boolean isPlainMap(Type type) {
        return type == Map.class
                || (type instanceof ParameterizedType map
                        && map.getRawType() == Map.class
                        && map.getActualTypeArguments()[0] == String.class
                        && map.getActualTypeArguments()[1] == Object.class);
    }

    private static boolean isPlainList(Type type) {
        return type == List.class
                || (type instanceof ParameterizedType list
                        && list.getRawType() == List.class
                        && list.getActualTypeArguments()[0] == Object.class);
    }

    /** An entity's callbacks may change what they find. */
    static @Nullable Object mutable(@Nullable Object plain) {
        if (plain instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, mutable(value)));
            return copy;
        }
        if (plain instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(mutable(element)));
            return copy;
        }
        return plain;
    }

    private static String where(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : e.getPath()) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(reference.getPropertyName() == null ? reference.getIndex() : reference.getPropertyName());
        }
        return path.isEmpty() ? "" : "; it differs at " + path;
    }
}
