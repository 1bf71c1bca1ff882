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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going back: data, sequences, schema, settings, and whatever was left open. */
class SandboxMarkTest {

    private static Database database;
    private Sandbox sandbox;
    private Connection connection;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Database.create(
                "CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE)",
                "CREATE SEQUENCE pooled INCREMENT 50",
                "CREATE SEQUENCE cached CACHE 20",
                "CREATE SEQUENCE used",
                "SELECT nextval('used'), nextval('used')",
                "CREATE SEQUENCE \"Odd 'Name\"");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(database.source(), SandboxOptions.defaults().withResetSequences(true));
        connection = sandbox.dataSource().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        sandbox.close();
    }

    @Test
    void marksFormAStack() throws SQLException {
        Mark outer = sandbox.mark("class");
        insert("a");
        Mark nested = sandbox.mark("nested class");
        insert("b");
        Mark test = sandbox.mark("test");
        insert("c");

        test.close();
        assertThat(names()).isEqualTo("ab");
        nested.rollback();
        assertThat(names()).isEqualTo("a");
        outer.rollback();
        assertThat(names()).isNull();
        assertThatThrownBy(nested::rollback).isInstanceOf(SQLException.class).hasMessageContaining("nested class");
        assertThatCode(nested::close).doesNotThrowAnyException();
    }

    @Test
    void renewingGivesBackWhatTheServerKeepsForATransaction() throws SQLException {
        String kept = "select sum(total_bytes) from pg_backend_memory_contexts where name in"
                + " ('TopTransactionContext', 'smgr relation table')";
        Mark mark = sandbox.mark("class");
        insert("a");
        assertThatThrownBy(sandbox::renew).isInstanceOf(SQLException.class).hasMessageContaining("while a mark is set");
        assertThat(names()).isEqualTo("a");
        for (int test = 0; test < 300; test++) {
            execute(connection, "CREATE TABLE made (id int)");
            mark.rollback();
        }
        assertThat(sandbox.undoneSchemaChanges()).isEqualTo(300);
        mark.close();
        long before = Long.parseLong(value(connection, kept));

        sandbox.renew();

        assertThat(Long.parseLong(value(connection, kept))).isLessThan(before / 2);
        try (Mark next = sandbox.mark("next class")) {
            insert("b");
            assertThat(names()).isEqualTo("b");
            assertThat(next.isUntouched()).isFalse();
        }
        assertThat(names()).isNull();
    }

    @Test
    void sequencesStartAgainAtTheSameNumber() throws SQLException {
        Mark mark = sandbox.mark("class");
        String first = draw();
        for (int test = 0; test < 3; test++) {
            mark.rollback();
            assertThat(draw()).isEqualTo(first);
        }
    }

    @Test
    void sequencesComeBackHoweverTheyWereMoved() throws SQLException {
        Mark mark = sandbox.mark("class");
        String first = draw();
        mark.rollback();

        execute(connection, "SELECT setval('pooled', 4711, false)", "ALTER SEQUENCE used RESTART WITH 99");
        execute(connection, "DROP SEQUENCE cached", "CREATE SEQUENCE cached START 7", "SELECT nextval('cached')");
        execute(connection, "TRUNCATE item RESTART IDENTITY");
        insert("x");
        mark.rollback();

        assertThat(draw()).isEqualTo(first);
    }

    @Test
    void sequencesStayWhereTheyAreUnlessAsked() throws SQLException {
        try (Sandbox plain = Sandbox.open(database.source());
                Connection other = plain.dataSource().getConnection()) {
            Mark mark = plain.mark("class");
            String before = value(other, "SELECT nextval('used')");
            mark.rollback();

            assertThat(value(other, "SELECT nextval('used')")).isNotEqualTo(before);
        }
    }

    @Test
    void anAbortedTransactionIsNoHindrance() throws SQLException {
        Mark mark = sandbox.mark("test");
        connection.setAutoCommit(false);
        insert("a");
        assertThatThrownBy(() -> insert("a")).isInstanceOf(SQLException.class);

        mark.rollback();

        connection.rollback();
        assertThat(names()).isNull();
    }

    @Test
    void aTransactionLeftOpenSaysSoWhenItGoesOn() throws SQLException {
        Mark mark = sandbox.mark("test one");
        connection.setAutoCommit(false);
        insert("a");

        mark.rollback();

        assertThatThrownBy(() -> insert("b"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("test one")
                .hasMessageContaining("SandboxMarkTest");
        connection.rollback();
        insert("c");
        connection.commit();
        assertThat(names()).isEqualTo("c");
    }

    @Test
    void connectionsAndTheirPreparedStatementsSurvive() throws SQLException {
        Mark mark = sandbox.mark("class");
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM item")) {
            for (int i = 0; i < 20; i++) {
                if (i == 10) {
                    execute(connection, "ALTER TABLE item ADD COLUMN extra text");
                }
                try (ResultSet rows = select.executeQuery()) {
                    assertThat(rows.getMetaData().getColumnCount()).isEqualTo(i == 10 ? 3 : 2);
                }
                mark.rollback();
            }
        }
    }

    @Test
    void anotherConnectionsPreparedStatementsSurviveDdlAsWell() throws SQLException {
        try (Connection other = sandbox.dataSource().getConnection();
                PreparedStatement select = other.prepareStatement("SELECT * FROM item")) {
            Mark mark = sandbox.mark("class");
            execute(connection, "ALTER TABLE item ADD COLUMN extra text");
            for (int i = 0; i < 10; i++) {
                select.executeQuery().close();
            }
            mark.rollback();

            other.setAutoCommit(false);
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
            }
        }
    }

    @Test
    void settingsComeBack() throws SQLException {
        Mark mark = sandbox.mark("test");
        String before = value(connection, "SHOW work_mem");
        execute(connection, "SET work_mem = '7MB'", "SET search_path = pg_catalog");

        mark.rollback();

        assertThat(value(connection, "SHOW work_mem")).isEqualTo(before);
        assertThat(connection.getSchema()).isEqualTo("public");
    }

    @Test
    void aMarkIsNotSetInsideATransaction() throws SQLException {
        connection.setAutoCommit(false);
        insert("a");

        assertThatThrownBy(() -> sandbox.mark("test"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("SandboxMarkTest");

        connection.rollback();
        assertThatCode(() -> sandbox.mark("test")).doesNotThrowAnyException();
    }

    @Test
    void nothingGrowsFromTestToTest() throws SQLException {
        Mark mark = sandbox.mark("class");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item (name) VALUES (?)")) {
            for (int test = 0; test < 500; test++) {
                for (int i = 0; i < 20; i++) {
                    insert.setString(1, "n" + i);
                    insert.executeUpdate();
                }
                assertThatThrownBy(insert::executeUpdate).isInstanceOf(SQLException.class);
                if (test == 10 || test == 499) {
                    assertThat(Integer.parseInt(
                                    value(connection, "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()")))
                            .isLessThan(30);
                    assertThat(Integer.parseInt(value(connection, "SELECT count(*) FROM pg_prepared_statements")))
                            .isLessThan(60);
                    assertThat(Long.parseLong(
                                    value(connection, "SELECT sum(used_bytes) FROM pg_backend_memory_contexts")))
                            .isLessThan(20_000_000);
                }
                mark.rollback();
            }
        }
    }

    @Test
    void closingTheSandboxLeavesTheDatabaseAsItWas() throws SQLException {
        sandbox.mark("class");
        insert("a");

        sandbox.close();
        sandbox.close();

        assertThat(sandbox.isIntact()).isFalse();
        assertThatThrownBy(() -> sandbox.dataSource().getConnection()).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> insert("b")).isInstanceOf(SQLException.class);
        try (Connection real = database.source().getConnection()) {
            assertThat(value(real, "SELECT count(*) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void aTransactionThatWasEndedBehindTheSandboxsBackIsNoticed() throws SQLException {
        Mark mark = sandbox.mark("test");
        insert("a");
        try (Connection admin = database.source().getConnection()) {
            value(
                    admin,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                            + " AND datname = current_database()");
        }

        assertThatThrownBy(mark::rollback).isInstanceOf(SQLException.class);
        assertThat(sandbox.isIntact()).isFalse();
        assertThatThrownBy(() -> insert("b")).isInstanceOf(SQLException.class);
    }

    private String draw() throws SQLException {
        insert("row " + System.nanoTime());
        return value(
                connection,
                "SELECT concat_ws(' ', (SELECT max(id) FROM item), nextval('pooled'), nextval('pooled'),"
                        + " nextval('cached'), nextval('cached'), nextval('used'), nextval('\"Odd ''Name\"'))");
    }

    private void insert(String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item (name) VALUES (?)")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }

    private String names() throws SQLException {
        return value(connection, "SELECT string_agg(name, '' ORDER BY name) FROM item");
    }
}
