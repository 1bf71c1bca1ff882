package dev.dataflow;

import dev.dataflow.internal.sql.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

record Membership(String path, Collection<? extends @Nullable Object> among) implements FilterNode {
    Membership {
        Objects.requireNonNull(path, "path");
        among = Collections.unmodifiableList(new ArrayList<@Nullable Object>(among));
    }

    @Override
    public Filter ignoringCase() {
        return among.stream().noneMatch(CharSequence.class::isInstance)
                ? this
                : Filter.or(among.stream()
                        .map(value -> Filter.eq(path, value).ignoringCase())
                        .toArray(Filter[]::new));
    }

    @Override
    public Extent extent() {
        return among.isEmpty() ? Extent.NO_ROW : Extent.SOME_ROWS;
    }

    @Override
    public void render(Where where) {
        where.on(path, operand -> operand.in(among, where.sql()));
    }

    @Override
    public long values() {
        return FilterLimits.valuesIn(among, 0);
    }

    @Override
    public String toString() {
        return "IN(" + path + ")";
    }
}
