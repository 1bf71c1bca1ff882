package dev.dataflow.bench.sandbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
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

/** An insert, alone and in a transaction of its own, in the sandbox and on a real connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class Statements {
    @Param({"real", "sandbox"})
    public String contender;

    private Connection connection;
    private PreparedStatement insert;

    @Setup(Level.Trial)
    public void choose(Sandboxed on) {
        boolean sandbox = contender.equals("sandbox");
        connection = sandbox ? on.inside : on.real;
        insert = sandbox ? on.insideInsert : on.realInsert;
    }

    /** In the sandbox a savepoint of its own; on the real connection a plain statement of an open transaction. */
    @Benchmark
    public int insert_in_auto_commit_mode(Sandboxed on, Open open) throws SQLException {
        return Sandboxed.insert(insert);
    }

    @Benchmark
    public int begin_insert_commit(Sandboxed on) throws SQLException {
        connection.setAutoCommit(false);
        int rows = Sandboxed.insert(insert);
        connection.commit();
        connection.setAutoCommit(true);
        return rows;
    }

    /** The open transaction around plain statements. */
    @State(Scope.Benchmark)
    public static class Open {
        @Setup(Level.Iteration)
        public void begin(Sandboxed on) throws SQLException {
            on.real.setAutoCommit(false);
        }

        @TearDown(Level.Iteration)
        public void end(Sandboxed on) throws SQLException {
            on.real.rollback();
            on.real.setAutoCommit(true);
            on.mark.rollback();
        }
    }
}
