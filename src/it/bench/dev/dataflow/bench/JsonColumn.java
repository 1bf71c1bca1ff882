package dev.dataflow.bench;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is inside of a JSON column of a hundred thousand rows with a GIN index. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class JsonColumn {
    @Param({"JDBC to maps", "JDBC", "DataFlow", "DataFlow, counting", "Hibernate JSON functions", "jOOQ"})
    public String contender;

    private final AtomicLong count = new AtomicLong();
    private JsonCustomers customers;

    @Setup
    public void open() throws SQLException {
        CustomerTable.createGinIndex(OwnDatabase.dataSource());
        customers = JsonCustomers.of(contender);
    }

    @Benchmark
    public Object filter() throws Exception {
        return customers.withRef("r" + ThreadLocalRandom.current().nextInt(CustomerTable.REFS));
    }

    @Benchmark
    public Object partial_update() throws Exception {
        long number = count.incrementAndGet();
        return customers.setLanguage(1 + number % CustomerTable.ROWS, "language" + number % 7);
    }

    @TearDown
    public void dropIndex() throws SQLException {
        CustomerTable.dropGinIndex(OwnDatabase.dataSource());
    }
}
