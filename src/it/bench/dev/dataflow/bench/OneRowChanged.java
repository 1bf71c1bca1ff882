package dev.dataflow.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/** An operation that may answer the row, or that there was one. */
public abstract class OneRowChanged extends OneRow {
    @Param({
        "JDBC to maps",
        "JDBC",
        "DataFlow",
        "DataFlow, counting",
        "DataFlow, counting, no savepoints",
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

    @Benchmark
    @OperationsPerInvocation(IN_ONE_TRANSACTION)
    public void in_a_transaction_that_goes_on(Blackhole answers) throws Exception {
        transactionThatGoesOn(answers);
    }
}
