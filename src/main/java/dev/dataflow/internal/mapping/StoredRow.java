package dev.dataflow.internal.mapping;

import org.jspecify.annotations.Nullable;

/** A row as it is stored. Belongs to whoever asked for it. */
public final class StoredRow {
    private final RowShape shape;
    private final @Nullable Object[] values;

    public StoredRow(RowShape shape, @Nullable Object[] values) {
        this.shape = shape;
        this.values = values;
    }

    public RowShape shape() {
        return shape;
    }

    /** The values in the order of the shape's names. */
    public @Nullable Object[] values() {
        return values;
    }

    /** The id: a value, or a map where it has several columns. */
    public Object id() {
        return shape.id(values);
    }

    public @Nullable Object get(String attribute) {
        return values[shape.position(attribute)];
    }
}
