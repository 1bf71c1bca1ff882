package dev.dataflow;

import dev.dataflow.internal.sql.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

record Membership(String path, Collection<? extends @Nullable Object> values) implements FilterNode {
    Membership {
        Objects.requireNonNull(path, "path");
        values = Collections.unmodifiableList(new ArrayList<@Nullable Object>(values));
    }

    @Override
    public Extent extent() {
        return values.isEmpty() ? Extent.NO_ROW : Extent.SOME_ROWS;
    }

    @Override
    public void render(Where where) {
        where.on(path, operand -> operand.in(values, where.sql()));
    }

    @Override
    public String toString() {
        return "IN(" + path + ")";
    }
}
