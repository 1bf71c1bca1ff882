package dev.dataflow.internal.store;

import dev.dataflow.internal.sql.SetClause;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a path leads to.
 *
 * @param plain whether the new value is {@code value}, whatever the current one
 */
public record Assignment(
        String path, boolean plain, @Nullable Object value, SetClause.Change change) {
    public static Assignment set(String path, @Nullable Object value) {
        return new Assignment(path, true, value, (target, sql) -> target.set(value, sql));
    }

    public static Assignment change(String path, SetClause.Change change) {
        return new Assignment(path, false, null, change);
    }
}
