package dev.dataflow.bench.peers;

import dev.dataflow.DataFlow;
import dev.dataflow.Model;
import dev.dataflow.bench.Customer;
import dev.dataflow.bench.Customers;
import dev.dataflow.bench.OwnDatabase;

/** DataFlow, with the pool it brings. */
public final class DataFlowCustomers implements Customers {
    private final DataFlow dataFlow = DataFlow.builder()
            .jdbcUrl(OwnDatabase.url())
            .username(OwnDatabase.username())
            .password(OwnDatabase.password())
            .maximumPoolSize(OwnDatabase.CONNECTIONS)
            .models(Customer.class)
            .build();
    private final Model<Customer> customers = dataFlow.model(Customer.class);

    @Override
    public Object findById(long id) {
        return customers.findById(id).data();
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        dataFlow.transaction(transaction -> {
            work.on(this);
        });
    }
}
