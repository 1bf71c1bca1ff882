package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static dev.dataflow.sandbox.Database.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.jdbc.PgConnection;

/** Threads share the transaction; who stands in the way is named. */
@Timeout(60)
class SandboxThreadsTest {

    private static Database database;
    private final ExecutorService executor =
            Executors.newFixedThreadPool(4, work -> new Thread(work, "worker of the application"));
    private Sandbox sandbox;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Database.create("CREATE TABLE item (id int PRIMARY KEY, name text)");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(
                database.source(),
                SandboxOptions.defaults().withWaitLimit(Duration.ofMillis(800)).withEndWait(Duration.ofMillis(300)));
    }

    @AfterEach
    void close() throws Exception {
        executor.shutdownNow();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        sandbox.close();
    }

    @Test
    void transactionsOfManyThreadsDoNotDisturbEachOther() throws Exception {
        Sandbox patient = Sandbox.open(database.source());
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * 1000;
            all.add(executor.submit(() -> {
                try (Connection connection = patient.dataSource().getConnection()) {
                    connection.setAutoCommit(false);
                    for (int i = 0; i < 100; i++) {
                        execute(connection, "INSERT INTO item VALUES (" + (first + i) + ", 'x')");
                        connection.commit();
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }

        try (patient;
                Connection connection = patient.dataSource().getConnection()) {
            assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("400");
        }
    }

    /** A driver closes a statement in the message of the next one, whether or not that one's turn has come. */
    @Test
    void threadsMayPrepareAndCloseStatementsAtOnce() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * 10_000;
            all.add(executor.submit(() -> {
                try (Connection connection = connection()) {
                    connection.unwrap(PgConnection.class).setPrepareThreshold(1);
                    for (int i = first; i < first + 1_500; i++) {
                        try (PreparedStatement statement = connection.prepareStatement("SELECT " + i)) {
                            assertThat(statement.execute()).isTrue();
                        }
                    }
                }
                return null;
            }));
        }

        for (Future<?> each : all) {
            each.get();
        }
    }

    @Test
    void aTransactionSeesWhatAServersThreadDidForIt() throws Exception {
        try (Connection test = connection()) {
            test.setAutoCommit(false);
            execute(test, "INSERT INTO item VALUES (1, 'by the test')");

            String seen = executor.submit(() -> {
                        try (Connection server = connection()) {
                            server.setAutoCommit(false);
                            String found = value(server, "SELECT name FROM item");
                            execute(server, "INSERT INTO item VALUES (2, 'by the server')");
                            server.commit();
                            return found;
                        }
                    })
                    .get();

            assertThat(seen).isEqualTo("by the test");
            assertThat(value(test, "SELECT count(*) FROM item")).isEqualTo("2");
            test.commit();
        }
    }

    @Test
    void whoWaitsTooLongIsToldForWhom() throws Exception {
        Future<?> slow = whileBusy();

        try (Connection connection = connection()) {
            assertThatThrownBy(() -> execute(connection, "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("worker of the application")
                    .hasMessageContaining("SandboxThreadsTest")
                    .hasMessageContaining(" ms ");
        }
        slow.get();
    }

    @Test
    void aRollbackWaitsForAYoungerTransactionToEnd() throws Exception {
        try (Connection older = connection()) {
            older.setAutoCommit(false);
            execute(older, "INSERT INTO item VALUES (1, 'older')");
            CountDownLatch begun = new CountDownLatch(1);
            Future<?> younger = executor.submit(() -> {
                try (Connection connection = connection()) {
                    connection.setAutoCommit(false);
                    execute(connection, "INSERT INTO item VALUES (2, 'younger')");
                    begun.countDown();
                    Thread.sleep(300);
                    connection.rollback();
                }
                return null;
            });
            begun.await();

            older.rollback();

            younger.get();
            assertThat(value(older, "SELECT count(*) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void aRollbackThatWouldUndoAYoungerTransactionNamesBoth() throws Exception {
        Connection older = connection();
        Connection younger = connection();
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        executor.submit(() -> {
                    execute(younger, "INSERT INTO item VALUES (2, 'younger')");
                    return null;
                })
                .get();

        assertThatThrownBy(older::rollback)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("\"main\"")
                .hasMessageContaining("worker of the application")
                .hasMessageContaining("SandboxThreadsTest");

        younger.commit();
        older.rollback();
        assertThat(value(older, "SELECT count(*) FROM item")).isEqualTo("0");
    }

    @Test
    void aCommitTakesEffectWhenTheYoungerTransactionEnds() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        execute(younger, "INSERT INTO item VALUES (2, 'younger')");

        older.commit();
        younger.rollback();

        assertThat(value(younger, "SELECT string_agg(name, '') FROM item")).isEqualTo("older");
        younger.commit();
        assertThat(sandbox.isIntact()).isTrue();
    }

    @Test
    void aRollbackByTheThreadThatBeganTheYoungerFailsAtOnce() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        execute(younger, "INSERT INTO item VALUES (2, 'younger')");
        long begin = System.nanoTime();

        assertThatThrownBy(older::rollback).hasMessageContaining("is still open");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(500));
        older.close();
        younger.rollback();
        assertThat(value(younger, "SELECT count(*) FROM item")).isEqualTo("0");
    }

    @Test
    void rowsStillToComeAreNotLostByTheRollbackOfAYoungerTransaction() throws Exception {
        Connection older = connection();
        older.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        Connection younger = executor.submit(this::readingConnection).get();
        Statement numbers = older.createStatement();
        numbers.setFetchSize(1);
        ResultSet rows = numbers.executeQuery("SELECT * FROM generate_series(1, 5)");
        assertThat(rows.next()).isTrue();

        Future<?> rollback = executor.submit(() -> {
            younger.rollback();
            return null;
        });
        TimeUnit.MILLISECONDS.sleep(100);

        assertThat(rows.next()).isTrue();
        older.commit();
        rollback.get();
    }

    @Test
    void savepointsDoNotPileUpWhenTransactionsAlwaysOverlap() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            int first = thread * 1000;
            all.add(executor.submit(() -> {
                try (Connection one = connection();
                        Connection other = connection()) {
                    one.setAutoCommit(false);
                    other.setAutoCommit(false);
                    for (int i = 0; i < 200; i += 2) {
                        execute(one, "INSERT INTO item VALUES (" + (first + i) + ", 'x')");
                        other.commit();
                        execute(other, "INSERT INTO item VALUES (" + (first + i + 1) + ", 'x')");
                        one.commit();
                    }
                    other.commit();
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }

        try (Connection connection = connection()) {
            assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("600");
        }
    }

    @Test
    void theEndOfATestWaitsForWorkAndNamesWhatDoesNotEnd() throws Exception {
        Mark mark = sandbox.mark("a test");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<?> leak = executor.submit(() -> {
            try (Connection connection = connection()) {
                connection.setAutoCommit(false);
                execute(connection, "INSERT INTO item VALUES (1, 'leak')");
                begun.countDown();
                end.await();
            }
            return null;
        });
        begun.await();

        assertThatThrownBy(mark::rollback)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("a test")
                .hasMessageContaining("worker of the application")
                .hasMessageContaining("SandboxThreadsTest");

        end.countDown();
        leak.get();
        assertThatCode(mark::rollback).doesNotThrowAnyException();
        try (Connection connection = connection()) {
            assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void theEndOfATestAcceptsWorkThatEndsSoon() throws Exception {
        Mark mark = sandbox.mark("a test");
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> soon = executor.submit(() -> {
            try (Connection connection = connection()) {
                connection.setAutoCommit(false);
                execute(connection, "INSERT INTO item VALUES (1, 'soon')");
                begun.countDown();
                Thread.sleep(100);
                connection.commit();
            }
            return null;
        });
        begun.await();

        assertThatCode(mark::rollback).doesNotThrowAnyException();
        soon.get();
    }

    @Test
    void theEndOfATestCancelsAQueryThatWouldRunForever() throws Exception {
        Mark mark = sandbox.mark("a test");
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> endless = executor.submit(() -> {
            try (Connection connection = connection()) {
                begun.countDown();
                execute(connection, "SELECT pg_sleep(60)");
            }
            return null;
        });
        begun.await();
        Thread.sleep(100);

        assertThatThrownBy(mark::rollback).hasMessageContaining("worker of the application");

        assertThatThrownBy(endless::get).hasMessageContaining("canceling");
        assertThat(sandbox.isIntact()).isTrue();
    }

    @Test
    void cancelStopsAStatementAndNothingElse() throws Exception {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                Connection idle = connection();
                Statement unconcerned = idle.createStatement()) {
            execute(connection, "INSERT INTO item VALUES (1, 'a')");
            Future<?> canceller = executor.submit(() -> {
                Thread.sleep(200);
                unconcerned.cancel();
                Thread.sleep(100);
                statement.cancel();
                return null;
            });

            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            canceller.get();
            assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("1");
        }
    }

    @Test
    void cancelStopsAStatementThatWaitsForItsTurn() throws Exception {
        Future<?> slow = whileBusy();
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Future<?> canceller = executor.submit(() -> {
                Thread.sleep(100);
                statement.cancel();
                return null;
            });

            assertThatThrownBy(() -> statement.execute("SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));

            canceller.get();
            slow.get();
            assertThatThrownBy(() -> statement.execute("SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            connection.rollback();
        }
    }

    @Test
    void aPoolNeedNotWaitToLearnThatAConnectionLives() throws Exception {
        try (Connection connection = connection()) {
            Future<?> slow = whileBusy();

            assertThat(connection.isValid(1)).isTrue();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);

            assertThat(slow.isDone()).isFalse();
            slow.get();
        }
    }

    /** Has another thread use the sandbox for longer than others are ready to wait. */
    private Future<?> whileBusy() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Future<?> slow = executor.submit(() -> {
            try (Connection connection = connection()) {
                running.countDown();
                execute(connection, "SELECT pg_sleep(2)");
            }
            return null;
        });
        running.await();
        Thread.sleep(100);
        return slow;
    }

    @Test
    void abortEndsAConnectionThatIsBusy() throws Exception {
        Connection connection = connection();
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO item VALUES (1, 'a')");
        Future<?> busy = executor.submit(() -> {
            execute(connection, "SELECT pg_sleep(30)");
            return null;
        });
        Thread.sleep(200);

        connection.abort(Runnable::run);

        assertThatThrownBy(busy::get).hasRootCauseInstanceOf(Exception.class);
        try (Connection other = connection()) {
            assertThat(value(other, "SELECT count(*) FROM item")).isEqualTo("0");
        }
        assertThat(sandbox.isIntact()).isTrue();
    }

    /** A connection in a transaction. */
    private Connection readingConnection() throws SQLException {
        Connection connection = connection();
        connection.setAutoCommit(false);
        value(connection, "SELECT count(*) FROM item");
        return connection;
    }

    private Connection connection() throws SQLException {
        return sandbox.dataSource().getConnection();
    }
}
