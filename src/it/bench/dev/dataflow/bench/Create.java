package dev.dataflow.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;

/** One row, with an id from the database. */
public class Create extends OneRowAnswered {
    @Override
    protected Object operate(Customers on) throws Exception {
        return on.create(NewCustomer.any());
    }

    @Benchmark
    @OperationsPerInvocation(IN_ONE_TRANSACTION)
    public void in_a_transaction_that_goes_on(Blackhole answers) throws Exception {
        transactionThatGoesOn(answers);
    }
}
