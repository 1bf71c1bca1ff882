package dev.dataflow.internal.sql;

/** What writes itself into a statement. */
@FunctionalInterface
interface Part {
    void appendTo(Sql sql);
}
