package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EmbeddedAttribute;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An embedded value, or an association by a composite id: all of its columns are assigned at once.
 *
 * @param association whether the columns are a foreign key, which is null as a whole
 * @param value makes of a caller's value what the attribute takes
 */
record CompositeTarget(
        EmbeddedAttribute attribute, boolean association, UnaryOperator<Object> value, BiConsumer<Column, Sql> assign)
        implements Target {

    @Override
    public void set(@Nullable Object given, Sql sql) {
        if (given == null && association) {
            attribute.columns().forEach(column -> assign.accept(column, new Sql().text("null")));
            return;
        }
        assignAll(attribute, given == null ? null : attribute.toEntity(value.apply(given)));
    }

    private void assignAll(EmbeddedAttribute embedded, @Nullable Object owner) {
        for (Attribute part : embedded.attributes()) {
            Object partValue = owner == null ? null : part.get(owner);
            if (part instanceof EmbeddedAttribute nested) {
                assignAll(nested, partValue);
            } else {
                Column column = part.columns().get(0);
                Sql expression = new Sql();
                target(part, column).set(part.toRow(partValue), expression);
                assign.accept(column, expression);
            }
        }
    }

    /** The parts are set, whatever they are now. */
    private static Target target(Attribute part, Column column) {
        Part nothing = sql -> sql.text("null");
        return part instanceof BasicAttribute basic && basic.json()
                ? new JsonTarget(nothing, basic, null)
                : new ColumnTarget(part, column, nothing);
    }

    @Override
    public void unset(Sql sql) {
        set(null, sql);
    }

    @Override
    public void increment(Number amount, Sql sql) {
        throw new ConversionException("is not a number");
    }

    @Override
    public void multiply(Number factor, Sql sql) {
        throw new ConversionException("is not a number");
    }
}
