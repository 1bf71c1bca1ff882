package dev.dataflow;

import dev.dataflow.internal.sql.Where;
import dev.dataflow.internal.sql.Where.Quantifier;
import java.util.Objects;

/** A condition on the elements of a collection. */
record Quantified(String path, Quantifier quantifier, FilterNode inner, int depth) implements FilterNode {
    Quantified {
        Objects.requireNonNull(path, "path");
    }

    static FilterNode of(String path, Quantifier quantifier, Filter inner) {
        FilterNode node = (FilterNode) Objects.requireNonNull(inner, "inner");
        return node instanceof Omitted
                ? node
                : FilterNode.bounded(new Quantified(path, quantifier, node, node.depth() + 1));
    }

    @Override
    public Filter ignoringCase() {
        return new Quantified(path, quantifier, (FilterNode) inner.ignoringCase(), depth);
    }

    @Override
    public void render(Where where) {
        where.elements(path, quantifier, inner::render);
    }

    @Override
    public Extent extent() {
        return switch (quantifier) {
            case SOME -> inner.extent() == Extent.NO_ROW ? Extent.NO_ROW : Extent.SOME_ROWS;
            case NONE -> inner.extent() == Extent.NO_ROW ? Extent.EVERY_ROW : Extent.SOME_ROWS;
            case EVERY -> inner.extent() == Extent.EVERY_ROW ? Extent.EVERY_ROW : Extent.SOME_ROWS;
        };
    }

    @Override
    public long conditions() {
        return 1 + inner.conditions();
    }

    @Override
    public long values() {
        return inner.values();
    }

    @Override
    public String toString() {
        return quantifier + "(" + path + ", " + inner + ")";
    }
}
