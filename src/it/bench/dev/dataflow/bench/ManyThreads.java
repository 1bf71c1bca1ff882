package dev.dataflow.bench;

import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** What one of DataFlow's operations takes a thread as threads come to share processor and pool. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class ManyThreads {
    @Param("DataFlow")
    public String contender;

    private Customers customers;

    @Setup
    public void open() {
        customers = Customers.of(contender);
    }

    @Benchmark
    @Threads(1)
    public Object find_by_id_with_1_thread() throws Exception {
        return customers.findById(1 + ThreadLocalRandom.current().nextInt(CustomerTable.ROWS));
    }

    @Benchmark
    @Threads(2)
    public Object find_by_id_with_2_threads() throws Exception {
        return customers.findById(1 + ThreadLocalRandom.current().nextInt(CustomerTable.ROWS));
    }

    @Benchmark
    @Threads(4)
    public Object find_by_id_with_4_threads() throws Exception {
        return customers.findById(1 + ThreadLocalRandom.current().nextInt(CustomerTable.ROWS));
    }

    @Benchmark
    @Threads(8)
    public Object find_by_id_with_8_threads() throws Exception {
        return customers.findById(1 + ThreadLocalRandom.current().nextInt(CustomerTable.ROWS));
    }

    @Benchmark
    @Threads(16)
    public Object find_by_id_with_16_threads() throws Exception {
        return customers.findById(1 + ThreadLocalRandom.current().nextInt(CustomerTable.ROWS));
    }
}
