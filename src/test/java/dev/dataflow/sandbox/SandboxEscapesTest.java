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
}
