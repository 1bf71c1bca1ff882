package dev.dataflow.junit;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Leads the one Hibernate that test classes with the same models share to the database of the class that asks: that of the class running on
 * this thread or, on any other thread, that of the only class that runs at all. Thread-safe.
 */
final class Router implements DataSource {
    @SuppressWarnings("ThreadLocalUsage") // one router for each set of models
    private final ThreadLocal<@Nullable DataSource> bound = new ThreadLocal<>();

    private final List<DataSource> running = new CopyOnWriteArrayList<>();

    /** Lets this thread, and all others as long as no second class runs, work on the given database. */
    void enter(DataSource target) {
        running.add(target);
        bound.set(target);
    }

    /** Lets this thread work on a database that was entered on another. */
    void bind(DataSource target) {
        bound.set(target);
    }

    void leave(DataSource target) {
        running.remove(target);
        bound.remove();
    }

    @Override
    public Connection getConnection() throws SQLException {
        DataSource target = bound.get();
        if (target != null) {
            return target.getConnection();
        }
        List<DataSource> candidates = List.copyOf(running);
        if (candidates.size() == 1) {
            return candidates.get(0).getConnection();
        }
        throw new SQLException(
                candidates.isEmpty()
                        ? "No test of these models is running, so there is no database to work on"
                        : "Thread '" + Thread.currentThread().getName() + "' asks for a connection while "
                                + candidates.size()
                                + " test classes with the same models run: let it use the injected DataSource, which knows its class",
                "08003");
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // Hibernate and the driver log through their own loggers.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // Connections are there already.
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("Not a wrapper for " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
