package dev.dataflow.internal.mapping;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * The id of an entity with an {@code @IdClass}: no attribute of its own, but several together.
 *
 * @param key the id class
 * @param parts the entity's attributes
 */
public record IdClassAttribute(EmbeddedAttribute key, List<Attribute> parts) implements Attribute {

    @Override
    public Traits traits() {
        return key.traits();
    }

    @Override
    public @Nullable EmbeddedAttribute embedded() {
        return key;
    }

    @Override
    public List<Column> columns() {
        return key.columns();
    }

    @Override
    public Attribute over(List<Column> others) {
        return key.over(others);
    }

    @Override
    public Object toEntity(Object input) {
        return key.toEntity(input);
    }

    @Override
    public @Nullable Object toRow(@Nullable Object value) {
        return key.toRow(value);
    }

    @Override
    public @Nullable Object read(ResultSet results, int first, WrapperOptions options) throws SQLException {
        return key.read(results, first, options);
    }

    /** Answers the id of an entity as an object of the id class. */
    @Override
    public Object get(Object owner) {
        return key.toEntity(row(owner));
    }

    /** Answers what a row shows of an entity's id. */
    Map<String, @Nullable Object> row(Object owner) {
        Map<String, @Nullable Object> values = new HashMap<>();
        parts.forEach(part -> values.put(part.name(), part.toRow(part.get(owner))));
        return values;
    }

    /** Answers what a map has of the id beside other values; a map that lacks a part as it is. */
    Map<?, ?> idIn(Map<?, ?> map) {
        Map<Object, @Nullable Object> id = new LinkedHashMap<>();
        parts.forEach(part -> id.put(part.name(), map.get(part.name())));
        return map.keySet().containsAll(id.keySet()) ? id : map;
    }

    @Override
    public void set(Object owner, @Nullable Object value) {
        for (Attribute part : parts) {
            Object partOfKey = value == null
                    ? null
                    : Objects.requireNonNull(key.find(part.name())).get(value);
            part.set(owner, partOfKey == null ? null : part.toEntity(partOfKey));
        }
    }
}
