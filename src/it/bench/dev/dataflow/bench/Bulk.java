package dev.dataflow.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Fifty thousand rows, or five in the quick form, with JSON; and the table as it was after each round. */
@State(Scope.Benchmark)
public class Bulk {
    private final int size = Settings.fromProperties().size(50_000, 5_000);
    private List<NewCustomer> fresh;
    private List<NewCustomer> mixed;

    @Setup(Level.Iteration)
    public void makeRows() {
        fresh = Stream.generate(NewCustomer::any).limit(size).toList();
        mixed = IntStream.rangeClosed(1, size)
                .mapToObj(i -> i % 2 == 0 ? NewCustomer.inPlaceOf(i) : NewCustomer.any())
                .toList();
    }

    /** Answers rows none of which is stored. */
    List<NewCustomer> fresh() {
        return fresh;
    }

    /** Answers rows every second of which is stored. */
    List<NewCustomer> mixed() {
        return mixed;
    }

    @TearDown(Level.Iteration)
    public void removeRows() throws SQLException {
        CustomerTable.removeAdded(OwnDatabase.dataSource());
    }
}
