package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.metamodel.internal.StandardEmbeddableInstantiator;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** An embedded value or a composite id: a map of its own attributes in rows, null when all of them are. */
public record EmbeddedAttribute(Traits traits, List<Attribute> attributes, EmbeddableMappingType type)
        implements Attribute {

    @Override
    public List<Column> columns() {
        return attributes.stream().flatMap(part -> part.columns().stream()).toList();
    }

    @Override
    public EmbeddedAttribute over(List<Column> others) {
        List<Attribute> parts = new ArrayList<>();
        int index = 0;
        for (Attribute part : attributes) {
            List<Column> columns = others.subList(index, index += part.columns().size());
            parts.add(part.over(columns));
        }
        return new EmbeddedAttribute(traits, List.copyOf(parts), type);
    }

    @Override
    public EmbeddedAttribute embedded() {
        return this;
    }

    /** Finds the part by its attribute's name; null when there is none. */
    public @Nullable Attribute find(String key) {
        return attributes.stream()
                .filter(part -> part.name().equals(key))
                .findFirst()
                .orElse(null);
    }

    /**
     * Answers the part that a path through this value leads to.
     *
     * @throws ConversionException when there is none
     */
    public Attribute part(String key) {
        Attribute part = find(key);
        if (part == null) {
            throw new ConversionException(
                    "'" + name() + "' has no attribute '" + key + "'" + Names.suggestion(key, names()));
        }
        return part;
    }

    @Override
    public Object toEntity(Object input) {
        if (type.getMappedJavaType().getJavaTypeClass().isInstance(input)) {
            return input;
        }
        if (!(input instanceof Map<?, ?> map)) {
            throw new ConversionException("expected a map of " + Names.quoted(names()));
        }
        map.keySet().forEach(this::checkKnown);
        if (!(type.getRepresentationStrategy().getInstantiator() instanceof StandardEmbeddableInstantiator)) {
            return newObject(map);
        }
        return type.getMappedJavaType().getJavaTypeClass().isRecord() ? newRecord(map) : newBean(map);
    }

    /** An application's instantiator, or its {@code CompositeUserType}, takes all parts at once, in Hibernate's order. */
    private Object newObject(Map<?, ?> map) {
        @Nullable Object[] values = new @Nullable Object[type.getNumberOfAttributeMappings()];
        type.forEachAttributeMapping((index, mapping) -> {
            Attribute part = find(mapping.getAttributeName());
            values[index] = part == null ? null : partOf(map, part);
        });
        return type.getRepresentationStrategy().getInstantiator().instantiate(() -> values);
    }

    private Object newRecord(Map<?, ?> map) {
        @Nullable
        Object[] values = attributes.stream().map(part -> partOf(map, part)).toArray();
        return type.getRepresentationStrategy().getInstantiator().instantiate(() -> values);
    }

    private Object newBean(Map<?, ?> map) {
        Object bean = type.getRepresentationStrategy().getInstantiator().instantiate(() -> null);
        for (Attribute part : attributes) {
            if (map.containsKey(part.name())) {
                part.set(bean, partOf(map, part));
            }
        }
        return bean;
    }

    /** Answers a caller's value of one part as the object has it; null when it has none. */
    static @Nullable Object partOf(Map<?, ?> map, Attribute part) {
        Object value = map.get(part.name());
        if (value == null) {
            if (Conversion.raw(part.traits().javaType()).isPrimitive()) {
                throw new ConversionException(part.name() + ": a value is required");
            }
            return null;
        }
        try {
            return part.toEntity(value);
        } catch (ConversionException e) {
            throw new ConversionException(part.name() + ": " + e.getMessage());
        }
    }

    private void checkKnown(@Nullable Object key) {
        if (!(key instanceof String name) || find(name) == null) {
            throw new ConversionException(
                    "has no attribute '" + key + "'" + Names.suggestion(String.valueOf(key), names()));
        }
    }

    private List<String> names() {
        return attributes.stream().map(Attribute::name).toList();
    }

    @Override
    public @Nullable Object toRow(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return row(part -> part.toRow(part.get(value)));
    }

    @Override
    public @Nullable Object read(ResultSet results, int first, WrapperOptions options) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(attributes.size());
        int index = first;
        for (Attribute part : attributes) {
            values.add(part.read(results, index, options));
            index += part.columns().size();
        }
        var iterator = values.iterator();
        return row(part -> iterator.next());
    }

    private @Nullable Map<String, @Nullable Object> row(Values values) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        boolean empty = true;
        for (Attribute part : attributes) {
            Object value = values.of(part);
            empty &= value == null;
            row.put(part.name(), value);
        }
        return empty ? null : Collections.unmodifiableMap(row);
    }

    private interface Values {
        @Nullable
        Object of(Attribute part);
    }
}
