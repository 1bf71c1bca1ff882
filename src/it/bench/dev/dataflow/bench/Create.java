package dev.dataflow.bench;

/** One row, with an id from the database. */
public class Create extends OneRowAnswered {
    @Override
    protected Object operate(Customers on) throws Exception {
        return on.create(NewCustomer.any());
    }
}
