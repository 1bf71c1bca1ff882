package dev.dataflow.junit;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Leads the one Hibernate that test classes with the same models share to the database of the class that asks: that of the class this thread
 * belongs to or, if it belongs to none, that of the only class that runs at all. Thread-safe.
 */
final class Router extends ForwardingDataSource {
    private final List<Route> running = new CopyOnWriteArrayList<>();

    void add(Route route) {
        if (!running.contains(route)) {
            running.add(route);
        }
    }

    void remove(Route route) {
        running.remove(route);
    }

    /** Answers the class that asks; null when that cannot be told. */
    @Nullable
    Route route() {
        Route own = Route.ofThisThread();
        if (own != null && own.isOf(this) && own.isOpen()) {
            return own;
        }
        List<Route> candidates = List.copyOf(running);
        return candidates.size() == 1 ? candidates.get(0) : null;
    }

    @Override
    DataSource target() throws SQLException {
        Route route = route();
        if (route != null) {
            return route.worker().pool();
        }
        int candidates = running.size();
        throw new SQLException(
                candidates == 0
                        ? "No test of these models is running, so there is no database to work on"
                        : "Thread '" + Thread.currentThread().getName() + "' asks for a connection while " + candidates
                                + " test classes with the same models run, and has used nothing that one of them was given."
                                + " Let it work with the injected DataFlow, EntityManagerFactory or DataSource,"
                                + " which know their class on any thread",
                "08003");
    }
}
