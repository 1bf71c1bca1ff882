package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.json.StoredJson;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.RowShape;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.mapping.ToOneAttribute;
import dev.dataflow.internal.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** The attributes of an entity, or parts of them, that rows show instead of all. What is inside an attribute's value stays inside it. */
final class Projection {
    /** @param inside the keys under which the value stands in that of the attribute; empty for all of it */
    private record Item(
            String name, List<String> inside, List<Sql> expressions, Queries.Reader<@Nullable Object> reader) {}

    /** Makes a reader of the first of an item's columns. */
    private interface ReaderAt {
        Queries.Reader<@Nullable Object> at(int first);
    }

    private final EntityMapping mapping;
    private final List<Item> items = new ArrayList<>();
    private final Map<Integer, RowShape> shapes = new HashMap<>();
    private int columns;

    Projection(EntityMapping mapping) {
        this.mapping = mapping;
    }

    /**
     * Adds what a path leads to.
     *
     * @throws ConversionException when it leads nowhere
     */
    void add(EntityMapping.Place place) {
        add(place.attribute().name(), List.of(), place.attribute(), place.rest());
    }

    private void add(String name, List<String> inside, Attribute attribute, List<String> rest) {
        if (rest.isEmpty()) {
            add(
                    name,
                    inside,
                    attribute.columns(),
                    first -> (results, options) -> attribute.read(results, first, options));
        } else if (attribute instanceof BasicAttribute basic && basic.json()) {
            addJson(name, inside, basic, rest);
        } else if (attribute instanceof ToOneAttribute toOne) {
            addKey(name, inside, toOne, rest);
        } else if (attribute.embedded() != null) {
            Attribute part = attribute.embedded().part(rest.get(0));
            add(name, append(inside, rest.get(0)), part, rest.subList(1, rest.size()));
        } else {
            throw new ConversionException("'" + attribute.name() + "' is no JSON attribute, so the path ends there");
        }
    }

    private void addJson(String name, List<String> inside, BasicAttribute attribute, List<String> rest) {
        List<String> keys = inside;
        for (String key : rest) {
            keys = append(keys, key);
        }
        Sql expression = new Sql()
                .text(mapping.source().expression(attribute.column()))
                .text(" #> ")
                .textArray(new JsonPath(rest).toArrayLiteral());
        int first = ++columns;
        items.add(new Item(
                name, keys, List.of(expression), (results, options) -> StoredJson.read(results.getBytes(first))));
    }

    private void addKey(String name, List<String> inside, ToOneAttribute toOne, List<String> rest) {
        Attribute id = toOne.targetId().over(toOne.columns());
        if (!rest.get(0).equals(id.name())) {
            throw new ConversionException("'" + toOne.name() + "' is inside an embedded value, where only its '"
                    + id.name() + "' can be selected");
        }
        add(name, append(inside, rest.get(0)), id, rest.subList(1, rest.size()));
    }

    private static List<String> append(List<String> keys, String key) {
        List<String> all = new ArrayList<>(keys);
        all.add(key);
        return List.copyOf(all);
    }

    private void add(String name, List<String> inside, List<Column> read, ReaderAt reader) {
        int first = columns + 1;
        columns += read.size();
        List<Sql> expressions = read.stream()
                .map(column -> new Sql().text(mapping.source().expression(column)))
                .toList();
        items.add(new Item(name, inside, expressions, reader.at(first)));
    }

    /** Appends the expressions, and that of the row's class where there are several. */
    void select(Sql sql) {
        String separator = "";
        for (Item item : items) {
            for (Sql expression : item.expressions()) {
                sql.text(separator).append(expression);
                separator = ", ";
            }
        }
        String type = mapping.source().type();
        sql.text(type != null ? separator + type : separator.isEmpty() ? "1" : "");
    }

    /** How many columns are selected. */
    int columns() {
        return mapping.source().type() != null || columns == 0 ? columns + 1 : columns;
    }

    StoredRow read(ResultSet results, WrapperOptions options) throws SQLException {
        RowShape shape = shape(mapping.source().type() == null ? null : results.getInt(columns + 1));
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        for (Item item : items) {
            int position = shape.position(item.name());
            Object value = item.reader().read(results, options);
            values[position] = item.inside().isEmpty() ? value : placed(values[position], item.inside(), value);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] instanceof Parts parts ? parts.plain() : values[i];
        }
        return new StoredRow(shape, values);
    }

    private RowShape shape(@Nullable Integer type) {
        return shapes.computeIfAbsent(type == null ? -1 : type, number -> {
            RowShape whole = mapping.classes().stream()
                    .filter(each -> each.persister().getSubclassId() == number)
                    .findFirst()
                    .orElse(mapping.classes().get(0))
                    .shape();
            Set<String> names = new LinkedHashSet<>();
            items.forEach(item -> names.add(item.name()));
            return whole.showing(List.copyOf(names));
        });
    }

    /** Parts of a value while they are put together. */
    private static final class Parts {
        private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

        Map<String, @Nullable Object> plain() {
            values.replaceAll((key, value) -> value instanceof Parts parts ? parts.plain() : value);
            return Collections.unmodifiableMap(values);
        }
    }

    private static Parts placed(@Nullable Object known, List<String> keys, @Nullable Object value) {
        Parts parts = known instanceof Parts some ? some : new Parts();
        Parts inner = parts;
        for (String key : keys.subList(0, keys.size() - 1)) {
            inner = (Parts) inner.values.compute(key, (same, next) -> next instanceof Parts ? next : new Parts());
        }
        inner.values.put(keys.get(keys.size() - 1), value);
        return parts;
    }
}
