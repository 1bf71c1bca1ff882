package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a document makes of Java's types that JSON does not have, such as records, beans, dates and enums.
 *
 * @param declared whether the document is of a type that a model declares, in which Hibernate is to read enums: Jackson writes them, by what
 *     annotations or {@code toString()} say. Elsewhere they are their names, as in columns.
 */
record JavaForms(JsonMapper mapper, boolean declared) {

    /** Answers maps, lists and scalars. */
    @Nullable
    Object of(Object value) {
        return value instanceof Enum<?> constant && !declared ? constant.name() : viaMapper(value);
    }

    private @Nullable Object viaMapper(Object value) {
        try {
            // Jackson's own shorter way leaves bytes as they are, and makes other numbers of floats.
            return mapper.readValue(mapper.writeValueAsString(value), Object.class);
        } catch (JacksonException | IllegalArgumentException e) {
            throw e instanceof ConversionException known
                    ? known
                    : new ConversionException(
                            "a value of type " + value.getClass().getSimpleName() + " has no JSON form");
        }
    }

    /** Answers the key of an object as its text. */
    String key(@Nullable Object key) {
        return PlainScalars.key(key instanceof Enum<?> constant ? ofKey(constant) : key);
    }

    private Object ofKey(Enum<?> constant) {
        if (!declared) {
            return constant.name();
        }
        Map<?, ?> object = (Map<?, ?>) Objects.requireNonNull(viaMapper(Map.of(constant, true)));
        return object.keySet().iterator().next();
    }
}
