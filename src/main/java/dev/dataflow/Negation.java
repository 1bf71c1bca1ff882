package dev.dataflow;

import dev.dataflow.internal.sql.Where;

record Negation(FilterNode inner, int depth) implements FilterNode {

    static FilterNode of(FilterNode filter) {
        if (filter instanceof Omitted) {
            return filter;
        }
        return filter instanceof Negation negation
                ? negation.inner()
                : FilterNode.bounded(new Negation(filter, filter.depth() + 1));
    }

    @Override
    public Filter ignoringCase() {
        return new Negation((FilterNode) inner.ignoringCase(), depth);
    }

    /** What SQL does not know to be true is not met, so its negation is. */
    @Override
    public void render(Where where) {
        where.sql().text("(");
        inner.render(where);
        where.sql().text(") is not true");
    }

    @Override
    public Extent extent() {
        return inner.extent().negated();
    }

    @Override
    public long conditions() {
        return inner.conditions();
    }

    @Override
    public long values() {
        return inner.values();
    }

    @Override
    public String toString() {
        return "NOT(" + inner + ")";
    }
}
