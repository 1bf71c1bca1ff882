package dev.dataflow;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.json.PlainJson;
import dev.dataflow.internal.mapping.Names;
import dev.dataflow.internal.mapping.RowShape;
import dev.dataflow.internal.mapping.StoredRow;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A stored row as a read-only map of attribute names to values, the id first, then as the entity declares them.
 *
 * <p>A value has the attribute's own Java type, save that a JSON attribute is plain maps, lists, texts, booleans and numbers; that an embedded
 * value is a map of its attributes, null when all of them are; and that an association is the id of the other entity.
 *
 * <p>The typed getters take an attribute's name or a path into its value, such as {@code "profileData.preferences.newsletter"} or
 * {@code "orderItems.items.0.name"}. They convert as inputs are converted: when nothing is lost, and with an
 * {@link IllegalArgumentException} otherwise. What is not there is null.
 *
 * <p>Immutable, save for arrays among its values. Two rows are equal when they are equal as maps.
 */
public final class Row extends AbstractMap<String, @Nullable Object> {
    private final RowShape shape;
    private final @Nullable Object[] values;

    Row(StoredRow stored) {
        this.shape = stored.shape();
        // Several rows may show the same one.
        this.values =
                shape.related().length == 0 ? stored.values() : stored.values().clone();
        for (int position : shape.related()) {
            values[position] = related(values[position]);
        }
    }

    private static @Nullable Object related(@Nullable Object value) {
        if (value instanceof StoredRow row) {
            return new Row(row);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(Row::related)
                    .collect(Collectors.collectingAndThen(Collectors.toList(), Collections::unmodifiableList));
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> rows = new LinkedHashMap<>();
            map.forEach((key, row) -> rows.put(key, related(row)));
            return Collections.unmodifiableMap(rows);
        }
        return value;
    }

    /**
     * Answers the id: a value, or a map where the id has several columns.
     *
     * @throws IllegalStateException when the row is the result of {@link Model#aggregate}
     */
    public Object id() {
        return shape.id(values);
    }

    /** Answers the entity class that the row is of: the model's, or one below it. */
    public Class<?> entityClass() {
        return shape.entityClass();
    }

    /** Answers a row of the same entity that shows these values. */
    Row showing(Map<String, @Nullable Object> shown) {
        return new Row(new StoredRow(
                shape.only(List.copyOf(shown.keySet())), shown.values().toArray()));
    }

    /** Answers the value of an attribute, or null when it is null or there is no such attribute, as maps do. */
    @Override
    public @Nullable Object get(@Nullable Object key) {
        int position = key == null ? -1 : shape.position(key);
        return position < 0 ? null : values[position];
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key != null && shape.position(key) >= 0;
    }

    /**
     * Answers what a path leads to; null when it leads nowhere inside the attribute's value.
     *
     * @param path an attribute's name, and after it the keys of a JSON document, of a map or of an embedded value, separated by dots; a whole
     *     number addresses an element of a list or an array, from 0; a key that contains a dot is put in double quotes
     * @throws IllegalArgumentException when there is no such attribute, or the path goes on behind an association that was not included
     */
    public @Nullable Object at(String path) {
        if (shape.position(path) >= 0) {
            return get(path);
        }
        List<String> keys = JsonPath.split(path);
        String attribute = keys.get(0);
        if (shape.position(attribute) < 0) {
            String known = Names.suggestion(attribute, shape.names());
            throw new IllegalArgumentException("There is no attribute '" + attribute + "'" + known
                    + (known.endsWith("?") ? "" : ", and what a query includes"));
        }
        Object value = get(attribute);
        if (keys.size() > 1 && value != null && !(value instanceof Map) && shape.isAssociation(attribute)) {
            throw new IllegalArgumentException(path + ": this row shows no more of '" + attribute
                    + "' than its id: include(\"" + attribute + "\") in the query");
        }
        for (String key : keys.subList(1, keys.size())) {
            value = step(value, key);
        }
        return value;
    }

    private static @Nullable Object step(@Nullable Object value, String key) {
        if (value instanceof Map<?, ?> map) {
            return map.containsKey(key) ? map.get(key) : valueOf(map, key);
        }
        if (value == null || !key.matches("-?\\d{1,9}")) {
            return null;
        }
        if (value instanceof List<?> list) {
            return element(list, Integer.parseInt(key));
        }
        return value.getClass().isArray() ? element(Conversion.elements(value), Integer.parseInt(key)) : null;
    }

    /** Answers the value of a key that is no text itself, such as a number or a constant. */
    private static @Nullable Object valueOf(Map<?, ?> map, String key) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object other = entry.getKey() instanceof Enum<?> constant ? constant.name() : entry.getKey();
            if (key.equals(String.valueOf(other))) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static @Nullable Object element(List<?> list, int index) {
        int position = index < 0 ? list.size() + index : index;
        return position >= 0 && position < list.size() ? list.get(position) : null;
    }

    /** Answers the text at a path. */
    public @Nullable String getString(String path) {
        return (String) converted(path, String.class);
    }

    /** Answers the whole number at a path. */
    public @Nullable Integer getInteger(String path) {
        return (Integer) converted(path, Integer.class);
    }

