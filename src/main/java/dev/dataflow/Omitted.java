package dev.dataflow;

import dev.dataflow.internal.sql.Where;

/** A condition that was left out: what is made of it and others is made of the others alone. */
record Omitted() implements FilterNode {
    static final Omitted CONDITION = new Omitted();

    @Override
    public void render(Where where) {
        where.sql().text("true");
    }

    @Override
    public Extent extent() {
        return Extent.EVERY_ROW;
    }

    @Override
    public long conditions() {
        return 0;
    }

    @Override
    public String toString() {
        return "OMITTED";
    }
}
