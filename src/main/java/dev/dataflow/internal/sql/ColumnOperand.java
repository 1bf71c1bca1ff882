package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attribute in one column, or an association by its key.
 *
 * @param expression the column as the statement names it
 */
record ColumnOperand(Attribute attribute, Column column, String expression) implements Operand {

    @Override
    public void compare(Operator operator, @Nullable Object value, Sql sql) {
        sql.chose(Form.COLUMN);
        if (value == null) {
            switch (operator) {
                case EQ -> isNull(sql);
                case NE -> exists(sql);
                default -> sql.text("false");
            }
        } else {
            sql.text(expression).text(" ").text(operator.sql()).text(" ").value(comparable(value), column);
        }
    }

    /** A filter may compare with what the column could not hold: a number with more places, a text that is too long; but no wider whole number. */
    private Object comparable(Object value) {
        if (attribute instanceof ToOneAttribute toOne) {
            return toOne.targetId().toEntity(toOne.idIn(value));
        }
        Object converted = ((BasicAttribute) attribute).domainValue(value);
        return converted instanceof String text ? Texts.storable(text) : converted;
    }

    @Override
    public void in(Collection<?> values, Sql sql) {
        List<Object> present =
                values.stream().filter(Objects::nonNull).map(this::comparable).toList();
        sql.chose(Form.COLUMN).text("(").text(expression);
        if (present.isEmpty()) {
            sql.text(" is null and false");
        } else {
            sql.any(present, column);
        }
        if (present.size() < values.size()) {
            sql.text(" or ");
            isNull(sql);
        }
        sql.text(")");
    }

    /** A converter may store something for null, which is null to a caller. */
    private @Nullable Object storedForNull() {
        Object stored = attribute instanceof BasicAttribute ? column.storedForNull() : null;
        return stored != null && column.readsAsNull(stored) ? stored : null;
    }

    @Override
    public void isNull(Sql sql) {
        Object stored = storedForNull();
        if (stored == null) {
            sql.text(expression).text(" is null");
        } else {
            sql.text("(" + expression + " is null or " + expression + " = ").stored(stored, column, "?");
            sql.text(")");
        }
    }

    @Override
    public void exists(Sql sql) {
        if (storedForNull() == null) {
            sql.text(expression).text(" is not null");
        } else {
            Operand.super.exists(sql);
        }
    }

    @Override
    public List<Sql> sortKeys() {
        return List.of(new Sql().text(expression));
    }

    @Override
    public boolean text() {
        return column.text() && !column.converts() && attribute.traits().javaType() == String.class;
    }

    @Override
    public void asText(Sql sql) {
        if (!column.text()) {
            Operand.super.asText(sql);
        }
        sql.text(expression);
    }

    @Override
    public String kind() {
        if (column.number()) {
            return "number";
        }
        if (column.text()) {
            return "text";
        }
        TimeKind time = TimeKind.find(column);
        if (time != null) {
            return time.comparable();
        }
        return column.type().getJdbcType().getDefaultSqlTypeCode() + " "
                + column.type().getJdbcJavaType().getTypeName();
    }

    @Override
    public void expression(Sql sql) {
        sql.text(expression);
    }

    @Override
    public void asJson(Sql sql) {
        if (!isPlain()) {
            throw new ConversionException(
                    "cannot be compared with a place in a JSON document, where a value of its type has another form");
        }
        Operand.super.asJson(sql);
    }

    /** Whether PostgreSQL writes the column's values into a document as {@link dev.dataflow.internal.json.PlainJson} does. */
    private boolean isPlain() {
        Class<?> type = Conversion.raw(attribute.traits().javaType());
        return !(column.converts()
                || column.type().getJdbcType().isBinary()
                || type == Duration.class
                || column.number() && type.isEnum()
                || TimeKind.find(column) == TimeKind.INSTANT);
    }

    @Override
    public Output output() {
        return selected(new Sql().text(expression));
    }

    /** What is selected, when it is a value of the same attribute. */
    private Output selected(Sql sql) {
        return new Output(
                sql,
                (results, index, options) -> attribute.read(results, index, options),
                name -> new ColumnOperand(attribute, column, name));
    }

    @Override
    public void number(Sql sql) {
        if (!column.number() || !attribute.traits().number()) {
            Operand.super.number(sql);
        }
        sql.text(approximate() ? "cast(" + expression + " as double precision)" : expression);
    }

    @Override
    public boolean approximate() {
        return column.type().getJdbcType().isFloat();
    }

    @Override
    public Output extreme(String function, String direction) {
        boolean ordered =
                column.number() || column.text() || column.type().getJdbcType().isTemporal();
        if (!ordered || attribute instanceof ToOneAttribute) {
            return Operand.super.extreme(function, direction);
        }
        return selected(new Sql().text(function).text("(").text(expression).text(")"));
    }

    @Override
    public Output part(DateField field, String zone) {
        return Output.part(TimeKind.of(column).part(field, expression, zone));
    }

    @Override
    public Output period(DateField field, String zone) {
        return selected(TimeKind.of(column).period(field, expression, zone));
    }
}
