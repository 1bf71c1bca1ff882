package dev.dataflow.bench;

import org.openjdk.jmh.annotations.Param;

/** An operation that has to answer a row. */
public abstract class OneRowAnswered extends OneRow {
    @Param({
        "JDBC to maps",
        "JDBC",
        "DataFlow",
        "DataFlow, no savepoints",
        "EntityManager",
        "StatelessSession",
        "Spring Data JPA",
        "jOOQ",
        "Jdbi",
        "Ebean"
    })
    public String contender;

    @Override
    protected final String contender() {
        return contender;
    }
}
