package dev.dataflow.internal.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an operation does with its connection. */
@FunctionalInterface
public interface Work<R extends @Nullable Object> {
    R with(Unit unit) throws SQLException;
}
