package dev.dataflow.junit;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The way from what a test class was given to the worker it has at the moment, whatever the thread. A thread that uses something a class was
 * given belongs to that class until it uses another's: so what Hibernate does for it without asking again comes out right as well.
 * Thread-safe.
 */
final class Route {
    private static final ThreadLocal<@Nullable Route> OF_THIS_THREAD = new ThreadLocal<>();

    private final Router router;
    private final String testClass;
    private final DataSource dataSource = new Connections();
    private volatile @Nullable Worker worker;

    Route(Router router, String testClass) {
        this.router = router;
        this.testClass = testClass;
    }

    static @Nullable Route ofThisThread() {
        return OF_THIS_THREAD.get();
    }

    /** Leads to a worker from now on. */
    void lead(Worker taken) {
        worker = taken;
        resume();
    }

    /** Leads nowhere from now on: threads that are left over do not get at the database of who comes next. */
    void end() {
        rest();
        worker = null;
        if (OF_THIS_THREAD.get() == this) {
            OF_THIS_THREAD.remove();
        }
    }

    /** Is no answer any more for threads of which nobody knows whose they are. */
    void rest() {
        router.remove(this);
    }

    void resume() {
        if (worker != null) {
            router.add(this);
        }
        bind();
    }

    void bind() {
        if (OF_THIS_THREAD.get() != this) {
            OF_THIS_THREAD.set(this);
        }
    }

    boolean isOf(Router other) {
        return router == other;
    }

    boolean isOpen() {
        return worker != null;
    }

    @Nullable
    Worker workerOrNull() {
        return worker;
    }

    Worker worker() throws SQLException {
        Worker current = worker;
        if (current == null) {
            throw new SQLException(
                    "Thread '" + Thread.currentThread().getName() + "' asks for a connection of " + testClass
                            + ", of which no test is running",
                    "08003");
        }
        return current;
    }

    /** Gives a new connection each time; for tests. Does not change with the worker. */
    DataSource dataSource() {
        return dataSource;
    }

    private final class Connections extends ForwardingDataSource {
        @Override
        DataSource target() throws SQLException {
            Worker current = worker();
            bind();
            return current.dataSource();
        }
    }
}
