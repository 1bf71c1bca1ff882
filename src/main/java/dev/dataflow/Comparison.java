package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.sql.Operand;
import dev.dataflow.internal.sql.Operator;
import dev.dataflow.internal.sql.Where;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

record Comparison(String path, Operator operator, @Nullable Object value) implements FilterNode {
    Comparison {
        Objects.requireNonNull(path, "path");
    }

    /** Answers the comparison, or none when the value is an empty {@link Optional}. */
    static FilterNode of(String path, Operator operator, @Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? Omitted.CONDITION : new Comparison(path, operator, optional.get());
        }
        return new Comparison(path, operator, value);
    }

    @Override
    public Filter ignoringCase() {
        if (!(value instanceof CharSequence text) || (operator != Operator.EQ && operator != Operator.NE)) {
            return this;
        }
        FilterNode equal = new TextMatch(path, TextMatch.Kind.WHOLE, text.toString(), true);
        return operator == Operator.EQ ? equal : Negation.of(equal);
    }

    @Override
    public void render(Where where) {
        where.on(path, operand -> {
            if (value instanceof AttributeRef other) {
                operand.compareWith(operator, other.in(where), where.sql());
            } else {
                compare(operand, where);
            }
        });
    }

    private void compare(Operand operand, Where where) {
        try {
            operand.compare(operator, value, where.sql());
        } catch (ConversionException e) {
            String meant = MapForm.operatorMeantBy(value);
            throw meant.isEmpty() ? e : new ConversionException(e.getMessage() + meant);
        }
    }

    @Override
    public boolean namesId(EntityMapping mapping) {
        return operator == Operator.EQ && mapping.find(path) == mapping.id() && !(value instanceof AttributeRef);
    }

    @Override
    public long values() {
        return FilterLimits.valuesIn(value, 0);
    }

    /** Names the path and the operator, never the value. */
    @Override
    public String toString() {
        return operator + "(" + path + ")";
    }
}
