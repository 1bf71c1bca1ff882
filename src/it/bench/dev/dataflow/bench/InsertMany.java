package dev.dataflow.bench;

import dev.dataflow.bench.peers.CopyCustomers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Many rows in one transaction. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
public class InsertMany {
    @Param({"JDBC", "DataFlow", "EntityManager", "StatelessSession", "Spring Data JPA", "jOOQ", "Jdbi", "Ebean", "COPY"
    })
    public String contender;

    @Benchmark
    public void all(Bulk bulk) throws Exception {
        if (contender.equals("COPY")) {
            Contenders.of(contender, CopyCustomers.class).insertAll(bulk.fresh());
        } else {
            Customers.of(contender).insertAll(bulk.fresh());
        }
    }
}
