package dev.dataflow.bench;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Twenty new rows in one call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class CreateEach {
    private static final int ROWS = 20;

    @Param({
        "JDBC unnest, rows",
        "JDBC unnest",
        "JDBC",
        "DataFlow",
        "DataFlow, ids",
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
    @OperationsPerInvocation(ROWS)
    public void together() throws Exception {
        InsertMany.insert(
                contender, Stream.generate(NewCustomer::any).limit(ROWS).toList());
    }

    @TearDown(Level.Iteration)
    public void removeRows() throws SQLException {
        CustomerTable.removeAdded(OwnDatabase.dataSource());
    }
}
