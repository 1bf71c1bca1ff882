package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A whole attribute in one column.
 *
 * @param current what is there now
 */
record ColumnTarget(Attribute attribute, Column column, Part current) implements Target {

    @Override
    public void set(@Nullable Object value, Sql sql) {
        if (value == null) {
            unset(sql);
        } else if (attribute instanceof ToOneAttribute toOne) {
            sql.value(toOne.targetId().toEntity(toOne.idIn(value)), column);
        } else {
            sql.value(attribute.toEntity(value), column);
        }
    }

    @Override
    public void unset(Sql sql) {
        if (!attribute.traits().nullable() || isPrimitive(attribute.traits().javaType())) {
            throw ConversionException.nullNotAllowed();
        }
        Object stored = attribute instanceof BasicAttribute ? column.storedForNull() : null;
        if (stored == null) {
            sql.text("null");
        } else {
            sql.stored(stored, column, "?");
        }
    }

    @Override
    public void increment(Number amount, Sql sql) {
        checkNumber();
        number(sql).text(" + ").value(attribute.toEntity(amount), column);
    }

    /** A factor may have more places than the column, which rounds the product as PostgreSQL always does. */
    @Override
    public void multiply(Number factor, Sql sql) {
        checkNumber();
        number(sql).text(" * ").numeric(factor);
    }

    private Sql number(Sql sql) {
        return sql.text("coalesce(").append(current).text(", 0)");
    }

    private void checkNumber() {
        if (!attribute.traits().number()) {
            throw new ConversionException("is not a number");
        }
    }

    private static boolean isPrimitive(Type type) {
        return type instanceof Class<?> javaClass && javaClass.isPrimitive();
    }
}
