package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {

    @TempDir
    static Path cache;

    private static PostgresServer server;

    private Connections connections;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start(Caches.settings(Caches.ofAnEarlierRun(cache)));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        Database database = server.givenDatabase();
        Endpoint endpoint = Endpoint.parse(database.url(), database.username(), database.password())
                .endpoint();
        connections = new Connections(endpoint, database.name());
    }

    @AfterEach
    void close() throws SQLException {
        connections.close();
    }

    @Test
    void ofThoseThatWorkedAtOnceOneIsKept() throws Exception {
        List<Connection> used = threeAtOnce();

        assertThat(used).doesNotHaveDuplicates();
        assertThat(open(used)).hasSize(1);
    }

    @Test
    void theOneThatWasKeptDoesTheNextWork() throws Exception {
        List<Connection> used = threeAtOnce();

        Connection next = connections.run(connection -> connection);

        assertThat(open(used)).containsExactly(next);
    }

    @Test
    void whileOthersWorkThoseThatRestAreKept() throws Exception {
        connections.run(outer -> {
            List<Connection> used = threeAtOnce();

            assertThat(open(used)).hasSize(3);
            assertThat(threeAtOnce()).containsExactlyInAnyOrderElementsOf(used);
            return outer;
        });
    }

    @Test
    void theOneWhoseWorkFailsIsClosedAndNoMoreThanOneOfTheOthersKept() throws Exception {
        Connection[] failed = new Connection[1];
        List<Connection> others = new ArrayList<>();

        assertThatThrownBy(() -> connections.run(connection -> {
                    failed[0] = connection;
                    others.addAll(threeAtOnce());
                    throw new SQLException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(failed[0].isClosed()).isTrue();
        assertThat(open(others)).hasSize(1);
    }

    @Test
    void thoseThatRestAreClosedAtTheEnd() throws Exception {
        Connection kept = connections.run(connection -> connection);

        connections.close();

        assertThat(kept.isClosed()).isTrue();
    }

    private List<Connection> threeAtOnce() throws SQLException {
        return connections.run(one -> connections.run(two -> connections.run(three -> List.of(one, two, three))));
    }

    private static List<Connection> open(List<Connection> used) throws SQLException {
        List<Connection> open = new ArrayList<>();
        for (Connection connection : used) {
            if (!connection.isClosed()) {
                open.add(connection);
            }
        }
        return open;
    }
}
