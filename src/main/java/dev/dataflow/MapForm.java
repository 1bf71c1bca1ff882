package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Names;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.sql.Operator;
import dev.dataflow.internal.sql.Where.Quantifier;
import dev.dataflow.internal.store.Assignment;
import dev.dataflow.internal.store.UpsertRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Filters and changes written as maps. Operators begin with a dollar sign; a map without one is a value.
 *
 * <p>Its problems name operators and paths, never values.
 */
final class MapForm {
    private static final String ATTRIBUTE = "$attribute";

    private static final Map<String, BiFunction<String, @Nullable Object, Filter>> OPERATORS = new LinkedHashMap<>();
    private static final Map<String, Function<@Nullable Object, Change>> CHANGES = new LinkedHashMap<>();

    static {
        OPERATORS.put("$eq", (path, value) -> comparison(path, Operator.EQ, value));
        OPERATORS.put("$ne", (path, value) -> comparison(path, Operator.NE, value));
        OPERATORS.put("$gt", (path, value) -> comparison(path, Operator.GT, value));
        OPERATORS.put("$gte", (path, value) -> comparison(path, Operator.GTE, value));
        OPERATORS.put("$lt", (path, value) -> comparison(path, Operator.LT, value));
        OPERATORS.put("$lte", (path, value) -> comparison(path, Operator.LTE, value));
        OPERATORS.put("$in", (path, value) -> Filter.in(path, collection(value)));
        OPERATORS.put("$notIn", (path, value) -> Filter.notIn(path, collection(value)));
        OPERATORS.put("$between", MapForm::between);
        OPERATORS.put("$like", (path, value) -> Filter.like(path, text(value)));
        OPERATORS.put("$contains", (path, value) -> Filter.contains(path, text(value)));
        OPERATORS.put("$startsWith", (path, value) -> Filter.startsWith(path, text(value)));
        OPERATORS.put("$endsWith", (path, value) -> Filter.endsWith(path, text(value)));
        OPERATORS.put("$ilike", (path, value) -> Filter.like(path, text(value)).ignoringCase());
        OPERATORS.put(
                "$icontains",
                (path, value) -> Filter.contains(path, text(value)).ignoringCase());
        OPERATORS.put(
                "$istartsWith",
                (path, value) -> Filter.startsWith(path, text(value)).ignoringCase());
        OPERATORS.put(
                "$iendsWith",
                (path, value) -> Filter.endsWith(path, text(value)).ignoringCase());
        OPERATORS.put("$exists", (path, value) -> flag(value) ? Filter.exists(path) : Filter.not(Filter.exists(path)));
        OPERATORS.put("$hasKey", (path, value) -> Filter.hasKey(path, text(value)));
        OPERATORS.put("$isNull", (path, value) -> flag(value) ? Filter.isNull(path) : Filter.isNotNull(path));

        CHANGES.put("$set", Change::set);
        CHANGES.put("$unset", value -> Change.unset());
        CHANGES.put("$increment", value -> Change.increment(number(value)));
        CHANGES.put("$multiply", value -> Change.multiply(number(value)));
        CHANGES.put("$append", Change::append);
        CHANGES.put("$prepend", Change::prepend);
        CHANGES.put("$remove", Change::remove);
        CHANGES.put("$merge", value -> new ChangeNode.Merge(entries(value)));
    }

    private static final Map<String, Quantifier> QUANTIFIERS =
            Map.of("$some", Quantifier.SOME, "$none", Quantifier.NONE, "$every", Quantifier.EVERY);

    /** The keys of a map that combines conditions, or names the element of a collection, though they begin as operators do. */
    private static final Set<String> CONDITIONS = Set.of("$and", "$or", "$not", Filter.ELEMENT, Filter.KEY);

    /** How many conditions there are at most: a map that repeats itself would be walked until memory ends. */
    private static final int MAX_CONDITIONS = 100_000;

    private List<Problem> problems = new ArrayList<>();
    private int conditions;

    private MapForm() {}

    static FilterNode filter(Map<String, ?> map, FilterLimits limits) {
        return limits.check(filter(map));
    }

    static FilterNode filter(Map<String, ?> map) {
        MapForm form = new MapForm();
        try {
            FilterNode filter = form.conjunction(map, 0);
            return form.problems.isEmpty() ? filter : new Malformed(form.problems);
        } catch (InvalidInputException e) {
            return new Malformed(e.problems());
        }
    }

