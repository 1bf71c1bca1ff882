package dev.dataflow.bench.sandbox;

import dev.dataflow.bench.OwnDatabase;
import dev.dataflow.sandbox.Mark;
import dev.dataflow.sandbox.Sandbox;
import dev.dataflow.sandbox.SandboxOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.postgresql.ds.PGSimpleDataSource;

/** A sandbox and a connection of it, and a real connection to the same table of the same database. */
@State(Scope.Benchmark)
public class Sandboxed {
    private static final String INSERT = "insert into sandboxed (name) values (?)";

    Connection real;
    Connection inside;
    Mark mark;
    PreparedStatement realInsert;
    PreparedStatement insideInsert;
    private Sandbox sandbox;

    @Setup(Level.Trial)
    public void open() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(OwnDatabase.url());
        source.setUser(OwnDatabase.username());
        source.setPassword(OwnDatabase.password());
        real = source.getConnection();
        execute(
                real,
                "create table if not exists sandboxed (id bigint generated always as identity, name text)",
                "set synchronous_commit = off");
        sandbox = Sandbox.open(
                source, SandboxOptions.defaults().withResetSequences(true).withExclusive(true));
        inside = sandbox.dataSource().getConnection();
        mark = sandbox.mark("test");
        realInsert = real.prepareStatement(INSERT);
        insideInsert = inside.prepareStatement(INSERT);
    }

    @TearDown(Level.Trial)
    public void close() throws SQLException {
        sandbox.close();
        real.close();
    }

    static int insert(PreparedStatement statement) throws SQLException {
        statement.setString(1, "a name");
        return statement.executeUpdate();
    }

    static void insert(PreparedStatement statement, int rows) throws SQLException {
        for (int i = 0; i < rows; i++) {
            statement.setString(1, "a name");
            statement.addBatch();
        }
        statement.executeBatch();
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
