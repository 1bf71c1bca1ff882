package dev.dataflow.bench;

/** One row by its id, all columns of it. */
public class FindById extends OneRowAnswered {
    @Override
    protected Object operate(Customers on) throws Exception {
        return on.findById(anyId());
    }
}
