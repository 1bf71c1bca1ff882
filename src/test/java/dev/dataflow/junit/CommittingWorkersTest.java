package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether the next test gets another database depends on whether this one asked for a connection. */
class CommittingWorkersTest {
    private final Route route = new Route("a test class", Isolation.DATABASE);
    private final CommittingWorkers workers = new CommittingWorkers(this::make);
    private final List<Worker> made = new ArrayList<>();
    private boolean ended;

    private synchronized Worker make() throws SQLException {
        Worker worker = Worker.committing(PostgresServer.shared().newDatabase());
        made.add(worker);
        if (ended) {
            worker.close();
        }
        return worker;
    }

    @AfterEach
    synchronized void close() throws SQLException {
        ended = true;
        for (Worker worker : made) {
            worker.close();
        }
    }

    @Test
    void a_database_that_no_test_has_used_is_the_next_tests() throws SQLException {
        Worker first = workers.take();
        route.lead(first);
        route.end();
        workers.giveBack(first);

        assertThat(workers.take()).isSameAs(first);
    }

    @Test
    void a_database_that_a_test_has_used_is_not() throws SQLException {
        Worker first = workers.take();
        route.lead(first);
        try (Connection connection = route.dataSource().getConnection()) {
            assertThat(connection.isValid(10)).isTrue();
        }
        route.end();
        workers.giveBack(first);

        assertThat(workers.take()).isNotSameAs(first);
    }
}
