package dev.dataflow.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The first rows by id, each a map with the map of its JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class ReadAsMaps {
    @Param({"JDBC", "DataFlow", "EntityManager", "StatelessSession", "Spring Data JPA", "jOOQ", "Jdbi", "Ebean"})
    public String contender;

    private Customers customers;

    @Setup
    public void open() {
        customers = Customers.of(contender);
    }

    @Benchmark
    public Object _100_rows() throws Exception {
        return customers.readAsMaps(100);
    }

    @Benchmark
    public Object _10_000_rows() throws Exception {
        return customers.readAsMaps(10_000);
    }
}
