package dev.dataflow;

import dev.dataflow.internal.sql.AggregateFunction;
import dev.dataflow.internal.sql.Output;
import dev.dataflow.internal.sql.Where;
import dev.dataflow.internal.store.Summary;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate that knows how to write itself as SQL.
 *
 * @param path null to count rows
 */
record AggregateNode(AggregateFunction function, @Nullable String path, String name)
        implements Aggregate, Summary.Column {
    AggregateNode {
        Objects.requireNonNull(name, "name");
    }

    static AggregateNode rows() {
        return new AggregateNode(AggregateFunction.COUNT, null, "count");
    }

    static AggregateNode of(AggregateFunction function, String verb, String path) {
        String last = path.substring(path.lastIndexOf('.') + 1).replace("\"", "");
        String name = last.isEmpty() ? verb : verb + Character.toUpperCase(last.charAt(0)) + last.substring(1);
        return new AggregateNode(function, path, name);
    }

    @Override
    public Aggregate as(String other) {
        return new AggregateNode(function, path, other);
    }

    @Override
    public Output output(Where where) {
        return path == null ? AggregateFunction.countRows() : function.of(where.operand(path));
    }

    @Override
    public String toString() {
        return function + "(" + (path == null ? "" : path) + ") as " + name;
    }
}