    /** Answers the whole number at a path. */
    public @Nullable Long getLong(String path) {
        return (Long) converted(path, Long.class);
    }

    /** Answers the number at a path, exactly. */
    public @Nullable BigDecimal getDecimal(String path) {
        return (BigDecimal) converted(path, BigDecimal.class);
    }

    /** Answers the number at a path. */
    public @Nullable Double getDouble(String path) {
        return (Double) converted(path, Double.class);
    }

    /** Answers whether a path leads to true. */
    public @Nullable Boolean getBoolean(String path) {
        return (Boolean) converted(path, Boolean.class);
    }

    /** Answers the UUID at a path. */
    public @Nullable UUID getUuid(String path) {
        return (UUID) converted(path, UUID.class);
    }

    /** Answers the instant at a path. */
    public @Nullable Instant getInstant(String path) {
        return (Instant) converted(path, Instant.class);
    }

    /** Answers the date at a path. */
    public @Nullable LocalDate getLocalDate(String path) {
        return (LocalDate) converted(path, LocalDate.class);
    }

    /** Answers the date and time at a path. */
    public @Nullable LocalDateTime getLocalDateTime(String path) {
        return (LocalDateTime) converted(path, LocalDateTime.class);
    }

    /** Answers the list at a path, unmodifiable. */
    @SuppressWarnings("unchecked") // rows hold lists of anything
    public @Nullable List<@Nullable Object> getList(String path) {
        return (List<@Nullable Object>) checked(path, at(path), List.class);
    }

    /** Answers the JSON object or embedded value at a path, unmodifiable. */
    @SuppressWarnings("unchecked") // the maps in rows have texts as keys
    public @Nullable Map<String, @Nullable Object> getMap(String path) {
        return (Map<String, @Nullable Object>) checked(path, at(path), Map.class);
    }

    /** Answers the row that an included association shows at a path; null when there is none. */
    public @Nullable Row getRow(String path) {
        return (Row) checked(path, at(path), Row.class);
    }

    /**
     * Answers the rows that an included collection shows at a path, unmodifiable.
     *
     * @throws IllegalArgumentException when there is no list of rows
     */
    public List<Row> getRows(String path) {
        List<Row> rows = new ArrayList<>();
        for (Object element : (List<?>) Objects.requireNonNullElse(checked(path, at(path), List.class), List.of())) {
            rows.add((Row) Objects.requireNonNull(checked(path, element, Row.class)));
        }
        return Collections.unmodifiableList(rows);
    }

    private static @Nullable Object checked(String path, @Nullable Object value, Class<?> type) {
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException(path + ": expected a " + type.getSimpleName()
                    + (type == Row.class ? ", which a query shows that includes it" : ""));
        }
        return value;
    }

    private @Nullable Object converted(String path, Type type) {
        return convert(path, at(path), type);
    }

    private static @Nullable Object convert(String path, @Nullable Object value, Type type) {
        try {
            if (value == null) {
                return null;
            }
            boolean document = (value instanceof Map || value instanceof List) && !isShown(value, type);
            return document ? PlainJson.bind(value, type) : Conversion.convert(value, type);
        } catch (ConversionException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage());
        }
    }

    /** Whether a value already is what the type asks for, as rows in rows may be. */
    private static boolean isShown(Object value, Type type) {
        return type instanceof ParameterizedType several
                ? Arrays.asList(several.getActualTypeArguments()).contains(Row.class)
                : Conversion.raw(type).isInstance(value);
    }

    /**
     * Answers this row as a record: each component takes the attribute of its name. Rows in it become what a component asks for: a {@code
     * Row}, a list of them, or records.
     *
     * @throws IllegalArgumentException when the class is no record, a component names no attribute, or a value does not fit
     */
    public <T extends Record> T as(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            arguments[i] = converted(name, components[i].getGenericType());
            if (arguments[i] == null && components[i].getType().isPrimitive()) {
                throw new IllegalArgumentException(name + " is null, which a primitive component cannot be");
            }
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "The constructor of " + type.getName() + " refused the row", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be made of a row", e);
        }
    }

    /** Answers whether the other is a map of the same attributes to equal values; arrays of two rows are equal by their elements. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof Row row) {
            return shape.names().equals(row.shape.names()) && Arrays.deepEquals(values, row.values);
        }
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            int valueHash = value != null && value.getClass().isArray()
                    ? Arrays.deepHashCode(new Object[] {value})
                    : Objects.hashCode(value);
            hash += shape.names().get(i).hashCode() ^ valueHash;
        }
        return hash;
    }

    @Override
    public int size() {
        return shape.size();
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return shape.size();
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Iterator<>() {
                    private int position;

                    @Override
                    public boolean hasNext() {
                        return position < shape.size();
                    }

                    @Override
                    public Map.Entry<String, @Nullable Object> next() {
                        if (!hasNext()) {
                            throw new NoSuchElementException();
                        }
                        int current = position++;
                        return new SimpleImmutableEntry<>(shape.names().get(current), values[current]);
                    }
                };
            }
        };
    }

    /** Answers the names of the attributes; never a stored value. */
    @Override
    public String toString() {
        return "Row" + shape.names();
    }
}
