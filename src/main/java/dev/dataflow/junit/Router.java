package dev.dataflow.junit;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Leads a Hibernate, whatever the thread, to the database of the test class that it works for at the moment. Thread-safe. */
final class Router extends ForwardingDataSource {
    private volatile @Nullable Route route;

    /** Leads where a class's route leads from now on; null: nowhere. */
    void follow(@Nullable Route next) {
        route = next;
    }

    @Override
    DataSource target() throws SQLException {
        Route current = route;
        if (current == null) {
            throw new SQLException("No test of these models is running, so there is no database to work on", "08003");
        }
        return current.worker().pool();
    }
}
