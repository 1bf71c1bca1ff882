package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static dev.dataflow.sandbox.Database.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of the table in the design, on one thread. */
class SandboxTransactionsTest {

    private static Database database;
    private Sandbox sandbox;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Database.create("CREATE TABLE item (id int PRIMARY KEY, name text)");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(database.source());
    }

    @AfterEach
    void close() throws SQLException {
        sandbox.close();
        try (Connection real = database.source().getConnection()) {
            assertThat(value(real, "SELECT count(*) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void everyConnectionSeesWhatAnotherCommitted() throws SQLException {
        try (Connection one = connection();
                Connection other = connection()) {
            execute(one, "INSERT INTO item VALUES (1, 'a')");
            assertThat(count(other)).isEqualTo("1");

            other.setAutoCommit(false);
            execute(other, "INSERT INTO item VALUES (2, 'b')");
            other.commit();

            assertThat(count(one)).isEqualTo("2");
        }
    }

    @Test
    void aFailedStatementInAutoCommitModeUndoesOnlyItself() throws SQLException {
        try (Connection connection = connection()) {
            execute(connection, "INSERT INTO item VALUES (1, 'a')");

            assertThatThrownBy(() -> execute(connection, "INSERT INTO item VALUES (1, 'b')"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));

            execute(connection, "INSERT INTO item VALUES (2, 'b')");
            assertThat(count(connection)).isEqualTo("2");
        }
    }

    @Test
    void aRollbackKeepsWhatWasThereBefore() throws SQLException {
        try (Connection connection = connection()) {
            execute(connection, "INSERT INTO item VALUES (1, 'a')");
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO item VALUES (2, 'b')");

            connection.rollback();

            assertThat(count(connection)).isEqualTo("1");
        }
    }

    @Test
    void aFailureAbortsTheTransactionUntilItIsRolledBack() throws SQLException {
        try (Connection connection = connection();
                Connection other = connection()) {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO item VALUES (1, 'a')");
            assertThatThrownBy(() -> execute(connection, "INSERT INTO item VALUES (1, 'b')"))
                    .isInstanceOf(SQLException.class);

            assertThatThrownBy(() -> count(connection))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            assertThat(count(other)).isEqualTo("0");

            connection.rollback();
            assertThat(count(connection)).isEqualTo("0");
        }
    }

    @Test
    void aNestedTransactionEndsOnItsOwn() throws SQLException {
        try (Connection outer = connection();
                Connection inner = connection()) {
            outer.setAutoCommit(false);
            inner.setAutoCommit(false);
            execute(outer, "INSERT INTO item VALUES (1, 'a')");
            execute(inner, "INSERT INTO item VALUES (2, 'b')");
            inner.rollback();
            execute(inner, "INSERT INTO item VALUES (3, 'c')");
            inner.commit();
            outer.commit();

            assertThat(value(inner, "SELECT string_agg(name, '' ORDER BY id) FROM item"))
                    .isEqualTo("ac");
        }
    }

    @Test
    void savepointsOfTheApplicationWorkInATransaction() throws SQLException {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO item VALUES (1, 'a')");
            Savepoint savepoint = connection.setSavepoint("before b");
            execute(connection, "INSERT INTO item VALUES (2, 'b')");
            assertThatThrownBy(() -> execute(connection, "INSERT INTO item VALUES (2, 'b')"))
                    .isInstanceOf(SQLException.class);

            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            execute(connection, "SAVEPOINT x", "INSERT INTO item VALUES (3, 'c')", "ROLLBACK TO SAVEPOINT x");
            connection.commit();

            assertThat(value(connection, "SELECT string_agg(name, '') FROM item"))
                    .isEqualTo("a");
        }
    }

    @Test
    void aMarkBringsBackWhatWasThereWhenItWasSet() throws SQLException {
        try (Connection connection = connection()) {
            execute(connection, "INSERT INTO item VALUES (1, 'a')");
            Mark ofClass = sandbox.mark("class");
            for (int test = 0; test < 3; test++) {
                execute(connection, "INSERT INTO item VALUES (2, 'b')");
                assertThatThrownBy(() -> execute(connection, "nonsense")).isInstanceOf(SQLException.class);
                ofClass.rollback();
                assertThat(count(connection)).isEqualTo("1");
            }
            ofClass.close();
            assertThat(count(connection)).isEqualTo("1");
        }
    }

    @Test
    void generatedKeysBatchesAndPreparedStatementsAreTheDriversOwn() throws SQLException {
        try (Connection connection = connection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO item VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 1; i <= 20; i++) {
                insert.setInt(1, i);
                insert.setString(2, "n" + i);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(20).containsOnly(1);
            for (int i = 21; i <= 30; i++) {
                insert.setInt(1, i);
                insert.setString(2, "n" + i);
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    assertThat(keys.next()).isTrue();
                    assertThat(keys.getInt("id")).isEqualTo(i);
                }
            }
            assertThat(insert.getConnection()).isSameAs(connection);
        }
    }

    private Connection connection() throws SQLException {
        return sandbox.dataSource().getConnection();
    }

    private static String count(Connection connection) throws SQLException {
        return value(connection, "SELECT count(*) FROM item");
    }
}
