package dev.dataflow;

import dev.dataflow.internal.mapping.Elements;
import dev.dataflow.internal.sql.Operator;
import dev.dataflow.internal.sql.Where.Quantifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which rows an operation is about: a small immutable tree, built by these factories or from a map.
 *
 * <pre>{@code
 * and(eq("status", "active"), gte("profileData.age", 18))
 * Filter.of(Map.of("status", "active", "profileData.age", Map.of("$gte", 18)))      // the same
 * }</pre>
 *
 * <p>A path is an attribute's name; inside an embedded value or a JSON attribute it goes on with dots ({@code "address.city"},
 * {@code "items.0.price"}, an element of an array counted from 0, or from the end when negative), and a JSON key that contains a dot is put in
 * double quotes. An association to one entity is compared by that entity's id, and a path leads on to its attributes, across any number of
 * associations ({@code "order.customer.address.city"}); where an association leads to no row, they are null. On elements of collections there
 * are {@link #some}, {@link #none} and {@link #every}:
 *
 * <pre>{@code
 * some("items", and(eq("sku", "A"), gt("quantity", 2)))
 * Map.of("items", Map.of("$some", Map.of("sku", "A", "quantity", Map.of("$gt", 2))))  // the same
 * }</pre>
 *
 * <p>A row meets a filter or it does not, as in Java: null equals null and differs from every value, so {@code ne("status", "closed")} finds
 * rows without a status; null is neither above nor below anything; {@link #not(Filter)} finds exactly the rows that the inner filter does
 * not. In a JSON document an absent key and a JSON null both count as null, as SQL NULL in place of the document does; {@link #exists} tells
 * an absent key from a JSON null. An attribute with a converter is compared by what its column stores.
 *
 * <p>Paths and values are checked when the filter is used, since only then the model is known: what does not fit is {@code INVALID_INPUT}.
 * Values are always bound as parameters.
 */
public sealed interface Filter permits FilterNode {
    /** The path that leads to the element itself, in a filter on the elements of a collection of values: {@code some("tags", eq(ELEMENT, "new"))}. */
    String ELEMENT = Elements.ELEMENT;

    /** The path that leads to the key, in a filter on the elements of a map: {@code some("prices", and(eq(KEY, "EUR"), lt(ELEMENT, 10)))}. */
    String KEY = Elements.KEY;

    /** Answers the filter that every row meets; what mass changes of a whole table ask for. */
    static Filter all() {
        return Junction.EVERYTHING;
    }

    /**
     * Answers the filter that a map describes; an empty map means every row. A key is a path, or {@code $and}, {@code $or}, {@code $not};
     * a value is compared as {@link #eq} does, or is a map of operators: {@code $eq $ne $gt $gte $lt $lte $in $notIn $between $isNull
     * $like $contains $startsWith $endsWith}, the last four with an {@code i} after the sign to ignore case, {@code $exists $hasKey} and
     * {@code $attribute} for another attribute. {@code $some $none $every} take what elements are to meet: a map as this one, or, for
     * elements that are values, a value or a map of operators. An operator that does not exist, or an operand of a wrong form, is {@code INVALID_INPUT}
     * when the filter is used.
     */
    static Filter of(Map<String, ?> map) {
        return MapForm.filter(map);
    }

    /**
     * Answers the filter that a map describes, as {@link #of(Map)} does, for a map that comes from outside: one that is larger than the limits
     * is {@code INVALID_INPUT} when it is used.
     */
    static Filter of(Map<String, ?> map, FilterLimits limits) {
        return MapForm.filter(map, limits);
    }

    /**
     * Answers another attribute of the same row, to stand in place of a value: {@code lte("available", attribute("reorderPoint"))}. The two
     * are of one kind; there is no comparison of instants with dates that have no zone, nor with texts in a JSON document.
     */
    static AttributeRef attribute(String path) {
        return new AttributeRef(path);
    }

    /** Answers the filter for rows in which the path leads to this value; null finds what is null or absent. */
    static Filter eq(String path, @Nullable Object value) {
        return Comparison.of(path, Operator.EQ, value);
    }

    /** Answers the filter for all other rows than {@link #eq} finds. */
    static Filter ne(String path, @Nullable Object value) {
        return Comparison.of(path, Operator.NE, value);
    }

    /** Answers the filter for values above this one. */
    static Filter gt(String path, @Nullable Object value) {
        return Comparison.of(path, Operator.GT, value);
    }

    /** Answers the filter for this value and those above. */
    static Filter gte(String path, @Nullable Object value) {
        return Comparison.of(path, Operator.GTE, value);
    }

    /** Answers the filter for values below this one. */
    static Filter lt(String path, @Nullable Object value) {
        return Comparison.of(path, Operator.LT, value);
    }

    /** Answers the filter for this value and those below. */
    static Filter lte(String path, @Nullable Object value) {
        return Comparison.of(path, Operator.LTE, value);
    }

    /** Answers the filter for values from {@code low} to {@code high}, both included. */
    static Filter between(String path, @Nullable Object low, @Nullable Object high) {
        return and(gte(path, low), lte(path, high));
    }

    /** Answers the filter for any of the values; null among them finds what is null, and no values find no row. */
    static Filter in(String path, Collection<? extends @Nullable Object> values) {
        return new Membership(path, values, false);
    }

    /** Answers the filter for any of the values. */
    static Filter in(String path, Object... values) {
        return in(path, Arrays.asList(values));
    }

    /** Answers the filter for all other rows than {@link #in(String, Collection)} finds. */
    static Filter notIn(String path, Collection<? extends @Nullable Object> values) {
        return not(in(path, values));
    }

    /** Answers the filter for all other rows than {@link #in(String, Object...)} finds. */
    static Filter notIn(String path, Object... values) {
        return not(in(path, values));
    }

    /** Answers the filter for what is null, or absent from a JSON document. */
    static Filter isNull(String path) {
        return eq(path, null);
    }

    /** Answers the filter for what is there. */
    static Filter isNotNull(String path) {
        return ne(path, null);
    }

    /**
     * Answers the filter for rows in which there is something where the path leads to: an attribute that is not null, or a place in a JSON
     * document, where also a JSON null is something.
     */
    static Filter exists(String path) {
        return new Presence(path, null);
    }

    /** Answers the filter for rows in which the path leads to a JSON object that has this key, whatever its value, a JSON null included. */
    static Filter hasKey(String path, String key) {
        return new Presence(path, Objects.requireNonNull(key, "key"));
    }

    /** Answers the filter for texts that match a pattern of SQL: {@code %} stands for any characters, {@code _} for one, after a backslash
     * each stands for itself. */
    static Filter like(String path, String pattern) {
        return new TextMatch(path, TextMatch.Kind.PATTERN, pattern, false);
    }

    /** Answers the filter for texts that contain this one. */
    static Filter contains(String path, String text) {
        return new TextMatch(path, TextMatch.Kind.CONTAINS, text, false);
    }

    /** Answers the filter for texts that start with this one. */
    static Filter startsWith(String path, String text) {
        return new TextMatch(path, TextMatch.Kind.STARTS_WITH, text, false);
    }

    /** Answers the filter for texts that end with this one. */
    static Filter endsWith(String path, String text) {
        return new TextMatch(path, TextMatch.Kind.ENDS_WITH, text, false);
    }

    /**
     * Answers the filter for rows whose collection has an element that meets the inner filter.
     *
     * @param path an association to many entities, or a collection of values
     * @param inner its paths begin at the element, see {@link #ELEMENT}; {@link #all()} finds rows whose collection is not empty
     */
    static Filter some(String path, Filter inner) {
        return Quantified.of(path, Quantifier.SOME, inner);
    }

    /** Answers the filter for rows whose collection has no element that meets the inner filter: exactly those that {@link #some} does not find. */
    static Filter none(String path, Filter inner) {
        return Quantified.of(path, Quantifier.NONE, inner);
    }

    /** Answers the filter for rows whose collection has no element that does not meet the inner filter; an empty one has none. */
    static Filter every(String path, Filter inner) {
        return Quantified.of(path, Quantifier.EVERY, inner);
    }

    /**
     * Answers the condition that is made of a value, or none when the value is null: then the filter that it is a part of consists of its
     * other parts alone, an {@code or} included, and without others it is met by every row.
     *
     * <pre>{@code
     * and(eq("status", "active"), optional(request.name(), name -> contains("name", name)))
     * }</pre>
     *
     * <p>An {@link Optional} in place of a value says the same: {@code eq("city", Optional.ofNullable(city))}, or as data
     * {@code Map.of("city", Optional.ofNullable(city))}. A null there is a value like others, so that {@code eq("city", null)} finds what has
     * no city.
     */
    static <V> Filter optional(@Nullable V value, Function<? super V, ? extends Filter> condition) {
        return value == null ? Omitted.CONDITION : condition.apply(value);
    }

    /**
     * Answers the same filter blind to upper and lower case: text operators, and {@link #eq}, {@link #ne}, {@link #in} and {@link #notIn} of
     * texts, where the path leads to a text. What has an order, such as {@link #gt}, and filters on other things than texts stay as they are.
     */
    default Filter ignoringCase() {
        return this;
    }

    /** Answers the filter for rows that meet all of these; none are met by every row. */
    static Filter and(Filter... filters) {
        return Junction.of(Junction.Kind.AND, List.of(filters));
    }

    /** Answers the filter for rows that meet any of these; none are met by no row. */
    static Filter or(Filter... filters) {
        return Junction.of(Junction.Kind.OR, List.of(filters));
    }

    /** Answers the filter for exactly the rows that the given one does not find. */
    static Filter not(Filter filter) {
        return Negation.of((FilterNode) Objects.requireNonNull(filter, "filter"));
    }
}
