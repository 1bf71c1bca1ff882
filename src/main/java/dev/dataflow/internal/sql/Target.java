package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place that an update changes: a column, or a key of a JSON document. Each method appends the expression of the new value, which the
 * database computes from the current one.
 */
public sealed interface Target permits ColumnTarget, JsonTarget, CompositeTarget {

    /** Sets the value; null is NULL in a column and JSON null inside a document. */
    void set(@Nullable Object value, Sql sql);

    /** Takes the value away: NULL in a column; from a document the key goes. */
    void unset(Sql sql);

    /** Adds to a number; where there is none, to 0. */
    void increment(Number amount, Sql sql);

    /** Multiplies a number; where there is none, 0. */
    void multiply(Number factor, Sql sql);

    /** Adds an element behind the last of a JSON array; where there is none, begins one. */
    default void append(@Nullable Object element, Sql sql) {
        throw notJson();
    }

    /** Adds an element before the first of a JSON array; where there is none, begins one. */
    default void prepend(@Nullable Object element, Sql sql) {
        throw notJson();
    }

    /** Takes all equal elements out of a JSON array. */
    default void remove(@Nullable Object element, Sql sql) {
        throw notJson();
    }

    /** Sets several keys of a JSON object; where there is none, begins one. */
    default void merge(Map<?, ?> entries, Sql sql) {
        throw notJson();
    }

    private static ConversionException notJson() {
        return new ConversionException("is not a JSON attribute, which this change is for");
    }
}
