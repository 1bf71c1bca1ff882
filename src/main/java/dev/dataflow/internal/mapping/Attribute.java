package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.property.access.spi.PropertyAccess;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** An attribute of an entity or of an embeddable. */
public sealed interface Attribute
        permits BasicAttribute, EmbeddedAttribute, ToOneAttribute, CollectionAttribute, IdClassAttribute {

    /**
     * What holds for attributes of every kind.
     *
     * @param nullable whether it may be null once stored
     * @param generated what makes its value at an insert, or null when the caller does
     * @param updatable whether a caller may change it
     */
    record Traits(
            String name,
            Type javaType,
            boolean nullable,
            @Nullable String generated,
            boolean updatable,
            PropertyAccess access) {
        boolean primitive() {
            return javaType instanceof Class<?> type && type.isPrimitive();
        }

        /** Whether the values are numbers, in Java as well. */
        public boolean number() {
            return Number.class.isAssignableFrom(Conversion.boxed(Conversion.raw(javaType)));
        }
    }

    Traits traits();

    default String name() {
        return traits().name();
    }

    /** The columns, in the order in which {@link #read} finds them in a result set; empty when other tables hold the value. */
    List<Column> columns();

    /** Answers the same attribute over other columns, such as those of a foreign key to it. */
    Attribute over(List<Column> others);

    /**
     * Answers a caller's value as the entity's attribute holds it.
     *
     * @param input not null
     * @throws ConversionException when it does not fit
     */
    Object toEntity(Object input);

    /**
     * Answers what a row shows as the entity's attribute holds it.
     *
     * @param shown not null
     * @throws ConversionException when the entity could not be read either
     */
    default Object fromRow(Object shown) {
        return toEntity(shown);
    }

    /** Answers what a row shows for the entity's value. */
    @Nullable
    Object toRow(@Nullable Object value);

    /** Answers what a row shows for the columns that start at {@code first}. */
    @Nullable
    Object read(ResultSet results, int first, WrapperOptions options) throws SQLException;

    /** Answers the value's own attributes, for what is made of several columns; null for all else. */
    default @Nullable EmbeddedAttribute embedded() {
        return null;
    }

    /** Reads the attribute from an entity or an embeddable. Hibernate will replace its accessors and names no successor yet. */
    @SuppressWarnings("removal")
    default @Nullable Object get(Object owner) {
        return traits().access().getGetter().get(owner);
    }

    /** Sets the attribute on an entity or an embeddable. */
    @SuppressWarnings("removal")
    default void set(Object owner, @Nullable Object value) {
        var setter = traits().access().getSetter();
        if (setter == null) {
            throw new ConversionException("cannot be set");
        }
        setter.set(owner, value);
    }
}
