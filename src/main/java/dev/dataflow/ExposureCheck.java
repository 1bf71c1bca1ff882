package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Elements;
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
    private boolean ofChanges;

    /**
     * Where paths begin: at an entity, or at the elements of one of its collections of values.
     *
     * @param elements null for the entity
     */
    private record Start(
            Exposure exposure,
            EntityMapping mapping,
            @Nullable Elements elements) {
        static Start of(Exposure exposure, EntityMapping mapping) {
            return new Start(exposure, mapping, null);
        }

        Exposure.Place find(String path) {
            if (elements != null) {
                return exposure.find(mapping, elements, JsonPath.split(path));
            }
            // A column's name may look like a path, and models look for it first.
            return exposure.find(mapping, mapping.find(path) == null ? JsonPath.split(path) : List.of(path));
        }
    }

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
        node(Start.of(exposure, mapping), filter, "");
        return this;
    }

    /** Checks all paths of a query, those of its filter included. */
    ExposureCheck query(Selection selection) {
        filter((FilterNode) selection.condition());
        Start start = Start.of(exposure, mapping);
        selection.orders().forEach(order -> value(start, order.path(), ""));
        selection.paths().forEach(path -> value(start, path, ""));
        selection.includes().forEach(path -> place(start, path, ""));
        return this;
    }

    /** Checks the keys of changes, which may be paths, and those inside of associations. */
    ExposureCheck changes(Map<?, ?> changes) {
        ofChanges = true;
        return entries(changes);
    }

    /** Checks the keys of a new row's values, and those inside of associations. */
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
        Exposure.Place place = place(Start.of(from, entity), path, prefix);
        if (place == null) {
            return;
        }
        boolean mayBePath = ofChanges && depth == 0;
        if (!mayBePath && entity.find(path) == null) {
            unknown(from, path, prefix);
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

    private void node(Start from, FilterNode node, String prefix) {
        if (node instanceof Junction junction) {
            junction.parts().forEach(part -> node(from, part, prefix));
        } else if (node instanceof Negation negation) {
            node(from, negation.inner(), prefix);
        } else if (node instanceof Quantified quantified) {
            quantified(from, quantified, prefix);
        } else if (node instanceof Comparison comparison) {
            value(from, comparison.path(), prefix);
            if (comparison.value() instanceof AttributeRef other) {
                value(from, other.path(), prefix);
            }
        } else if (node instanceof Membership membership) {
            value(from, membership.path(), prefix);
        } else if (node instanceof TextMatch match) {
            value(from, match.path(), prefix);
        } else if (node instanceof Presence presence) {
            String path = presence.path();
            value(from, presence.key() == null ? path : path + '.' + quoted(presence.key()), prefix);
        }
    }

    private static String quoted(String key) {
        return '"' + key.replace("\"", "\"\"") + '"';
    }

    private void quantified(Start from, Quantified node, String prefix) {
        Exposure.Place place = place(from, node.path(), prefix);
        if (place == null || !(place.attribute() instanceof CollectionAttribute collection)) {
            return;
        }
        EntityMapping other = Exposure.related(place.owner(), place.attribute());
        if (other != null) {
            node(Start.of(place.exposure(), other), node.inner(), prefix + node.path() + '.');
        } else if (!place.exposure().whole()) {
            unknown(from.exposure(), node.path(), prefix);
        } else {
            Start elements = new Start(place.exposure(), place.owner(), collection.elements());
            node(elements, node.inner(), prefix + node.path() + '.');
        }
    }

    /** Checks a path to a value that is compared, ordered by or shown. */
    private void value(Start from, String path, String prefix) {
        Exposure.Place place = place(from, path, prefix);
        if (place != null && !place.exposure().whole()) {
            unknown(from.exposure(), path, prefix);
        }
    }

    private Exposure.@Nullable Place place(Start from, String path, String prefix) {
        try {
            return from.find(path);
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
