package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a path leads to: a column, a place in a JSON document, or several columns. A condition holds for a row or it does not: null equals
 * null and differs from all else, and is neither above nor below anything. What SQL calls unknown counts as "does not hold", which is why
 * negation is written {@code is not true}.
 */
public sealed interface Operand permits ColumnOperand, JsonOperand, CompositeOperand, NumberOperand {

    /** Appends the condition {@code this operator value}. */
    void compare(Operator operator, @Nullable Object value, Sql sql);

    /** Appends the condition that this equals one of the values. */
    void in(Collection<?> values, Sql sql);

    /** Appends the condition that there is no value. */
    void isNull(Sql sql);

    /** Appends the condition that there is something, be it a JSON null. */
    default void exists(Sql sql) {
        sql.text("(");
        isNull(sql);
        sql.text(") is not true");
    }

    /** Appends the condition that there is a JSON object that has the key. */
    default void hasKey(String key, Sql sql) {
        throw new ConversionException("is no JSON document, which has-key is for");
    }

    /** Answers the expressions by which rows are ordered, one after the other. */
    default List<Sql> sortKeys() {
        throw new ConversionException("has no order: name one of its attributes");
    }

    /** Whether what it leads to may be a text, and a text of a caller's stands for itself. */
    default boolean text() {
        return false;
    }

    /** Appends an expression of type text; null where the value is no text. */
    default void asText(Sql sql) {
        throw new ConversionException("is not a text");
    }

    /** Appends an expression that can be compared with that of another operand. */
    default void expression(Sql sql) {
        throw new ConversionException("cannot be compared with another attribute: name one of its attributes");
    }

    /** Appends the expression as a value in a JSON document; null where there is none. */
    default void asJson(Sql sql) {
        sql.text("to_jsonb(");
        expression(sql);
        sql.text(")");
    }

    /** Answers the value itself, to be selected. */
    default Output output() {
        throw new ConversionException("has several columns: name one of its attributes");
    }

    /** Appends an expression of a number's type; null where the value is no number. */
    default void number(Sql sql) {
        throw new ConversionException("is not a number");
    }

    /** Whether {@link #number} is a floating-point number. */
    default boolean approximate() {
        return false;
    }

    /**
     * Answers the lowest or highest of many rows' values.
     *
     * @param function {@code min} or {@code max}
     * @param direction the order in which it comes first
     */
    default Output extreme(String function, String direction) {
        throw new ConversionException("has no lowest and no highest value");
    }

    /** Answers a part of a date or time, as a number. */
    default Output part(DateField field, String zone) {
        throw new ConversionException("is no date or time");
    }

    /** Answers the beginning of the period of a date or time. */
    default Output period(DateField field, String zone) {
        throw new ConversionException("is no date or time");
    }

    /** Whether {@link #expression} is of type jsonb. */
    default boolean json() {
        return false;
    }

    /** Answers what {@link #expression} is: PostgreSQL compares only values of the same kind. */
    default String kind() {
        return "";
    }

    /** Appends the comparison with another operand. */
    default void compareWith(Operator operator, Operand other, Sql sql) {
        boolean json = json() || other.json();
        if (!json && !kind().equals(other.kind())) {
            throw new ConversionException("cannot be compared with the other attribute, which is of another type");
        }
        sql.text("(");
        appendAs(json, this, sql);
        sql.text(operator == Operator.EQ ? " is not distinct from " : ' ' + operator.sql() + ' ');
        appendAs(json, other, sql);
        if (json && operator != Operator.EQ && operator != Operator.NE) {
            sql.text(" and jsonb_typeof(");
            appendAs(true, this, sql);
            sql.text(") = jsonb_typeof(");
            appendAs(true, other, sql);
            sql.text(")");
        }
        sql.text(")");
    }

    private static void appendAs(boolean json, Operand operand, Sql sql) {
        if (json) {
            operand.asJson(sql);
        } else {
            operand.expression(sql);
        }
    }
}
