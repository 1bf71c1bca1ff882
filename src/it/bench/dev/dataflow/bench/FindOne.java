package dev.dataflow.bench;

/** One row by a unique column, all columns of it. */
public class FindOne extends OneRowAnswered {
    @Override
    protected Object operate(Customers on) throws Exception {
        return on.findOne("customer" + anyId() + "@example.com");
    }
}
