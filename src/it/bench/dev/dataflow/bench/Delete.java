package dev.dataflow.bench;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Setup;

/** One row by its id, out of many that are there for that. */
public class Delete extends OneRow {
    private final AtomicLong next = new AtomicLong();
    private long last;

    @Setup
    public void addVictims() throws SQLException {
        int victims = Settings.fromProperties().size(250_000, 40_000);
        last = CustomerTable.add(OwnDatabase.dataSource(), victims);
        next.set(last - victims);
    }

    @Override
    protected Object operate(Customers on) throws Exception {
        long id = next.incrementAndGet();
        if (id > last) {
            throw new IllegalStateException("Nothing is left to delete: prepare more rows");
        }
        return on.delete(id);
    }
}
