package dev.dataflow.bench;

import dev.dataflow.CreateOptions;
import dev.dataflow.bench.peers.CopyCustomers;
import dev.dataflow.bench.peers.DataFlowCustomers;
import dev.dataflow.bench.peers.JdbcMaps;
import java.util.List;
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
    @Param({
        "JDBC unnest",
        "JDBC unnest, rows",
        "JDBC",
        "DataFlow",
        "DataFlow, ids",
        "DataFlow, counting",
        "EntityManager",
        "StatelessSession",
        "Spring Data JPA",
        "jOOQ",
        "Jdbi",
        "Ebean",
        "COPY"
    })
    public String contender;

    @Benchmark
    public void all(Bulk bulk) throws Exception {
        insert(contender, bulk.fresh());
    }

    /** Has a contender store rows, and answer what its name says of them. */
    static void insert(String contender, List<NewCustomer> rows) throws Exception {
        switch (contender) {
            case "COPY" -> Contenders.of(contender, CopyCustomers.class).insertAll(rows);
            case "JDBC unnest, rows" -> Contenders.of(contender, JdbcMaps.class).insertAllAnsweringRows(rows);
            case "DataFlow, ids" -> dataFlow(contender).insertAll(rows, CreateOptions.answeringIds());
            case "DataFlow, counting" -> dataFlow(contender).insertAll(rows, CreateOptions.counting());
            default -> Customers.of(contender).insertAll(rows);
        }
    }

    private static DataFlowCustomers dataFlow(String contender) {
        return Contenders.of(contender, DataFlowCustomers.class);
    }
}
