package dev.dataflow.bench;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What DataFlow's operations cost as the table grows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class Growth {
    @Param("DataFlow")
    public String contender;

    @Param({"10000", "100000", "1000000"})
    public int rows;

    private Customers customers;

    @Setup
    public void fill() throws SQLException {
        CustomerTable.fill(OwnDatabase.dataSource(), rows);
        CustomerTable.createGinIndex(OwnDatabase.dataSource());
        customers = Customers.of(contender);
    }

    @Benchmark
    public Object find_by_id() throws Exception {
        return customers.findById(anyId());
    }

    @Benchmark
    public Object find_one() throws Exception {
        return customers.findOne("customer" + anyId() + "@example.com");
    }

    @Benchmark
    public Object create() throws Exception {
        return customers.create(NewCustomer.any());
    }

    @Benchmark
    public Object read_100_as_maps() throws Exception {
        return customers.readAsMaps(100);
    }

    private long anyId() {
        return 1 + ThreadLocalRandom.current().nextInt(rows);
    }

    @TearDown
    public void restore() throws SQLException {
        CustomerTable.dropGinIndex(OwnDatabase.dataSource());
        CustomerTable.fill(OwnDatabase.dataSource(), CustomerTable.ROWS);
    }
}
