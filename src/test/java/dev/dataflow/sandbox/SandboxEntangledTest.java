package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static dev.dataflow.sandbox.Database.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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
        database = Database.create("CREATE TABLE item (id int PRIMARY KEY, name text)");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(database.source(), SandboxOptions.defaults().withWaitLimit(Duration.ofMillis(800)));
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

    /** Has an older transaction work inside a younger one. */
    private static void entangle(Connection older, Connection younger) throws SQLException {
        older.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(older, "INSERT INTO item VALUES (1, 'older')");
        execute(younger, "INSERT INTO item VALUES (2, 'younger')");
        execute(older, "INSERT INTO item VALUES (3, 'older again')");
    }

    private Connection connection() throws SQLException {
        return sandbox.dataSource().getConnection();
    }
}
