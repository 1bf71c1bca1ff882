package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static dev.dataflow.sandbox.Database.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work beside the sandbox, which nobody undoes, is found. */
class SandboxEscapesTest {

    private static Database database;
    private Sandbox sandbox;
    private Mark mark;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Database.create("CREATE TABLE item (id int PRIMARY KEY, name text)");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(database.source(), SandboxOptions.defaults().withExclusive(true));
        mark = sandbox.mark("test");
    }

    @AfterEach
    void close() throws SQLException {
        sandbox.close();
    }

    @Test
    void aConnectionBesideTheSandboxIsNamedWithItsStatementButWithoutValues() throws SQLException {
        try (Connection beside = database.source().getConnection()) {
            execute(beside, "DELETE FROM item WHERE name = 'secret' /* really */ AND id = 4711");

            assertThatThrownBy(mark::rollback)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("a connection was opened to the same database")
                    .hasMessageContaining("DELETE FROM item WHERE name = ? AND id = ?")
                    .hasMessageNotContainingAny("secret", "4711", "really");
        }
        assertThat(sandbox.isIntact()).isFalse();
    }

    @Test
    void aConnectionThatWasClosedInTheMeantimeIsFoundAsWell() throws SQLException {
        for (int i = 0; i < 2; i++) {
            try (Connection beside = database.source().getConnection()) {
                execute(beside, "SELECT 1");
            }
        }

        assertThatThrownBy(mark::rollback).hasMessageContaining("2 connections were opened to the same database");
        assertThat(sandbox.isIntact()).isFalse();
    }

    @Test
    void connectionsOfTheSandboxAndToOtherDatabasesAreNoEscape() throws SQLException {
        for (int test = 0; test < 3; test++) {
            try (Connection inside = sandbox.dataSource().getConnection();
                    Connection elsewhere = Database.create().source().getConnection()) {
                execute(inside, "INSERT INTO item VALUES (1, 'a')");
                assertThat(value(elsewhere, "SELECT 1")).isEqualTo("1");
            }
            assertThatCode(mark::rollback).doesNotThrowAnyException();
        }
        assertThat(sandbox.isIntact()).isTrue();
    }

    @Test
    void onADatabaseOfMoreThanOneUserNothingIsReported() throws SQLException {
        try (Sandbox shared = Sandbox.open(database.source());
                Mark before = shared.mark("test");
                Connection beside = database.source().getConnection()) {
            execute(beside, "SELECT 1");

            before.rollback();
            assertThat(shared.isIntact()).isTrue();
        }
    }

    @Test
    void whatWasRefusedAndSwallowedIsNamedOnceMoreWithItsLine() throws SQLException {
        try (Connection inside = sandbox.dataSource().getConnection()) {
            execute(inside, "INSERT INTO item VALUES (1, 'a')");
            swallow(inside, "INSERT INTO item VALUES (2, 'b'); COMMIT");
            swallow(inside, "PREPARE TRANSACTION 'secret'");
            swallow(inside, "DO 'BEGIN COMMIT; END'");
            swallow(inside, "ROLLBACK");
        }

        assertThatThrownBy(mark::rollback)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("2D000"))
                .hasMessageContaining("\"COMMIT\" of thread")
                .hasMessageContaining("\"PREPARE TRANSACTION ?\"")
                .hasMessageContaining("\"DO ?\"")
                .hasMessageContaining("and 1 more")
                .hasMessageContaining("SandboxEscapesTest.java:")
                .hasMessageNotContaining("secret");
        assertThat(sandbox.isIntact()).isTrue();
        try (Connection inside = sandbox.dataSource().getConnection()) {
            assertThat(value(inside, "SELECT count(*) FROM item")).isEqualTo("0");
        }
        assertThatCode(mark::rollback).doesNotThrowAnyException();
    }

    @Test
    void aLostConnectionNamesTheLastStatement() throws SQLException {
        try (Connection inside = sandbox.dataSource().getConnection()) {
            execute(inside, "INSERT INTO item VALUES (1, 'a')");
            swallow(inside, "SELECT pg_terminate_backend(pg_backend_pid()), 'secret'");
        }

        assertThatThrownBy(mark::rollback)
                .hasMessageContaining("its connection was lost")
                .hasMessageContaining("the last statement was \"SELECT pg_terminate_backend(pg_backend_pid()), ?\"")
                .hasMessageContaining("of thread \"" + Thread.currentThread().getName() + '"');
        assertThat(sandbox.isIntact()).isFalse();
    }

    private static void swallow(Connection connection, String sql) {
        assertThatThrownBy(() -> execute(connection, sql)).isInstanceOf(SQLException.class);
    }
}