    /** Answers the assignments that a map of changes describes. */
    static List<Assignment> changes(Map<?, ?> map) {
        MapForm form = new MapForm();
        List<Assignment> assignments = new ArrayList<>(map.size());
        map.forEach((path, value) -> form.gather(path, () -> {
            ChangeNode change = (ChangeNode) form.change(value);
            assignments.add(change.to(checkText(path)));
        }));
        InvalidInputException.throwIfAny(form.problems);
        return assignments;
    }

    /** Answers each of many rows with what it gives and changes. */
    static List<UpsertRow> upserts(Iterable<? extends Map<?, ?>> maps) {
        List<UpsertRow> rows = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Map<?, ?> map : maps) {
            Objects.requireNonNull(map, "a row is null");
            if (isPlain(map)) {
                rows.add(new UpsertRow(map, () -> changes(map)));
                continue;
            }
            try {
                List<Assignment> changes = changes(map);
                rows.add(new UpsertRow(null, () -> changes));
            } catch (InvalidInputException e) {
                int index = rows.size();
                e.problems().forEach(problem -> problems.add(problem.inRow(index)));
                rows.add(new UpsertRow(null, List::of));
            }
        }
        InvalidInputException.throwIfAny(problems);
        return rows;
    }

    /** Whether a map says no more than what its values are to be. */
    private static boolean isPlain(Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = entry.getValue();
            if (!(entry.getKey() instanceof String)
                    || value instanceof Change
                    || (value instanceof Map<?, ?> operations && isOperation(operations))) {
                return false;
            }
        }
        return true;
    }

    /** Answers what to say of a value that cannot be compared: the operator that it would be with a dollar sign, or nothing. */
    static String operatorMeantBy(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            for (Object key : map.keySet()) {
                if (OPERATORS.containsKey("$" + key) || QUANTIFIERS.containsKey("$" + key)) {
                    return "; did you mean the operator '$" + key + "'?";
                }
            }
        }
        return "";
    }

    private Change change(@Nullable Object value) {
        if (value instanceof Change change) {
            return change;
        }
        if (value instanceof Map<?, ?> map && isOperation(map)) {
            if (map.size() != 1) {
                throw new ConversionException(
                        "takes one change at a time; Change.set(…) stores a map whose keys begin with '$'");
            }
            var entry = map.entrySet().iterator().next();
            Function<@Nullable Object, Change> change = CHANGES.get(String.valueOf(entry.getKey()));
            if (change == null) {
                throw unknown("change", entry.getKey(), CHANGES.keySet());
            }
            return change.apply(entry.getValue());
        }
        return Change.set(value);
    }

    private FilterNode conjunction(Map<?, ?> map, int depth) {
        if (depth > FilterNode.MAX_DEPTH) {
            // Thrown rather than gathered: a map that contains itself twice would be walked for ever.
            throw new InvalidInputException(List.of(Problem.invalid(
                    "filter", "is nested deeper than " + FilterNode.MAX_DEPTH + " levels, or contains itself")));
        }
        List<Filter> parts = new ArrayList<>();
        map.forEach((key, value) -> gather(key, () -> parts.add(condition(key, value, depth))));
        return Junction.of(Junction.Kind.AND, parts);
    }

    private Filter condition(@Nullable Object key, @Nullable Object value, int depth) {
        String path = checkText(key);
        if (++conditions > MAX_CONDITIONS) {
            throw new InvalidInputException(
                    List.of(Problem.invalid("filter", "has more than " + MAX_CONDITIONS + " conditions")));
        }
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? Omitted.CONDITION : condition(key, optional.get(), depth);
        }
        if (path.startsWith("$") && !path.equals(Filter.ELEMENT) && !path.equals(Filter.KEY)) {
            return switch (path) {
                case "$and" -> Junction.of(Junction.Kind.AND, parts(value, depth));
                case "$or" -> Junction.of(Junction.Kind.OR, parts(value, depth));
                case "$not" -> Filter.not(conjunction(map(value), depth + 1));
                default -> throw unknown("operator", path, List.of("$and", "$or", "$not"));
            };
        }
        if (value instanceof Filter) {
            throw new ConversionException(
                    "a filter takes the place of the whole map, or stands in $and, $or and $not as a map");
        }
        return value instanceof Map<?, ?> operations && isOperation(operations)
                ? operations(path, operations, depth)
                : comparison(path, Operator.EQ, value);
    }

    private Filter operations(String path, Map<?, ?> operations, int depth) {
        if (operations.containsKey(ATTRIBUTE)) {
            return comparison(path, Operator.EQ, operations);
        }
        List<Filter> parts = new ArrayList<>();
        operations.forEach((name, operand) -> parts.add(operation(path, String.valueOf(name), operand, depth)));
        return Junction.of(Junction.Kind.AND, parts);
    }

    private Filter operation(String path, String name, @Nullable Object operand, int depth) {
        if (operand instanceof Optional<?> optional) {
            return optional.isEmpty() ? Omitted.CONDITION : operation(path, name, optional.get(), depth);
        }
        Quantifier quantifier = QUANTIFIERS.get(name);
        if (quantifier != null) {
            return Quantified.of(path, quantifier, inside(path, operand, depth + 1));
        }
        BiFunction<String, @Nullable Object, Filter> operator = OPERATORS.get(name);
        if (operator == null) {
            Set<String> known = new LinkedHashSet<>(OPERATORS.keySet());
            known.addAll(new TreeSet<>(QUANTIFIERS.keySet()));
            throw unknown("operator", name, known);
        }
        return operator.apply(path, operand);
    }

    /** Reads a condition on elements; its problems are those of the collection's path. */
    private Filter inside(String path, @Nullable Object value, int depth) {
        List<Problem> outer = problems;
        problems = new ArrayList<>();
        try {
            return element(value, depth);
        } finally {
            problems.forEach(problem -> outer.add(problem.inside(path)));
            problems = outer;
        }
    }

    private Filter element(@Nullable Object value, int depth) {
        if (!(value instanceof Map<?, ?> map)) {
            return comparison(Filter.ELEMENT, Operator.EQ, value);
        }
        boolean ofValue = isOperation(map) && Collections.disjoint(map.keySet(), CONDITIONS);
        return ofValue ? condition(Filter.ELEMENT, map, depth) : conjunction(map, depth);
    }

    private List<Filter> parts(@Nullable Object value, int depth) {
        List<Filter> parts = new ArrayList<>();
        for (Object part : collection(value)) {
            parts.add(conjunction(map(part), depth + 1));
        }
        return parts;
    }

    private void gather(@Nullable Object path, Runnable step) {
        try {
            step.run();
        } catch (ConversionException e) {
            problems.add(Problem.of(path, e));
        }
    }

    private static String checkText(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw new ConversionException("a key is a text that names an attribute");
    }

    private static boolean isOperation(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (!(key instanceof String name && name.startsWith("$"))) {
                return false;
            }
        }
        return !map.isEmpty();
    }

    private static Filter comparison(String path, Operator operator, @Nullable Object value) {
        if (value instanceof Map<?, ?> map && isOperation(map) && map.containsKey(ATTRIBUTE)) {
            if (map.size() == 1 && map.get(ATTRIBUTE) instanceof String other) {
                return new Comparison(path, operator, new AttributeRef(other));
            }
            throw new ConversionException(ATTRIBUTE + " stands alone and takes the name of an attribute");
        }
        return Comparison.of(path, operator, value);
    }

    private static Filter between(String path, @Nullable Object value) {
        if (!(value instanceof List<?> bounds)
                || bounds.size() != 2
                || bounds.get(0) == null
                || bounds.get(1) == null) {
            throw new ConversionException("$between takes a list of two values");
        }
        return Filter.and(comparison(path, Operator.GTE, bounds.get(0)), comparison(path, Operator.LTE, bounds.get(1)));
    }

    private static ConversionException unknown(String what, @Nullable Object name, Collection<String> known) {
        return new ConversionException(
                "there is no " + what + " '" + name + "'" + Names.suggestion(String.valueOf(name), known));
    }

    private static Collection<?> collection(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            return collection;
        }
        throw new ConversionException("expected a list");
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new ConversionException("expected a map");
    }

    private static Map<String, ?> entries(@Nullable Object value) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        map(value).forEach((key, element) -> entries.put(String.valueOf(key), element));
        return entries;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        throw new ConversionException("expected a text");
    }

    private static Number number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new ConversionException("expected a number");
    }

    private static boolean flag(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new ConversionException("expected true or false");
    }
}
