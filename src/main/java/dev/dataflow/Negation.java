package dev.dataflow;

import dev.dataflow.internal.sql.Where;
import java.util.Objects;

record Negation(FilterNode inner) implements FilterNode {
    Negation {
        Objects.requireNonNull(inner, "filter");
    }

    @Override
    public Filter ignoringCase() {
        return new Negation((FilterNode) inner.ignoringCase());
    }

    /** What SQL does not know to be true is not met, so its negation is. */
    @Override
    public void render(Where where) {
        where.sql().text("(");
        inner.render(where);
        where.sql().text(") is not true");
    }

    @Override
    public String toString() {
        return "NOT(" + inner + ")";
    }
}
