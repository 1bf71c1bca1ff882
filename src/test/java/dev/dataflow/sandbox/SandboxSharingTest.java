package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static dev.dataflow.sandbox.Database.value;
import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever thread works, in whatever nesting, it works in the one transaction. */
@Timeout(60)
class SandboxSharingTest {

    private static Database database;
    private Sandbox sandbox;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Database.create("CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, what text)");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(database.source());
    }

    @AfterEach
    void close() throws SQLException {
        sandbox.close();
    }

    /** The example of the javadoc. */
    @Test
    void needsNeitherJUnitNorHibernate() throws SQLException {
        DataSource postgres = database.source();

        try (Sandbox own = Sandbox.open(postgres)) {
            DataSource dataSource = own.dataSource();
            Mark beforeEach = own.mark("before each test");
            order(dataSource, "tea");
            try (Connection connection = dataSource.getConnection();
                    ResultSet rows = connection.createStatement().executeQuery("select * from orders")) {
                assertThat(rows.next()).isTrue();
            }
            beforeEach.rollback();
            assertThat(count(dataSource)).isEqualTo("0");
        }
    }

    @Test
    void aServersThreadSeesTheTestsOpenTransactionAndTheTestItsCommit() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/order", exchange -> {
            byte[] answer;
            try {
                String before = count(sandbox.dataSource());
                order(sandbox.dataSource(), "by the server");
                answer = before.getBytes();
            } catch (SQLException e) {
                answer = e.toString().getBytes();
            }
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try (Connection test = sandbox.dataSource().getConnection()) {
            test.setAutoCommit(false);
            execute(test, "INSERT INTO orders (what) VALUES ('by the test')");

            String seen = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:"
                                            + server.getAddress().getPort() + "/order"))
                                    .build(),
                            ofString())
                    .body();

            assertThat(seen).isEqualTo("1");
            assertThat(value(test, "SELECT count(*) FROM orders")).isEqualTo("2");
            test.commit();
            assertThat(count(sandbox.dataSource())).isEqualTo("2");
        } finally {
            server.stop(0);
        }
    }

    /** On Java 21 and newer; this is compiled for 17. */
    @Test
    void virtualThreadsShareTheTransaction() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21);
        ExecutorService executor = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(executor.submit(() -> {
                    order(sandbox.dataSource(), "by a virtual thread");
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }

            assertThat(count(sandbox.dataSource())).isEqualTo("20");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void transactionsNestToAnyDepthAndEachEndsOnItsOwn() throws SQLException {
        nest(30);

        // The outermost is rolled back, and with it everything inside; within one that commits, the next that is.
        assertThat(count(sandbox.dataSource())).isEqualTo("0");
        try (Connection outermost = sandbox.dataSource().getConnection()) {
            outermost.setAutoCommit(false);
            execute(outermost, "INSERT INTO orders (what) VALUES ('kept')");
            nest(30);
            outermost.commit();
        }
        assertThat(count(sandbox.dataSource())).isEqualTo("1");
    }

    private void nest(int depth) throws SQLException {
        try (Connection connection = sandbox.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO orders (what) VALUES ('level " + depth + "')");
            if (depth > 1) {
                nest(depth - 1);
            }
            if (depth % 3 == 0) {
                connection.rollback();
            } else {
                connection.commit();
            }
        }
    }

    private static void order(DataSource source, String what) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO orders (what) VALUES ('" + what + "')");
            connection.commit();
        }
    }

    private static String count(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return value(connection, "SELECT count(*) FROM orders");
        }
    }
}
