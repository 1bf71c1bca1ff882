package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static dev.dataflow.sandbox.Database.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Deferred constraints are checked where production checks them, and nowhere else. */
class SandboxConstraintsTest {

    private static Database database;
    private Sandbox sandbox;
    private Connection connection;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Database.create(
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, parent int CONSTRAINT to_parent REFERENCES parent"
                        + " DEFERRABLE INITIALLY DEFERRED)",
                "CREATE TABLE slot (place int CONSTRAINT one_place UNIQUE DEFERRABLE INITIALLY IMMEDIATE)",
                "CREATE TABLE audit (what text)",
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO audit VALUES (''at commit''); RETURN NULL; END'",
                "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON parent DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW EXECUTE FUNCTION note()");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(database.source());
        connection = sandbox.dataSource().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        sandbox.close();
    }

    @Test
    void rowsStillToComeAreNotLostByTheCheckOfAnothersWork() throws SQLException {
        execute(connection, "INSERT INTO parent VALUES (1)");
        Connection younger = sandbox.dataSource().getConnection();
        connection.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(connection, "INSERT INTO child VALUES (1, 1)");
        execute(younger, "INSERT INTO child VALUES (2, 1)");
        PreparedStatement numbers = connection.prepareStatement("SELECT * FROM generate_series(1, 5)");
        numbers.setFetchSize(1);
        ResultSet rows = numbers.executeQuery();
        assertThat(rows.next()).isTrue();

        Connection third = sandbox.dataSource().getConnection();
        execute(third, "INSERT INTO child VALUES (3, 1)");

        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
    }

    @Test
    void modesStayWhenAnotherTransactionBeganAndWasRolledBackInTheMeantime() throws SQLException {
        Connection younger = sandbox.dataSource().getConnection();
        connection.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
        value(younger, "SELECT 1");
        younger.rollback();

        fails("23503", () -> execute(connection, "INSERT INTO child VALUES (1, 1)"));
    }

    @Test
    void modesOfAReleasedSavepointStayWhenTheOneBeforeItIsGoneBackTo() throws SQLException {
        connection.setAutoCommit(false);
        execute(
                connection,
                "SAVEPOINT a",
                "SAVEPOINT b",
                "SET CONSTRAINTS ALL IMMEDIATE",
                "RELEASE b",
                "ROLLBACK TO a");

        fails("23503", () -> execute(connection, "INSERT INTO child VALUES (1, 1)"));
    }

    @Test
    void aCommitThatProductionWouldRejectIsRejected() throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO child VALUES (1, 1)");

        fails("23503", () -> connection.commit());

        connection.setAutoCommit(true);
        assertThat(value(connection, "SELECT count(*) FROM child")).isEqualTo("0");
    }

    @Test
    void aRejectedCommitSaysThatItAlsoUndoesWhatAnotherTransactionCommittedInside() throws SQLException {
        Connection younger = sandbox.dataSource().getConnection();
        connection.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(connection, "INSERT INTO child VALUES (1, 1)");
        execute(younger, "INSERT INTO audit VALUES ('younger')");
        younger.commit();

        String log = logOf(() -> fails("23503", () -> connection.commit()));

        connection.setAutoCommit(true);
        assertThat(value(connection, "SELECT count(*) FROM audit")).isEqualTo("0");
        assertThat(log)
                .contains("also undoes what was committed inside it", "production would keep that")
                .doesNotContain("'younger'");
    }

    private static String logOf(Runnable work) {
        PrintStream terminal = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(terminal);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aCommitThatProductionWouldAcceptIsAccepted() throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO child VALUES (1, 1)", "INSERT INTO parent VALUES (1)");

        connection.commit();

        assertThat(value(connection, "SELECT count(*) FROM child")).isEqualTo("1");
    }

    @Test
    void deferredTriggersDoTheirWorkAtEachCommitAndOnce() throws SQLException {
        connection.setAutoCommit(false);
        for (int i = 1; i <= 3; i++) {
            execute(connection, "INSERT INTO parent VALUES (" + i + ")");
            assertThat(value(connection, "SELECT count(*) FROM audit")).isEqualTo(String.valueOf(i - 1));
            connection.commit();
        }

        assertThat(value(connection, "SELECT count(*) FROM audit")).isEqualTo("3");
    }

    @Test
    void aStatementInAutoCommitModeIsCheckedAtItsEnd() throws SQLException {
        fails("23503", () -> execute(connection, "INSERT INTO child VALUES (1, 1)"));

        execute(connection, "INSERT INTO child VALUES (1, 1); INSERT INTO parent VALUES (1)");
        assertThat(value(connection, "SELECT count(*) FROM child")).isEqualTo("1");
    }

    @Test
    void whatIsInitiallyImmediateStaysSoAfterACommit() throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO slot VALUES (1)");
        connection.commit();

        fails("23505", () -> execute(connection, "INSERT INTO slot VALUES (1)"));
    }

    @Test
    void modesSetInATransactionEndWithIt() throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "SET CONSTRAINTS one_place DEFERRED", "INSERT INTO slot VALUES (1), (2)");
        execute(connection, "INSERT INTO slot VALUES (1)", "DELETE FROM slot");
        connection.commit();

        execute(connection, "INSERT INTO slot VALUES (1)");
        fails("23505", () -> execute(connection, "INSERT INTO slot VALUES (1)"));
    }

    @Test
    void aConstraintThatTheTestCreatesIsCheckedToo() throws SQLException {
        execute(connection, "CREATE TABLE own (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO own VALUES (1), (1)");

        fails("23505", () -> connection.commit());
    }

    @Test
    void theOuterTransactionsOpenViolationsAreNotTheInnersFault() throws SQLException {
        Connection inner = sandbox.dataSource().getConnection();
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO child VALUES (1, 1)");

        inner.setAutoCommit(false);
        execute(inner, "INSERT INTO slot VALUES (7)");
        assertThatCode(inner::commit).doesNotThrowAnyException();

        execute(connection, "INSERT INTO parent VALUES (1)");
        assertThatCode(connection::commit).doesNotThrowAnyException();
    }

    @Test
    void aCheckThatTheInnerAsksForDoesNotFindTheOutersOpenViolations() throws SQLException {
        Connection inner = sandbox.dataSource().getConnection();
        connection.setAutoCommit(false);
        inner.setAutoCommit(false);
        execute(connection, "INSERT INTO child VALUES (1, 1)");

        assertThatCode(() -> execute(inner, "SET CONSTRAINTS ALL IMMEDIATE")).doesNotThrowAnyException();

        execute(connection, "INSERT INTO parent VALUES (1)");
        assertThatCode(connection::commit).doesNotThrowAnyException();
        fails("23503", () -> execute(inner, "INSERT INTO child VALUES (2, 2)"));
    }

    @Test
    void theCommitOfAReadOnlyTransactionDoesNotCheckTheWorkOfOthers() throws Exception {
        Connection reader = sandbox.dataSource().getConnection();
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO parent VALUES (1)", "INSERT INTO child VALUES (1, 1)");
        reader.setReadOnly(true);
        reader.setAutoCommit(false);

        reader.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY parent TO STDOUT", new StringWriter());

        assertThatCode(reader::commit).doesNotThrowAnyException();
        assertThatCode(connection::commit).doesNotThrowAnyException();
    }

    @Test
    void modesThatAnotherTransactionSetDoNotComeBackInTheMiddle() throws SQLException {
        try (Connection other = sandbox.dataSource().getConnection()) {
            execute(connection, "INSERT INTO child VALUES (7, NULL)");
            other.setAutoCommit(false);
            execute(other, "SET CONSTRAINTS ALL IMMEDIATE");

            // The duplicate is found first, unless the missing parents of the rows before it are not deferred.
            fails("23505", () -> execute(connection, "INSERT INTO child VALUES (6, 1), (7, 1)"));
            fails("23503", () -> execute(other, "INSERT INTO child VALUES (6, 1)"));
            other.rollback();
        }
    }

    @Test
    void checkConstraintsReportsWhatIsViolatedAndChangesNothing() throws SQLException {
        Mark mark = sandbox.mark("test");
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO child VALUES (1, 1)");

        fails("23503", sandbox::checkConstraints);
        fails("23503", sandbox::checkConstraints);
        execute(connection, "INSERT INTO parent VALUES (1)");
        assertThatCode(sandbox::checkConstraints).doesNotThrowAnyException();

        connection.commit();
        assertThat(value(connection, "SELECT count(*) FROM child")).isEqualTo("1");
        connection.commit();
        mark.rollback();
        assertThat(value(connection, "SELECT count(*) FROM child")).isEqualTo("0");
    }

    private static void fails(String sqlState, ThrowingCallable code) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
    }
}
