package dev.dataflow.bench;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/** One row by its id, out of many that are there for that. */
public class Delete extends OneRowChanged {
    /** More than anybody deletes in one round, with eight threads and in transactions. */
    private static final int OF_ONE_ROUND = Settings.fromProperties().size(40_000, 8_000);

    private static final int VICTIMS = 4 * OF_ONE_ROUND;

    private final AtomicLong next = new AtomicLong();
    private long last;

    @Setup(Level.Iteration)
    public void addVictims() throws SQLException {
        if (last - next.get() < OF_ONE_ROUND) {
            last = CustomerTable.add(OwnDatabase.dataSource(), VICTIMS);
            next.set(last - VICTIMS);
        }
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
