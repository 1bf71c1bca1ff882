package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An embedded value, a composite id or an association to an entity that has one: compared part by part. */
record CompositeOperand(List<Part> parts, Decomposition decomposition) implements Operand {

    /** One of the attributes, by its name. */
    record Part(String name, Operand operand) {}

    /** Takes a caller's value apart, into the values of the parts. */
    interface Decomposition {
        Map<?, ?> partsOf(Object value);
    }

    @Override
    public void compare(Operator operator, @Nullable Object value, Sql sql) {
        if (operator != Operator.EQ && operator != Operator.NE) {
            throw new ConversionException("has several columns and no order: name one of its attributes");
        }
        Map<?, ?> values = value == null ? Map.of() : decomposition.partsOf(value);
        sql.text("(");
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            sql.text(i == 0 ? "" : " and ");
            Object partValue = values.get(part.name());
            part.operand().compare(Operator.EQ, partValue, sql);
        }
        sql.text(operator == Operator.NE ? ") is not true" : ")");
    }

    @Override
    public void in(Collection<?> values, Sql sql) {
        sql.text("(false");
        for (Object value : values) {
            sql.text(" or ");
            compare(Operator.EQ, value, sql);
        }
        sql.text(")");
    }

    @Override
    public void isNull(Sql sql) {
        compare(Operator.EQ, null, sql);
    }

    /** Ids in several columns are ordered by one after the other. */
    @Override
    public List<Sql> sortKeys() {
        return parts.stream()
                .flatMap(part -> part.operand().sortKeys().stream())
                .toList();
    }
}
