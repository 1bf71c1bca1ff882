package dev.dataflow.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this JVM does on the server beside its tests: making, cloning and dropping databases.
 *
 * <p>The names of its databases carry a number, and as long as the JVM lives one of its connections holds an advisory lock on
 * that number. A database whose number nobody holds was left by a JVM that crashed, so anybody may drop it.
 */
final class Session implements AutoCloseable {

    /** The first half of the key of every owner's lock: "dflw" in ASCII. */
    private static final int OWNERS = 0x64666c77;

    private static final long CUT_SECONDS = 5;

    private static final String REMEMBERS_STATEMENTS = """
            select 1 where current_setting('is_superuser')::boolean
              and current_setting('pg_stat_statements.max', true) is not null""";

    private final Endpoint endpoint;
    private final Connection ownership;
    private final Connections connections;
    private final String prefix;
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    private Session(Endpoint endpoint, String home, Connection ownership, String prefix) {
        this.endpoint = endpoint;
        this.ownership = ownership;
        this.connections = new Connections(endpoint, home);
        this.prefix = prefix;
    }

    /**
     * Opens a session through a database that exists.
     *
     * @param ownership a connection to that database; belongs to the session from now on
     */
    static Session open(Endpoint endpoint, String home, Connection ownership) throws SQLException {
        while (true) {
            int owner = ThreadLocalRandom.current().nextInt();
            try (PreparedStatement lock = ownership.prepareStatement("select pg_try_advisory_lock(?, ?)")) {
                lock.setInt(1, OWNERS);
                lock.setInt(2, owner);
                try (ResultSet locked = lock.executeQuery()) {
                    if (locked.next() && locked.getBoolean(1)) {
                        String prefix = "dataflow_" + HexFormat.of().toHexDigits(owner) + "_";
                        return new Session(endpoint, home, ownership, prefix);
                    }
                }
            }
        }
    }

    /** Runs the work on a connection of its own. */
    <T> T run(Connections.Work<T> work) throws SQLException {
        return connections.run(work);
    }

    void execute(String sql) throws SQLException {
        run(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /** Creates a database under a name that marks it as this JVM's. */
    Database create(String options) throws SQLException {
        String name = prefix + count.incrementAndGet();
        execute("create database " + name + " " + options);
        return new Database(endpoint, name, this);
    }

    /** Drops a database, whoever is connected to it; fine when it is gone already. After the end, others will drop it. */
    void drop(String name) {
        if (closed) {
            return;
        }
        try {
            disconnectAll(name);
            execute("drop database if exists " + name + " with (force)");
        } catch (SQLException e) {
            throw new PostgresException("Database " + name + " cannot be dropped: " + e.getMessage(), e);
        }
    }

    void restrain(String name, Duration limit) {
        String set = "alter database " + name + " set ";
        try {
            execute(set + "lock_timeout = " + limit.toMillis() + "; " + set + "idle_in_transaction_session_timeout = "
                    + limit.toMillis());
            run(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return hasRows(statement, REMEMBERS_STATEMENTS)
                            && statement.execute(
                                    set + "compute_query_id = on; " + set + "pg_stat_statements.track = top");
                }
            });
        } catch (SQLException e) {
            throw new PostgresException("Connections to " + name + " cannot be restrained: " + e.getMessage(), e);
        }
    }

    /** Makes sure that nobody is connected to the database, nor will be: the state in which it can be renamed and cloned. */
    void seal(String name) throws SQLException {
        execute("alter database " + name + " with allow_connections false");
        disconnectAll(name);
    }

    /**
     * Cuts all connections to a database and waits until they are gone, in smaller steps than the 100 ms in which the server
     * waits by itself. After a while the server's own patience and its error are better.
     */
    private void disconnectAll(String name) throws SQLException {
        String sql = "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CUT_SECONDS);
        run(connection -> {
            try (Statement statement = connection.createStatement()) {
                while (hasRows(statement, sql) && System.nanoTime() < deadline) {
                    Pause.millis(1);
                }
            }
            return name;
        });
    }

    private static boolean hasRows(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        }
    }

    /** Returns the databases of this user's JVMs that live no more. */
    List<String> leftovers() throws SQLException {
        // Within a statement the list of databases is older than that of locks: a new owner's are never taken.
        return names("""
                select datname from pg_database
                where datname ~ '^dataflow_[0-9a-f]{8}_[0-9]+$' and pg_get_userbyid(datdba) = current_user
                  and substr(datname, 10, 8) not in (
                    select lpad(to_hex(objid::bigint), 8, '0') from pg_locks
                    where locktype = 'advisory' and classid::bigint = %d)
                """.formatted(OWNERS));
    }

    private List<String> names(String sql) throws SQLException {
        return run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                List<String> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            }
        });
    }

    /** Drops the databases of this JVM that are still there, and ends. */
    @Override
    public void close() throws SQLException {
        try {
            for (String name : names("select datname from pg_database where starts_with(datname, '" + prefix + "')")) {
                drop(name);
            }
        } finally {
            closed = true;
            connections.close();
            ownership.close();
        }
    }
}
