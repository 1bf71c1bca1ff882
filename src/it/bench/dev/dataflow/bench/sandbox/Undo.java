package dev.dataflow.bench.sandbox;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Undoing a test that wrote, its sequence included, beside the shortest statement on the same connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class Undo {
    @Param({"select 1", "sandbox"})
    public String contender;

    private PreparedStatement shortest;

    @Setup(Level.Trial)
    public void prepare(Sandboxed on) throws SQLException {
        shortest = on.inside.prepareStatement("select 1");
    }

    /** What a test does before it is undone; outside of the measured time. */
    @State(Scope.Benchmark)
    public static class Rows {
        @Param({"1", "100"})
        public int written;

        @Setup(Level.Invocation)
        public void write(Sandboxed on) throws SQLException {
            Sandboxed.insert(on.insideInsert, written);
        }

        @TearDown(Level.Invocation)
        public void undo(Sandboxed on) throws SQLException {
            on.mark.rollback();
        }
    }

    @Benchmark
    public Object a_test_that_wrote(Sandboxed on, Rows rows) throws SQLException {
        if (contender.equals("sandbox")) {
            on.mark.rollback();
            return rows;
        }
        try (ResultSet row = shortest.executeQuery()) {
            return row.next();
        }
    }
}
