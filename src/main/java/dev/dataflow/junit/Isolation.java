package dev.dataflow.junit;

/** How the tests of a class are kept apart. */
public enum Isolation {
    /** All tests share one transaction, and what each does is undone by going back to a savepoint: microseconds. The default. */
    SAVEPOINT,
    /**
     * Each test has a database of its own, cloned from the template: real commits on several real connections, real serialization failures,
     * {@code LISTEN} and {@code NOTIFY}, {@code VACUUM}; tens of milliseconds. A test that asks for no connection leaves its database to the next.
     */
    DATABASE,
    /**
     * Nothing is undone: commits are real and the data stays for a look with {@code psql}. {@code DATAFLOW_TDD_MODE=false} makes every
     * {@link #SAVEPOINT} test one of these.
     */
    NONE
}
