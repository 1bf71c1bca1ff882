package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.sql.SetClause;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.sql.Target;
import dev.dataflow.internal.store.Assignment;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A change that knows how to write itself as SQL; it shows no values. */
sealed interface ChangeNode extends Change, SetClause.Change {

    default Assignment to(String path) {
        return Assignment.change(path, this);
    }

    record Set(@Nullable Object value) implements ChangeNode {
        @Override
        public void apply(Target target, Sql sql) {
            target.set(value, sql);
        }

        @Override
        public Assignment to(String path) {
            return Assignment.set(path, value);
        }

        @Override
        public String toString() {
            return "set";
        }
    }

    record Unset() implements ChangeNode {
        @Override
        public void apply(Target target, Sql sql) {
            target.unset(sql);
        }

        @Override
        public boolean removes() {
            return true;
        }

        @Override
        public String toString() {
            return "unset";
        }
    }

    record Increment(Number amount) implements ChangeNode {
        public Increment {
            Objects.requireNonNull(amount, "amount");
        }

        @Override
        public void apply(Target target, Sql sql) {
            checkFinite(amount);
            target.increment(amount, sql);
        }

        @Override
        public String toString() {
            return "increment";
        }
    }

    record Multiply(Number factor) implements ChangeNode {
        public Multiply {
            Objects.requireNonNull(factor, "factor");
        }

        @Override
        public void apply(Target target, Sql sql) {
            checkFinite(factor);
            target.multiply(factor, sql);
        }

        @Override
        public String toString() {
            return "multiply";
        }
    }

    record Append(@Nullable Object element) implements ChangeNode {
        @Override
        public void apply(Target target, Sql sql) {
            target.append(element, sql);
        }

        @Override
        public String toString() {
            return "append";
        }
    }

    record Prepend(@Nullable Object element) implements ChangeNode {
        @Override
        public void apply(Target target, Sql sql) {
            target.prepend(element, sql);
        }

        @Override
        public String toString() {
            return "prepend";
        }
    }

    record Remove(@Nullable Object element) implements ChangeNode {
        @Override
        public void apply(Target target, Sql sql) {
            target.remove(element, sql);
        }

        @Override
        public String toString() {
            return "remove";
        }
    }

    record Merge(Map<String, ?> entries) implements ChangeNode {
        public Merge {
            Objects.requireNonNull(entries, "entries");
        }

        @Override
        public void apply(Target target, Sql sql) {
            target.merge(entries, sql);
        }

        @Override
        public String toString() {
            return "merge";
        }
    }

    private static void checkFinite(Number number) {
        boolean approximate = number instanceof Double || number instanceof Float;
        if (approximate && !Double.isFinite(number.doubleValue())) {
            throw new ConversionException("expected a finite number");
        }
    }
}
