package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.json.PlainJson;
import dev.dataflow.internal.json.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * An attribute in one column; its value may be a JSON document.
 *
 * @param indexedPaths the places inside the document that the model declares an index on
 */
public record BasicAttribute(Traits traits, Column column, Set<List<String>> indexedPaths) implements Attribute {
    BasicAttribute(Traits traits, Column column) {
        this(traits, column, Set.of());
    }

    public boolean json() {
        return column.json();
    }

    /** Whether its documents are JSON arrays. */
    public boolean array() {
        Class<?> type = Conversion.raw(traits.javaType());
        return json() && (Collection.class.isAssignableFrom(type) || type.isArray() && type != byte[].class);
    }

    /** Whether its documents are JSON objects beyond doubt; those of a class may be what a serializer of its own makes them. */
    public boolean object() {
        Class<?> type = Conversion.raw(traits.javaType());
        return json() && (Map.class.isAssignableFrom(type) || type.isRecord());
    }

    @Override
    public List<Column> columns() {
        return List.of(column);
    }

    @Override
    public Attribute over(List<Column> others) {
        return new BasicAttribute(traits, others.get(0), indexedPaths);
    }

    @Override
    public Object toEntity(Object input) {
        if (json()) {
            return notNull(PlainJson.fit(input, traits.javaType()));
        }
        Object value = column.fit(domainValue(input));
        column.stored(value);
        return value;
    }

    private static Object notNull(@Nullable Object document) {
        if (document == null) {
            throw new ConversionException("expected a JSON document, got one that is null: give null itself");
        }
        return document;
    }

    /** What is stored may be older than the type, which reads what it knows of it. */
    @Override
    public Object fromRow(Object shown) {
        return json() ? notNull(PlainJson.bind(shown, traits.javaType())) : toEntity(shown);
    }

    /** Answers a caller's value as the attribute's type: too long or too precise for the column, perhaps, but no whole number too wide. */
    public Object domainValue(Object input) {
        Object value = converted(input);
        column.checkWidth(value);
        return value;
    }

    private Object converted(Object input) {
        var converter = column.type().getValueConverter();
        if (converter == null || Conversion.raw(traits.javaType()).isInstance(input)) {
            return Conversion.convert(input, traits.javaType());
        }
        try {
            return Conversion.convert(input, traits.javaType());
        } catch (ConversionException notTheAttributesType) {
            // A caller who has what the column stores may give that: the converter knows the way back.
            Object stored =
                    Conversion.convert(input, converter.getRelationalJavaType().getJavaType());
            return column.domain(stored);
        }
    }

    @Override
    public @Nullable Object toRow(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return json() ? plain(value) : ownType(column.fit(value));
    }

    /** Answers a value of the JSON document, or inside it, as plain JSON. */
    public @Nullable Object plain(@Nullable Object value) {
        return PlainJson.plain(value, traits.javaType());
    }

    /** Writes a value of the JSON document, or inside it, as JSON. */
    public String document(@Nullable Object value) {
        return PlainJson.document(value, traits.javaType());
    }

    /**
     * Writes a value at a place inside the JSON document as JSON.
     *
     * @throws ConversionException when the attribute's type has not such a value there
     */
    public String document(@Nullable Object value, JsonPath place) {
        checkPlace(value, place);
        return document(value);
    }

    /**
     * Checks a value that is to stand at a place inside the JSON document.
     *
     * @throws ConversionException when the attribute's type has not such a value there
     */
    public void checkPlace(@Nullable Object value, JsonPath place) {
        PlainJson.checkPlace(value, traits.javaType(), place.keys());
    }

    /** Hibernate reads a {@code java.util.Date} as the {@code java.sql.Timestamp} that it also is. */
    private @Nullable Object ownType(@Nullable Object value) {
        return value instanceof Timestamp timestamp && traits.javaType() == Date.class
                ? Date.from(timestamp.toInstant())
                : value;
    }

    @Override
    public @Nullable Object read(ResultSet results, int first, WrapperOptions options) throws SQLException {
        return json() ? StoredJson.read(results.getBytes(first)) : ownType(column.read(results, first, options));
    }
}
