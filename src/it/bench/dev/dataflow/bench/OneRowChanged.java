package dev.dataflow.bench;

import org.openjdk.jmh.annotations.Param;

/** An operation that may answer the row, or that there was one. */
public abstract class OneRowChanged extends OneRow {
    @Param({
        "JDBC to maps",
        "JDBC",
        "DataFlow",
        "DataFlow, counting",
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
