package dev.dataflow.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Many rows in one transaction, half of which are stored and replaced; the address is the key. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
public class UpsertMany {
    @Param({
        "JDBC unnest",
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

    @Benchmark
    public void all(Bulk bulk) throws Exception {
        Customers.of(contender).upsertAll(bulk.mixed());
    }
}
