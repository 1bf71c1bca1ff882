package dev.dataflow.bench;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** One column of twenty rows, each with a value of its own, in one call; two threads never the same row at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class UpdateEach {
    private static final int ROWS = 20;

    @Param({
        "JDBC",
        "JDBC unnest",
        "DataFlow",
        "EntityManager",
        "StatelessSession",
        "Spring Data JPA",
        "jOOQ",
        "Jdbi",
        "Ebean"
    })
    public String contender;

    private final AtomicLong count = new AtomicLong();

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void together() throws Exception {
        Customers.of(contender).updateEach(balances());
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    @Threads(8)
    public void together_with_8_threads() throws Exception {
        Customers.of(contender).updateEach(balances());
    }

    private Map<Long, BigDecimal> balances() {
        long first = count.getAndAdd(ROWS);
        Map<Long, BigDecimal> balances = new LinkedHashMap<>();
        for (long number = first; number < first + ROWS; number++) {
            balances.put(1 + number % CustomerTable.ROWS, BigDecimal.valueOf(number, 2));
        }
        return balances;
    }
}
