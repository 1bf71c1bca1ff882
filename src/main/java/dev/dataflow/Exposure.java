package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Elements;
import dev.dataflow.internal.mapping.EmbeddedAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Names;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is exposed below an attribute, as a tree: of an entity its attributes, of an association those of the other entity, of an embedded value
 * or a JSON document its parts. Immutable.
 *
 * @param whole whether the value itself is: of an association to one entity that is its id, not the other attributes
 */
record Exposure(boolean whole, Map<String, Exposure> parts) {
    Exposure {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** A place that a path has led to. */
    record Place(Exposure exposure, EntityMapping owner, Attribute attribute) {}

    /** @throws IllegalArgumentException when a path leads nowhere */
    static Exposure of(EntityMapping mapping, List<String> paths) {
        Exposure exposure = new Exposure(false, Map.of());
        for (String path : paths) {
            try {
                exposure = exposure.with(names(mapping, JsonPath.split(path)));
            } catch (ConversionException e) {
                throw new IllegalArgumentException(
                        mapping.name() + " has nothing to expose at '" + path + "': " + e.getMessage());
            }
        }
        return exposure;
    }

    private Exposure with(List<String> names) {
        if (names.isEmpty()) {
            return new Exposure(true, parts);
        }
        Map<String, Exposure> more = new LinkedHashMap<>(parts);
        Exposure part = more.getOrDefault(names.get(0), new Exposure(false, Map.of()));
        more.put(names.get(0), part.with(names.subList(1, names.size())));
        return new Exposure(whole, more);
    }

    /** Answers the path by the names of attributes, since a caller may also name columns. */
    private static List<String> names(EntityMapping mapping, List<String> keys) {
        EntityMapping.Place place = mapping.locate(keys);
        List<String> names = new java.util.ArrayList<>(List.of(place.attribute().name()));
        Attribute attribute = place.attribute();
        List<String> rest = place.rest();
        while (attribute instanceof EmbeddedAttribute embedded && !rest.isEmpty()) {
            attribute = embedded.part(rest.get(0));
            names.add(attribute.name());
            rest = rest.subList(1, rest.size());
        }
        if (rest.isEmpty()) {
            return names;
        }
        if (attribute instanceof BasicAttribute basic && basic.json()) {
            names.addAll(rest);
            return names;
        }
        EntityMapping other = related(mapping, attribute);
        if (other != null) {
            names.addAll(names(other, rest));
            return names;
        }
        throw new ConversionException("the path ends at '" + attribute.name() + "'");
    }

    /** Answers the entity that an association leads to; null for all other attributes. */
    static @Nullable EntityMapping related(EntityMapping mapping, Attribute attribute) {
        if (attribute instanceof ToOneAttribute toOne) {
            return mapping.related(toOne.target());
        }
        return attribute instanceof CollectionAttribute collection
                        && collection.elements().target() != null
                ? mapping.related(collection.elements().target())
                : null;
    }

    /**
     * Answers what the keys lead to from the entity that this exposes.
     *
     * @throws ConversionException when they lead to what is not exposed, which is as if it were not there
     */
    Place find(EntityMapping mapping, List<String> keys) {
        Attribute attribute = mapping.find(keys.get(0));
        Exposure part = attribute == null ? null : parts.get(attribute.name());
        if (attribute == null || part == null) {
            throw unknown(keys.get(0));
        }
        return part.inside(mapping, attribute, keys.subList(1, keys.size()));
    }

    /**
     * Answers what the keys lead to from the elements of a collection of values, which is exposed as a whole.
     *
     * @throws ConversionException when they lead to what is not exposed, such as an attribute of an entity that elements refer to
     */
    Place find(EntityMapping mapping, Elements elements, List<String> keys) {
        Attribute value = elements.value();
        Attribute named = switch (keys.get(0)) {
            case Elements.ELEMENT -> value;
            case Elements.KEY -> elements.key();
            default ->
                value == null || value.embedded() == null
                        ? null
                        : value.embedded().find(keys.get(0));
        };
        if (named == null) {
            throw unknown(keys.get(0));
        }
        return new Exposure(true, Map.of()).inside(mapping, named, keys.subList(1, keys.size()));
    }

    /** What is exposed as a whole ends at other entities, of which it shows the ids. */
    private Place inside(EntityMapping mapping, Attribute attribute, List<String> rest) {
        if (rest.isEmpty()) {
            return new Place(this, mapping, attribute);
        }
        EntityMapping other = related(mapping, attribute);
        if (other != null) {
            boolean id = rest.size() == 1 && rest.get(0).equals(other.id().name());
            return whole && id ? new Place(this, mapping, attribute) : find(other, rest);
        }
        EmbeddedAttribute embedded = attribute.embedded();
        if (whole && embedded == null) {
            return new Place(this, mapping, attribute);
        }
        Exposure part = parts.get(rest.get(0));
        Attribute next = embedded == null ? attribute : embedded.find(rest.get(0));
        if (next == null || (part == null && !whole)) {
            throw unknown(rest.get(0));
        }
        Exposure inner = part == null ? new Exposure(true, Map.of()) : new Exposure(whole || part.whole, part.parts);
        return inner.inside(mapping, next, rest.subList(1, rest.size()));
    }

    /** Suggests no name but those that are exposed. */
    ConversionException unknown(String name) {
        return new ConversionException(
                "there is no such attribute" + (parts.isEmpty() ? "" : Names.suggestion(name, parts.keySet())));
    }

    /** Answers a row that shows nothing but what is exposed. */
    Row shown(Row row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            if (row.containsKey(name)) {
                part.show(name, row.get(name), values);
            }
        });
        return row.showing(values);
    }

    private void show(String name, @Nullable Object value, Map<String, @Nullable Object> values) {
        if (value instanceof Row row) {
            values.put(name, parts.isEmpty() ? row.id() : shown(row));
        } else if (value instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(Row.class::isInstance)) {
            values.put(
                    name,
                    list.stream()
                            .map(each -> parts.isEmpty() ? ((Row) each).id() : shown((Row) each))
                            .toList());
        } else if (whole || value == null) {
            values.put(name, value);
        } else if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> inner = new LinkedHashMap<>();
            parts.forEach((key, part) -> {
                if (map.containsKey(key)) {
                    part.show(key, map.get(key), inner);
                }
            });
            values.put(name, Collections.unmodifiableMap(inner));
        }
    }
}
