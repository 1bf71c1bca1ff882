package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static dev.dataflow.sandbox.Database.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
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

/** An older transaction at work inside a younger one, which could not be undone alone any more. */
@Timeout(60)
class SandboxEntangledTest {

    private static Database database;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "worker of the application"));
    private Sandbox sandbox;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Database.create(
                "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "CREATE TABLE part (id int PRIMARY KEY, item int REFERENCES item DEFERRABLE INITIALLY DEFERRED)");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(database.source(), SandboxOptions.defaults().withWaitLimit(Duration.ofSeconds(4)));
    }

    @AfterEach
    void close() throws Exception {
        executor.shutdownNow();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        sandbox.close();
    }

    @Test
    void whatAYoungerRollbackWouldUndoOfAnOlderTransactionIsNotLostSilently() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);

        assertThatThrownBy(younger::rollback)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("is still open and its work would be undone");
    }

    @Test
    void whatAYoungerFailureWouldUndoOfAnOlderTransactionIsNotLostSilently() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);

        assertThatThrownBy(() -> execute(younger, "INSERT INTO item VALUES (2, 'twin')"))
                .isInstanceOf(SQLException.class);

        assertThat(value(older, "SELECT name FROM item WHERE id = 3")).isEqualTo("older again");
        assertThatThrownBy(younger::rollback).hasMessageContaining("is still open and its work would be undone");
    }

    @Test
    void aRollbackThatWasRefusedSucceedsOnceAnOlderOneHasUndoneEverything() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        assertThatThrownBy(younger::rollback).isInstanceOf(SQLException.class);
        older.rollback();

        younger.rollback();

        assertThat(value(younger, "SELECT count(*) FROM item")).isEqualTo("0");
        younger.close();
        assertThat(sandbox.isIntact()).isTrue();
    }

    @Test
    void twoTransactionsInEachOthersWayAreBothRolledBack() throws Exception {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        younger.setSavepoint();

        Future<?> first = executor.submit(() -> {
            younger.rollback();
            return null;
        });
        TimeUnit.MILLISECONDS.sleep(100);
        older.rollback();

        first.get();
        assertThat(value(older, "SELECT count(*) FROM item")).isEqualTo("0");
        assertThat(value(younger, "SELECT count(*) FROM item")).isEqualTo("0");
        assertThat(sandbox.isIntact()).isTrue();
    }

    @Test
    void aRollbackDoesNotWaitForAYoungerTransactionThatCanOnlyBeRolledBack() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        assertThatThrownBy(() -> execute(younger, "INSERT INTO item VALUES (2, 'twin')"))
                .isInstanceOf(SQLException.class);

        older.rollback();

        younger.rollback();
        assertThat(value(younger, "SELECT count(*) FROM item")).isEqualTo("0");
        assertThat(sandbox.isIntact()).isTrue();
    }

    @Test
    void aRefusedRollbackIsMadeUpForOnceAnOlderOneHasTakenBackWhatStoodInItsWay() throws SQLException {
        Connection older = begunWith("INSERT INTO item VALUES (1, 'older')");
        Connection younger = begunWith("INSERT INTO item VALUES (2, 'younger')");
        Savepoint before = older.setSavepoint();
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
        assertThatThrownBy(younger::rollback).isInstanceOf(SQLException.class);

        older.rollback(before);
        older.commit();

        assertThat(names()).isEqualTo("older");
    }

    @Test
    void aRollbackWaitsForTheCursorOfAReaderThatBeganInsideIt() throws Exception {
        Connection older = connection();
        Connection reader = connection();
        older.setAutoCommit(false);
        reader.setReadOnly(true);
        reader.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        CountDownLatch reading = new CountDownLatch(1);
        Future<Integer> rows = executor.submit(() -> {
            try (Statement statement = reader.createStatement()) {
                statement.setFetchSize(1);
                ResultSet results = statement.executeQuery("SELECT generate_series(1, 5)");
                int count = 0;
                while (results.next()) {
                    count++;
                    reading.countDown();
                    TimeUnit.MILLISECONDS.sleep(50);
                }
                reader.commit();
                return count;
            }
        });
        reading.await();

        older.rollback();

        assertThat(rows.get()).isEqualTo(5);
        assertThat(names()).isNull();
    }

    @Test
    void aSavepointThatIsGoneBackToAfterAMarkHasEndedItsTransactionUndoesNothing() throws Exception {
        Mark mark = sandbox.mark("a test");
        Connection older = connection();
        Connection younger = connection();
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        Savepoint savepoint = executor.submit(() -> {
                    execute(younger, "INSERT INTO item VALUES (2, 'younger')");
                    return younger.setSavepoint();
                })
                .get();
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
        Future<?> back = executor.submit(() -> {
            younger.rollback(savepoint);
            return null;
        });
        TimeUnit.MILLISECONDS.sleep(200);

        assertThatThrownBy(mark::rollback).hasMessageContaining("worker of the application");

        assertThatThrownBy(back::get).hasMessageContaining("ended when everything since \"a test\" was undone");
        assertThat(names()).isNull();
        assertThatCode(mark::rollback).doesNotThrowAnyException();
    }

    @Test
    void aRollbackThatWaitsWhileAMarkEndsItsTransactionSucceeds() throws Exception {
        Mark mark = sandbox.mark("a test");
        Connection older = begunWith("INSERT INTO item VALUES (1, 'older')");
        Connection younger = executor.submit(() -> begunWith("INSERT INTO item VALUES (2, 'younger')"))
                .get();
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
        Future<Void> back = executor.submit(() -> rollBack(younger));
        TimeUnit.MILLISECONDS.sleep(200);

        assertThatThrownBy(mark::rollback).hasMessageContaining("worker of the application");

        assertThatCode(back::get).doesNotThrowAnyException();
        assertThatCode(() -> execute(younger, "INSERT INTO item VALUES (4, 'anew')"))
                .doesNotThrowAnyException();
    }

    @Test
    void aWriteThatWaitsWhileAMarkEndsItsTransactionDoesNotRun() throws Exception {
        sandbox.close();
        // Of which a statement waits a tenth, longer than the mark does.
        sandbox = Sandbox.open(database.source(), SandboxOptions.defaults().withWaitLimit(Duration.ofSeconds(30)));
        Mark mark = sandbox.mark("a test");
        Connection older = connection();
        Connection younger = connection();
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        executor.submit(() -> {
                    execute(older, "INSERT INTO item VALUES (1, 'older')");
                    return null;
                })
                .get();
        execute(younger, "INSERT INTO item VALUES (2, 'younger')");
        Future<?> write = executor.submit(() -> {
            TimeUnit.MILLISECONDS.sleep(300);
            execute(older, "INSERT INTO item VALUES (3, 'older again')");
            return null;
        });

        assertThatThrownBy(mark::rollback).hasMessageContaining("worker of the application");

        assertThatThrownBy(write::get).hasMessageContaining("ended when everything since \"a test\" was undone");
        assertThat(names()).isNull();
    }

    @Test
    void aYoungerRollbackIsRefusedWhenItWouldUndoWhatAnOlderTransactionCommitted() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        older.commit();

        assertThatThrownBy(younger::rollback)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55006"))
                .hasMessageMatching(
                        "(?s).*cannot roll back the transaction .*SandboxEntangledTest.*because the transaction"
                                + " .*SandboxEntangledTest.* has committed .*isolation = DATABASE.*")
                .hasMessageNotContaining("older again");

        assertThat(names()).isEqualTo("older younger older again");
    }

    @Test
    void aYoungerRollbackIsRefusedWhenItWouldUndoWhatAnotherThreadCommittedAndDoesNotWait() throws Exception {
        Connection older = connection();
        older.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        Connection younger = executor.submit(() -> begunWith("INSERT INTO item VALUES (2, 'younger')"))
                .get();
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
        older.commit();

        long begin = System.nanoTime();

        assertThatThrownBy(() -> executor.submit(() -> rollBack(younger)).get())
                .hasRootCauseInstanceOf(SQLException.class)
                .hasMessageContaining("\"main\"")
                .hasMessageContaining("worker of the application")
                .hasMessageContaining("has committed");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(names()).isEqualTo("older younger older again");
    }

    @Test
    void aYoungerFailureKeepsWhatAnOlderTransactionCommitted() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        older.commit();

        assertThatThrownBy(() -> execute(younger, "INSERT INTO item VALUES (2, 'twin')"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));

        assertThatThrownBy(younger::commit).hasMessageContaining("has committed");
        assertThat(names()).isEqualTo("older younger older again");
    }

    @Test
    void aYoungerViolationAtCommitKeepsWhatAnOlderTransactionCommitted() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        execute(younger, "INSERT INTO part VALUES (1, 99)");
        execute(older, "INSERT INTO item VALUES (4, 'older at last')");
        older.commit();

        assertThatThrownBy(younger::commit)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23503"));

        commitOneMore(5);
        assertThat(names()).isEqualTo("older younger older again older at last by the way");
    }

    @Test
    void aYoungerViolationAtCommitKeepsTheWorkOfAnOlderOpenTransaction() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        commitOneMore(4);
        execute(younger, "INSERT INTO part VALUES (1, 99)");

        assertThatThrownBy(younger::commit)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23503"));

        older.commit();
        assertThat(names()).isEqualTo("older younger older again by the way");
    }

    @Test
    void aRefusedRollbackLosesNothingWhenOthersEnd() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        assertThatThrownBy(younger::rollback).isInstanceOf(SQLException.class);
        commitOneMore(4);
        assertThat(names()).isEqualTo("older younger older again by the way");

        older.commit();
        younger.close();
        commitOneMore(5);

        assertThat(names()).isEqualTo("older younger older again by the way by the way");
    }

    @Test
    void anOlderTransactionLosesNothingInAYoungerOneWhoseRollbackWasRefusedBefore() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        Connection youngest = connection();
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        youngest.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        execute(younger, "INSERT INTO item VALUES (2, 'younger')");
        execute(youngest, "INSERT INTO item VALUES (3, 'youngest')");
        assertThatThrownBy(younger::rollback).isInstanceOf(SQLException.class);
        execute(older, "INSERT INTO item VALUES (4, 'older again')");

        youngest.commit();
        older.commit();

        assertThat(names()).isEqualTo("older younger youngest older again");
    }

    @Test
    void aYoungerTransactionGoesBackToASavepointSetAfterWhatAnOlderOneCommitted() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        Savepoint before = younger.setSavepoint("before");
        older.commit();
        Savepoint after = younger.setSavepoint("after");
        execute(younger, "INSERT INTO item VALUES (4, 'undone')");

        younger.rollback(after);
        younger.rollback(before);
        younger.commit();

        assertThat(names()).isEqualTo("older younger older again");
    }

    @Test
    void aYoungerTransactionDoesNotGoBackToASavepointSetBeforeWhatAnOlderOneCommitted() throws SQLException {
        Connection older = begunWith("INSERT INTO item VALUES (1, 'older')");
        Connection younger = begunWith("INSERT INTO item VALUES (2, 'younger')");
        Savepoint before = younger.setSavepoint("before");
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
        older.commit();
        younger.releaseSavepoint(younger.setSavepoint("after"));

        assertThatThrownBy(() -> younger.rollback(before)).hasMessageContaining("has committed");

        assertThat(names()).isEqualTo("older younger older again");
    }

    @Test
    void aYoungerRollbackSucceedsWhenAnOlderTransactionTookItsWorkBackBeforeItCommitted() throws SQLException {
        Connection older = begunWith("INSERT INTO item VALUES (1, 'older')");
        Connection younger = begunWith("INSERT INTO item VALUES (2, 'younger')");
        Savepoint savepoint = older.setSavepoint();
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
        older.setSavepoint();
        older.rollback(savepoint);
        older.commit();

        younger.rollback();

        assertThat(names()).isEqualTo("older");
    }

    @Test
    void anOlderTransactionGoesBackToASavepointAroundAYoungerOneWhoseRollbackWasRefused() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        Savepoint savepoint = older.setSavepoint();
        execute(younger, "INSERT INTO item VALUES (2, 'younger')");
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
        assertThatThrownBy(younger::rollback).isInstanceOf(SQLException.class);

        older.rollback(savepoint);
        younger.rollback();
        older.commit();

        assertThat(names()).isEqualTo("older");
    }

    @Test
    void aRefusedRollbackIsMadeUpForByTheRollbackOfATransactionAroundBoth() throws SQLException {
        Mark mark = sandbox.mark("a test");
        Connection outer = begunWith("INSERT INTO item VALUES (4, 'outer')");
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        older.commit();
        assertThatThrownBy(younger::rollback).isInstanceOf(SQLException.class);

        outer.rollback();
        younger.rollback();

        assertThat(names()).isNull();
        assertThatCode(mark::rollback).doesNotThrowAnyException();
    }

    @Test
    void aYoungerTransactionsCommitEndsTheOlderOnesThatCommittedInsideIt() throws SQLException {
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        older.commit();

        younger.commit();

        assertThat(names()).isEqualTo("older younger older again");
        assertThatCode(sandbox::renew).doesNotThrowAnyException();
    }

    /** Whoever swallowed the refusal, or closed the connection and so never saw one, is told by the end of the test. */
    @Test
    void theEndOfATestNamesARollbackThatWasRefused() throws SQLException {
        Mark mark = sandbox.mark("a test");
        Connection older = connection();
        Connection younger = connection();
        entangle(older, younger);
        older.commit();
        younger.close();

        assertThatThrownBy(mark::rollback)
                .isInstanceOf(SQLException.class)
                .hasMessageMatching(
                        "(?s).*\"a test\".*cannot roll back .*SandboxEntangledTest.* because .*SandboxEntangledTest.*"
                                + " has committed.*")
                .hasMessageNotContaining("older again");

        assertThat(names()).isNull();
        assertThatCode(mark::rollback).doesNotThrowAnyException();
    }

    /** Has an older transaction work inside a younger one. */
    private static void entangle(Connection older, Connection younger) throws SQLException {
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        execute(younger, "INSERT INTO item VALUES (2, 'younger')");
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
    }

    private Connection begunWith(String statement) throws SQLException {
        Connection connection = connection();
        connection.setAutoCommit(false);
        execute(connection, statement);
        return connection;
    }

    private static Void rollBack(Connection connection) throws SQLException {
        connection.rollback();
        return null;
    }

    private void commitOneMore(int id) throws SQLException {
        try (Connection another = begunWith("INSERT INTO item VALUES (" + id + ", 'by the way')")) {
            another.commit();
        }
    }

    private String names() throws SQLException {
        try (Connection connection = connection()) {
            return value(connection, "SELECT string_agg(name, ' ' ORDER BY id) FROM item");
        }
    }

    private Connection connection() throws SQLException {
        return sandbox.dataSource().getConnection();
    }
}
