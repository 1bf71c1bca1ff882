package dev.dataflow;

import dev.dataflow.internal.sql.AggregateFunction;

/**
 * Something computed of the values of many rows, in an {@link Aggregation}. Immutable.
 *
 * <p>A path is an attribute's name, or leads on into an embedded value or a JSON attribute. Nulls do not count, nor does in a JSON document
 * what is no number where numbers are computed with. A result has a name, by which the answered row, {@link Aggregation#having} and
 * {@link Aggregation#orderBy} know it: {@code count}, or the function followed by the last key of the path, such as {@code sumTotal};
 * {@link #as} gives another.
 */
public sealed interface Aggregate permits AggregateNode {

    /** Answers the number of rows, a {@code Long}. */
    static Aggregate count() {
        return AggregateNode.rows();
    }

    /** Answers the number of rows that have a value there, a {@code Long}. */
    static Aggregate count(String path) {
        return AggregateNode.of(AggregateFunction.COUNT, "count", path);
    }

    /** Answers how many different values there are, a {@code Long}. */
    static Aggregate countDistinct(String path) {
        return AggregateNode.of(AggregateFunction.COUNT_DISTINCT, "countDistinct", path);
    }

    /**
     * Answers the sum: a {@code BigDecimal}, exact; a {@code Double} where the attribute is a {@code float} or a {@code double}. Null when
     * there are no numbers.
     */
    static Aggregate sum(String path) {
        return AggregateNode.of(AggregateFunction.SUM, "sum", path);
    }

    /**
     * Answers the mean: a {@code BigDecimal} with at least 16 significant digits, as PostgreSQL divides {@code numeric}; a {@code Double}
     * where the attribute is a {@code float} or a {@code double}. Null when there are no numbers.
     */
    static Aggregate avg(String path) {
        return AggregateNode.of(AggregateFunction.AVG, "avg", path);
    }

    /** Answers the lowest value, of the attribute's own type: numbers, texts, dates and times have one. Null when there are no values. */
    static Aggregate min(String path) {
        return AggregateNode.of(AggregateFunction.MIN, "min", path);
    }

    /** Answers the highest value, of the attribute's own type: numbers, texts, dates and times have one. Null when there are no values. */
    static Aggregate max(String path) {
        return AggregateNode.of(AggregateFunction.MAX, "max", path);
    }

    /** Answers the same under another name. */
    Aggregate as(String name);
}
