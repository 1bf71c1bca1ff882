package dev.dataflow.bench;

import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/** An operation on one row: alone, each with a commit of its own, and in transactions of twenty. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public abstract class OneRow {
    protected static final int IN_ONE_TRANSACTION = 20;
    private static final int THREADS = 8;

    protected Customers customers;

    /** Answers the name of the one who does it. */
    protected abstract String contender();

    /** Does the operation and answers what it answers. */
    protected abstract Object operate(Customers on) throws Exception;

    /** Answers the id of any of the customers that are there from the start. */
    protected static long anyId() {
        return 1 + ThreadLocalRandom.current().nextInt(CustomerTable.ROWS);
    }

    @Setup
    public void open() {
        customers = Customers.of(contender());
    }

    @Benchmark
    public Object alone() throws Exception {
        return operate(customers);
    }

    @Benchmark
    @Threads(THREADS)
    public Object alone_with_8_threads() throws Exception {
        return operate(customers);
    }

    @Benchmark
    @OperationsPerInvocation(IN_ONE_TRANSACTION)
    public void in_a_transaction(Blackhole answers) throws Exception {
        transaction(answers);
    }

    @Benchmark
    @OperationsPerInvocation(IN_ONE_TRANSACTION)
    @Threads(THREADS)
    public void in_a_transaction_with_8_threads(Blackhole answers) throws Exception {
        transaction(answers);
    }

    private void transaction(Blackhole answers) throws Exception {
        customers.inTransaction(on -> operations(on, answers));
    }

    private void operations(Customers on, Blackhole answers) throws Exception {
        for (int i = 0; i < IN_ONE_TRANSACTION; i++) {
            answers.consume(operate(on));
        }
    }

    /** What the benchmarks of writes do besides. */
    protected final void transactionThatGoesOn(Blackhole answers) throws Exception {
        customers.inTransactionThatGoesOn(on -> operations(on, answers));
    }
}
