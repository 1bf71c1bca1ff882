package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.ToOneAttribute;
import dev.dataflow.internal.store.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for what is not exposed in one caller's input. Not thread-safe. */
final class ExposureCheck {
    private final EntityMapping mapping;
    private final Exposure exposure;
    private final List<Problem> problems = new ArrayList<>();

    ExposureCheck(EntityMapping mapping, Exposure exposure) {
        this.mapping = mapping;
        this.exposure = exposure;
    }

    /** @throws InvalidInputException when anything was found */
    void finish() {
        InvalidInputException.throwIfAny(problems);
    }

    /** Adds what was found before. */
    ExposureCheck refused(Malformed filter) {
        problems.addAll(filter.problems());
        return this;
    }

    ExposureCheck filter(FilterNode filter) {
        node(exposure, mapping, filter, "");
        return this;
    }

    /** Checks all paths of a query, those of its filter included. */
    ExposureCheck query(Selection selection) {
        filter((FilterNode) selection.condition());
        selection.orders().forEach(order -> value(exposure, mapping, order.path(), ""));
        selection.paths().forEach(path -> value(exposure, mapping, path, ""));
        selection.includes().forEach(path -> place(exposure, mapping, path, ""));
        return this;
    }

    /** Checks the keys of values or changes, and those inside of associations. */
    ExposureCheck entries(Map<?, ?> values) {
        entries(exposure, mapping, values, "", 0);
        return this;
    }

    private void entries(Exposure from, EntityMapping entity, Map<?, ?> values, String prefix, int depth) {
        values.forEach((key, value) -> {
            if (key instanceof String name && name.startsWith("$") && depth > 0) {
                nested(from, entity, value, prefix, depth + 1);
            } else if (key instanceof String path) {
                entry(from, entity, path, value, prefix, depth);
            }
        });
    }

    private void entry(
            Exposure from, EntityMapping entity, String path, @Nullable Object value, String prefix, int depth) {
        Exposure.Place place = place(from, entity, path, prefix);
        if (place == null) {
            return;
        }
        EntityMapping other = Exposure.related(place.owner(), place.attribute());
        Object given = value instanceof ChangeNode.Set set ? set.value() : value;
        boolean into = other != null && (given instanceof Map || given instanceof Iterable);
        if (!place.exposure().whole() && !into) {
            unknown(from, path, prefix);
        } else if (other != null && into) {
            boolean id = place.attribute() instanceof ToOneAttribute toOne
                    && given instanceof Map<?, ?> map
                    && place.exposure().whole()
                    && map.keySet().equals(java.util.Set.of(toOne.targetId().name()));
            if (!id) {
                nested(place.exposure(), other, given, prefix + path + '.', depth + 1);
            }
        }
    }

    private void nested(Exposure from, EntityMapping entity, @Nullable Object value, String prefix, int depth) {
        if (depth > FilterNode.MAX_DEPTH) {
            throw new InvalidInputException(List.of(Problem.invalid(
                    prefix, "is nested deeper than " + FilterNode.MAX_DEPTH + " levels, or contains itself")));
        }
        if (value instanceof Map<?, ?> map) {
            entries(from, entity, map, prefix, depth);
        } else if (value instanceof Iterable<?> elements) {
            elements.forEach(element -> nested(from, entity, element, prefix, depth + 1));
        } else if (value != null && !from.whole()) {
            // An id, which only what is exposed as a whole is connected by.
            String path = prefix.substring(0, prefix.length() - 1);
            unknown(new Exposure(false, Map.of()), path, "");
        }
    }

    private void node(Exposure from, EntityMapping entity, FilterNode node, String prefix) {
        if (node instanceof Junction junction) {
            junction.parts().forEach(part -> node(from, entity, part, prefix));
        } else if (node instanceof Negation negation) {
            node(from, entity, negation.inner(), prefix);
        } else if (node instanceof Quantified quantified) {
            quantified(from, entity, quantified, prefix);
        } else if (node instanceof Comparison comparison) {
            value(from, entity, comparison.path(), prefix);
            if (comparison.value() instanceof AttributeRef other) {
                value(from, entity, other.path(), prefix);
            }
        } else if (node instanceof Membership membership) {
            value(from, entity, membership.path(), prefix);
        } else if (node instanceof TextMatch match) {
            value(from, entity, match.path(), prefix);
        } else if (node instanceof Presence presence) {
            String path = presence.path();
            value(from, entity, presence.key() == null ? path : path + '.' + quoted(presence.key()), prefix);
        }
    }

    private static String quoted(String key) {
        return '"' + key.replace("\"", "\"\"") + '"';
    }

    private void quantified(Exposure from, EntityMapping entity, Quantified node, String prefix) {
        Exposure.Place place = place(from, entity, node.path(), prefix);
        if (place == null || !(place.attribute() instanceof CollectionAttribute)) {
            return;
        }
        EntityMapping other = Exposure.related(place.owner(), place.attribute());
        if (other != null) {
            node(place.exposure(), other, node.inner(), prefix + node.path() + '.');
        } else if (!place.exposure().whole()) {
            unknown(from, node.path(), prefix);
        }
    }

    /** Checks a path to a value that is compared, ordered by or shown. */
    private void value(Exposure from, EntityMapping entity, String path, String prefix) {
        Exposure.Place place = place(from, entity, path, prefix);
        if (place != null && !place.exposure().whole()) {
            unknown(from, path, prefix);
        }
    }

    private Exposure.@Nullable Place place(Exposure from, EntityMapping entity, String path, String prefix) {
        try {
            return from.find(entity, JsonPath.split(path));
        } catch (ConversionException e) {
            problems.add(Problem.of(prefix + path, e));
            return null;
        }
    }

    private void unknown(Exposure from, String path, String prefix) {
        problems.add(Problem.of(prefix + path, from.unknown(path)));
    }

    /** Whether a failure may name the attribute, be it that of a row in a list; names that no attribute has are not of the entity. */
    static boolean exposes(Exposure exposure, EntityMapping mapping, String attribute) {
        try {
            List<String> keys = JsonPath.split(attribute).stream()
                    .filter(key -> !key.matches("\\d+"))
                    .toList();
            exposure.find(mapping, keys);
            return true;
        } catch (ConversionException e) {
            return false;
        }
    }
}
