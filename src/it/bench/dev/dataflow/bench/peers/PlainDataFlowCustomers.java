package dev.dataflow.bench.peers;

import dev.dataflow.TransactionOptions;

/** DataFlow where, as with most peers, the first failure ends the transaction, and where a count is enough of an answer. */
public final class PlainDataFlowCustomers extends CountingDataFlowCustomers {
    private static final TransactionOptions OPTIONS =
            TransactionOptions.defaults().withoutSavepoints();

    @Override
    public void inTransaction(Work work) throws Exception {
        dataFlow.transaction(OPTIONS, transaction -> {
            work.on(this);
        });
    }
}
