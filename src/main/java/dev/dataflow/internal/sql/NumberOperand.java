package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.Conversion;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A number that was computed. */
record NumberOperand(String expression) implements Operand {

    @Override
    public void compare(Operator operator, @Nullable Object value, Sql sql) {
        if (value == null) {
            sql.text(
                    switch (operator) {
                        case EQ -> expression + " is null";
                        case NE -> expression + " is not null";
                        default -> "false";
                    });
        } else {
            sql.text(expression).text(" ").text(operator.sql()).text(" ");
            sql.numeric((Number) Conversion.convert(value, BigDecimal.class));
        }
    }

    @Override
    public void in(Collection<?> values, Sql sql) {
        sql.text(values.isEmpty() ? "false" : "(");
        for (Iterator<?> iterator = values.iterator(); iterator.hasNext(); ) {
            compare(Operator.EQ, iterator.next(), sql);
            sql.text(iterator.hasNext() ? " or " : ")");
        }
    }

    @Override
    public void isNull(Sql sql) {
        compare(Operator.EQ, null, sql);
    }

    @Override
    public List<Sql> sortKeys() {
        return List.of(new Sql().text(expression));
    }

    @Override
    public String kind() {
        return "number";
    }

    @Override
    public void expression(Sql sql) {
        sql.text(expression);
    }
}
