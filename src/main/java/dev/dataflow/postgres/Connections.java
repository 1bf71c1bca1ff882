package dev.dataflow.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one database, in auto-commit mode, each of which does one work at a time. As many are open as work at once; when all
 * rest, one is kept. Thread-safe.
 */
final class Connections implements AutoCloseable {

    private static final int KEPT = 1;

    private final Endpoint endpoint;
    private final String database;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int working;

    Connections(Endpoint endpoint, String database) {
        this.endpoint = endpoint;
        this.database = database;
    }

    /** Something to do on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Runs the work on a connection that no other work uses; one whose work fails is closed. */
    <T> T run(Work<T> work) throws SQLException {
        Connection rested = begin();
        try {
            Connection connection = rested == null ? endpoint.connect(database) : rested;
            T result = closedOnFailure(connection, work);
            rest(connection);
            return result;
        } finally {
            end();
        }
    }

    private static <T> T closedOnFailure(Connection connection, Work<T> work) throws SQLException {
        try {
            return work.on(connection);
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    private synchronized @Nullable Connection begin() {
        working++;
        return idle.poll();
    }

    private synchronized void rest(Connection connection) {
        idle.push(connection);
    }

    /** Closes nothing while others work: what rests now may be needed for the next step of theirs. */
    private synchronized void end() throws SQLException {
        working--;
        if (working == 0) {
            closeAllBut(KEPT);
        }
    }

    private void closeAllBut(int kept) throws SQLException {
        while (idle.size() > kept) {
            idle.removeLast().close();
        }
    }

    /** Closes those that rest. */
    @Override
    public synchronized void close() throws SQLException {
        closeAllBut(0);
    }
}
