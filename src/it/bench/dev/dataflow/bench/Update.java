package dev.dataflow.bench;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicLong;

/** One column of one row, by its id; two threads never the same row at once, which would wait or deadlock in transactions. */
public class Update extends OneRowChanged {
    private final AtomicLong count = new AtomicLong();

    @Override
    protected Object operate(Customers on) throws Exception {
        long number = count.incrementAndGet();
        return on.update(1 + number % CustomerTable.ROWS, BigDecimal.valueOf(number, 2));
    }
}
