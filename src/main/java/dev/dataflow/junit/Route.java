package dev.dataflow.junit;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The way from what a test class was given to the worker it has at the moment, whatever the thread. Thread-safe. */
final class Route {
    private final String testClass;
    private final Isolation isolation;
    private final DataSource dataSource = new Connections();
    private volatile @Nullable Worker worker;

    Route(String testClass, Isolation isolation) {
        this.testClass = testClass;
        this.isolation = isolation;
    }

    /** Leads to a worker from now on. */
    void lead(Worker taken) {
        worker = taken;
    }

    /**
     * Leads nowhere from now on: threads that are left over do not get at the database of who comes next. Nor do they get at this one once it
     * has been found unused.
     */
    synchronized void end() {
        worker = null;
    }

    boolean isOpen() {
        return worker != null;
    }

    /** Refuses threads that are left over. */
    void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException(refusal());
        }
    }

    @Nullable
    Worker workerOrNull() {
        return worker;
    }

    /** Answers the worker to somebody who is going to use it. */
    synchronized Worker worker() throws SQLException {
        Worker current = worker;
        if (current == null) {
            throw new SQLException(refusal(), "08003");
        }
        current.use();
        return current;
    }

    private String refusal() {
        return "thread '" + Thread.currentThread().getName() + "' asks for a connection of " + testClass
                + ", of which no test is running"
                + (isolation == Isolation.DATABASE
                        ? "; with isolation = DATABASE store in @BeforeEach, for each has its own"
                        : "");
    }

    /** Gives a new connection each time; for tests. Does not change with the worker. */
    DataSource dataSource() {
        return dataSource;
    }

    private final class Connections extends ForwardingDataSource {
        @Override
        DataSource target() throws SQLException {
            return worker().dataSource();
        }
    }
}
