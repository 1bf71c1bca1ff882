package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static dev.dataflow.sandbox.Database.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/** What the driver promises holds in a sandbox. */
@Timeout(60)
class SandboxDriverTest {

    private static Database database;
    private Sandbox sandbox;
    private Connection connection;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Database.create(
                "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n'",
                "CREATE PROCEDURE committing() LANGUAGE plpgsql AS 'BEGIN COMMIT; END'");
    }

    @BeforeEach
    void open() throws SQLException {
        sandbox = Sandbox.open(database.source());
        connection = sandbox.dataSource().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        sandbox.close();
        try (Connection real = database.source().getConnection()) {
            assertThat(value(real, "SELECT count(*) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void everythingBelongsToTheLogicalConnection() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(rows.getStatement()).isSameAs(statement);
            assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
            assertThat(connection.unwrap(PGConnection.class)).isSameAs(connection);
            assertThat(connection.isWrapperFor(PgConnection.class)).isTrue();
            assertThat(connection.getMetaData().getURL()).contains("jdbc:postgresql:");
        }
    }

    @Test
    void aClosedConnectionRefusesEverythingAndUndoesWhatWasOpen() throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO item VALUES (1, 'a')");
        Statement statement = connection.createStatement();

        connection.close();
        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        try (Connection other = sandbox.dataSource().getConnection()) {
            assertThat(value(other, "SELECT count(*) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void endingATransactionInSqlTextIsRefused() throws SQLException {
        for (String sql : new String[] {
            "COMMIT",
            "rollback",
            "END",
            "ABORT",
            "/* x */ begin",
            "START TRANSACTION",
            "PREPARE TRANSACTION 'x'",
            "COMMIT PREPARED 'x'",
            "COMMIT AND CHAIN"
        }) {
            assertThatThrownBy(() -> execute(connection, sql))
                    .as(sql)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("refused in a sandbox")
                    .hasMessageContaining("isolation = DATABASE");
        }
        assertThatThrownBy(() -> execute(connection, "INSERT INTO item VALUES (1, 'a'); COMMIT"))
                .hasMessageContaining("COMMIT together with other statements is refused");
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO item VALUES (2, 'b')");
        assertThatThrownBy(() -> execute(connection, "COMMIT")).hasMessageContaining("refused");
        connection.rollback();
        connection.setAutoCommit(true);
        assertThatThrownBy(() -> execute(connection, "CALL committing()")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> execute(connection, "DO 'BEGIN ROLLBACK; END'"))
                .isInstanceOf(SQLException.class);
        assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("0");
        assertThat(sandbox.isIntact()).isTrue();
    }

    @Test
    void whatCannotRunInATransactionSaysWhereItCan() {
        for (String sql :
                new String[] {"VACUUM item", "CREATE INDEX CONCURRENTLY i ON item (name)", "CREATE DATABASE x"}) {
            assertThatThrownBy(() -> execute(connection, sql))
                    .as(sql)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25001"))
                    .hasMessageContaining("isolation = DATABASE");
        }
    }

    @Test
    void savepointsNeedATransaction() {
        for (String sql : new String[] {"SAVEPOINT a", "RELEASE a", "ROLLBACK TO a"}) {
            fails("25P01", () -> execute(connection, sql));
        }
        assertThatThrownBy(connection::setSavepoint).isInstanceOf(SQLException.class);
    }

    @Test
    void savepointsOfDifferentConnectionsMayHaveTheSameName() throws SQLException {
        try (Connection inner = sandbox.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            inner.setAutoCommit(false);
            execute(connection, "SAVEPOINT same", "INSERT INTO item VALUES (1, 'a')");
            execute(inner, "INSERT INTO item VALUES (2, 'b')");
            fails("3B001", () -> execute(inner, "ROLLBACK TO same"));
            inner.rollback();
            Savepoint same = inner.setSavepoint("same");
            execute(inner, "INSERT INTO item VALUES (3, 'c')");
            inner.rollback(same);
            inner.commit();
            execute(connection, "ROLLBACK TO same");
            connection.commit();

            assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void readOnlyIsEnforcedAndStandsInNobodysWay() throws SQLException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("0");
        try (Connection other = sandbox.dataSource().getConnection()) {
            execute(other, "INSERT INTO item VALUES (1, 'a')");
            other.setAutoCommit(false);
            execute(other, "INSERT INTO item VALUES (2, 'b')");
            assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("2");
            other.rollback();
        }
        fails("25001", () -> connection.setReadOnly(false));
        fails("25006", () -> execute(connection, "INSERT INTO item VALUES (3, 'c')"));
        fails("25P02", () -> execute(connection, "SELECT 1"));
        connection.rollback();

        connection.setReadOnly(false);
        execute(connection, "INSERT INTO item VALUES (4, 'd')");
        connection.commit();
        assertThat(value(connection, "SELECT string_agg(name, '') FROM item")).isEqualTo("ad");
    }

    @Test
    void readOnlyTransactionsWithSavepointsStandInNobodysWayEither() throws SQLException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        execute(connection, "SAVEPOINT first");
        fails("25006", () -> execute(connection, "INSERT INTO item VALUES (1, 'a')"));
        try (Connection other = sandbox.dataSource().getConnection()) {
            execute(other, "INSERT INTO item VALUES (2, 'b')");
        }

        execute(connection, "ROLLBACK TO first");

        assertThat(value(connection, "SELECT name FROM item")).isEqualTo("b");
        execute(connection, "RELEASE first");
        fails("25006", () -> execute(connection, "INSERT INTO item VALUES (3, 'c')"));
        connection.rollback();
        connection.setAutoCommit(true);
        assertThat(value(connection, "SELECT name FROM item")).isEqualTo("b");
    }

    @Test
    void aSettingForTheTransactionEndsWithAStatementInAutoCommitMode() throws SQLException {
        execute(connection, "SET app.tenant = 'none'");
        assertThat(value(connection, "SELECT set_config('app.tenant', 'one', true)"))
                .isEqualTo("one");

        assertThat(value(connection, "SHOW app.tenant")).isEqualTo("none");
    }

    @Test
    void aSettingThatComesBackIsNotTakenForAnAnswer() throws SQLException {
        execute(connection, "SET app.tenant = 'none'", "SELECT set_config('app.tenant', 'one', true)");

        execute(connection, "CREATE TABLE late (id int UNIQUE DEFERRABLE)", "INSERT INTO late VALUES (1)");

        assertThat(value(connection, "SELECT count(*) FROM late")).isEqualTo("1");
        execute(connection, "SELECT set_config('app.tenant', 'one', true)", "SET LOCAL work_mem = '5MB'");
        connection.setAutoCommit(false);
        execute(connection, "SET LOCAL work_mem = '5MB'");
        connection.rollback();
    }

    @Test
    void statementsPreparedInSqlEndWithTheirConnection() throws SQLException {
        execute(connection, "PREPARE answer AS SELECT 42");
        assertThat(value(connection, "EXECUTE answer")).isEqualTo("42");
        execute(connection, "DEALLOCATE ALL");
        fails("26000", () -> execute(connection, "EXECUTE answer"));

        execute(connection, "PREPARE answer AS SELECT 43");
        connection.close();

        try (Connection other = sandbox.dataSource().getConnection()) {
            fails("26000", () -> execute(other, "EXECUTE answer"));
        }
    }

    @Test
    void anIsolationLevelThatCannotBeHonouredIsReported() throws SQLException {
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);

        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);

        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat((Throwable) connection.getWarnings())
                .hasMessageContaining("serializable")
                .hasMessageContaining("isolation = DATABASE");
        connection.clearWarnings();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        assertThat((Throwable) connection.getWarnings()).isNull();
    }

    @Test
    void aSettingForTheSessionOutlivesOneForTheTransaction() throws SQLException {
        execute(connection, "SET app.tenant = 'none'");
        connection.setAutoCommit(false);
        execute(connection, "SET LOCAL app.tenant = 'one'", "SET app.tenant = 'two'");
        connection.commit();
        assertThat(value(connection, "SHOW app.tenant")).isEqualTo("two");

        execute(connection, "SET LOCAL app.tenant = 'three'");
        Savepoint savepoint = connection.setSavepoint();
        execute(connection, "SELECT set_config('App.Tenant', 'four', false)");
        connection.rollback(savepoint);
        connection.commit();
        assertThat(value(connection, "SHOW app.tenant")).isEqualTo("two");
    }

    @Test
    void aSettingOfATransactionEndsWithItsCommitThoughAYoungerOneIsOpen() throws SQLException {
        Connection younger = sandbox.dataSource().getConnection();
        execute(connection, "SET app.tenant = 'none'");
        connection.setAutoCommit(false);
        younger.setAutoCommit(false);
        execute(connection, "SET LOCAL app.tenant = 'one'");
        execute(younger, "INSERT INTO item VALUES (1, 'younger')");

        connection.commit();

        assertThat(value(connection, "SHOW app.tenant")).isEqualTo("none");
        younger.commit();
        assertThat(value(connection, "SHOW app.tenant")).isEqualTo("none");
    }

    @Test
    void settingsOfATransactionEndWithIt() throws SQLException {
        String before = value(connection, "SHOW work_mem");
        connection.setAutoCommit(false);
        execute(connection, "SET LOCAL work_mem = '5MB'", "SELECT set_config('app.tenant', 'one', true)");
        assertThat(value(connection, "SELECT current_setting('app.tenant')")).isEqualTo("one");
        connection.commit();

        assertThat(value(connection, "SHOW work_mem")).isEqualTo(before);
        assertThat(value(connection, "SELECT current_setting('app.tenant', true)"))
                .isEmpty();
        execute(connection, "SET work_mem = '6MB'");
        connection.commit();
        assertThat(value(connection, "SHOW work_mem")).isEqualTo("6MB");
        connection.rollback();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL work_mem = '5MB'");
            assertThat(statement.getWarnings().getMessage()).contains("can only be used in transaction blocks");
        }
        assertThat(value(connection, "SHOW work_mem")).isEqualTo("6MB");
    }

    @Test
    void copyWorksBothWays() throws Exception {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        assertThat(copy.copyIn("COPY item FROM STDIN CSV", new StringReader("1,a\n2,b\n")))
                .isEqualTo(2);
        StringWriter out = new StringWriter();
        copy.copyOut("COPY item TO STDOUT CSV", out);
        assertThat(out).hasToString("1,a\n2,b\n");

        assertThatThrownBy(() -> copy.copyIn("COPY item FROM STDIN CSV", new StringReader("3,c\n1,a\n")))
                .isInstanceOf(SQLException.class);
        connection.setAutoCommit(false);
        copy.copyIn("COPY item FROM STDIN CSV", new StringReader("4,d\n"));
        connection.rollback();
        assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("2");
    }

    @Test
    void aCopyThatIsNotFinishedKeepsOthersOut() throws Exception {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY item FROM STDIN CSV");
        copy.writeToCopy("1,a\n".getBytes(StandardCharsets.UTF_8), 0, 4);
        try (Connection other = sandbox.dataSource().getConnection()) {
            assertThatThrownBy(() -> execute(other, "SELECT 1")).hasMessageContaining("in use");
            copy.endCopy();
            assertThat(value(other, "SELECT count(*) FROM item")).isEqualTo("1");
        }
    }

    @Test
    void aConnectionClosedInTheMiddleOfACopyLeavesNothingBehind() throws Exception {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY item FROM STDIN CSV");
        copy.writeToCopy("1,a\n".getBytes(StandardCharsets.UTF_8), 0, 4);

        connection.abort(Runnable::run);

        try (Connection other = sandbox.dataSource().getConnection()) {
            assertThat(value(other, "SELECT count(*) FROM item")).isEqualTo("0");
        }
    }

    @Test
    void largeObjectsLiveInTransactions() throws SQLException {
        LargeObjectManager objects = connection.unwrap(PGConnection.class).getLargeObjectAPI();
        assertThatThrownBy(() -> objects.createLO(LargeObjectManager.READWRITE)).isInstanceOf(SQLException.class);
        connection.setAutoCommit(false);
        long oid = objects.createLO(LargeObjectManager.READWRITE);
        try (LargeObject object = objects.open(oid, LargeObjectManager.WRITE)) {
            object.write("text".getBytes(StandardCharsets.UTF_8));
        }
        connection.commit();
        try (LargeObject object = objects.open(oid, LargeObjectManager.READ)) {
            assertThat(object.read(4)).asString(StandardCharsets.UTF_8).isEqualTo("text");
        }
        connection.rollback();
    }

    @Test
    void aResultIsReadInPartsWithoutHoldingOthersUp() throws SQLException {
        execute(connection, "INSERT INTO item SELECT n, 'x' FROM generate_series(1, 1000) n");
        connection.setAutoCommit(false);
        try (Connection other = sandbox.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT id FROM item ORDER BY id")) {
            statement.setFetchSize(10);
            try (ResultSet rows = statement.executeQuery()) {
                for (int id = 1; id <= 1000; id++) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(id);
                    if (id % 100 == 0) {
                        fails("23505", () -> execute(other, "INSERT INTO item VALUES (1, 'twin')"));
                    }
                }
                assertThat(rows.next()).isFalse();
            }
            ResultSet open = statement.executeQuery();
            open.next();
            connection.commit();
            fails("34000", () -> {
                while (open.next()) {
                    assertThat(open.getInt(1)).isPositive();
                }
            });
            connection.rollback();
        }
    }

    @Test
    void largeResultsAndLargeBatchesPass() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (?, ?)")) {
            for (int i = 0; i < 5000; i++) {
                insert.setInt(1, i);
                insert.setString(2, "name ".repeat(100));
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(5000);
        }
        assertThat(value(connection, "SELECT string_agg(name, '') FROM item")).hasSize(2_500_000);
    }

    @Test
    void aFailedBatchInAutoCommitModeIsUndoneAsAWhole() throws SQLException {
        try (Statement batch = connection.createStatement()) {
            batch.addBatch("INSERT INTO item VALUES (1, 'a')");
            batch.addBatch("INSERT INTO item VALUES (1, 'b')");
            assertThatThrownBy(batch::executeBatch).isInstanceOf(java.sql.BatchUpdateException.class);
        }
        assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("0");
    }

    @Test
    void severalResultsFunctionsArraysAndMetadataAreTheDriversOwn() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.execute("SELECT 1; INSERT INTO item VALUES (1, 'a'); SELECT 2"))
                    .isTrue();
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(1);
            assertThat(statement.getMoreResults()).isTrue();
        }
        try (CallableStatement call = connection.prepareCall("{? = call twice(?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            call.setInt(2, 21);
            call.execute();
            assertThat(call.getInt(1)).isEqualTo(42);
        }
        Array array = connection.createArrayOf("int", new Integer[] {1, 2});
        try (PreparedStatement any = connection.prepareStatement("SELECT count(*) FROM item WHERE id = ANY (?)")) {
            any.setArray(1, array);
            try (ResultSet rows = any.executeQuery()) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
            assertThat(any.getMetaData().getColumnCount()).isEqualTo(1);
        }
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "item", null)) {
            assertThat(tables.next()).isTrue();
        }
    }

    @Test
    void timeoutsEndStatementsAndNotTheSandbox() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            fails("57014", () -> statement.execute("SELECT pg_sleep(30)"));
        }
        connection.setNetworkTimeout(Runnable::run, 200);
        assertThat(connection.getNetworkTimeout()).isEqualTo(200);
        assertThatThrownBy(() -> execute(connection, "SELECT pg_sleep(30)")).isInstanceOf(SQLException.class);
        assertThat(connection.isClosed()).isTrue();
        try (Connection other = sandbox.dataSource().getConnection()) {
            assertThat(other.isValid(1)).isTrue();
            assertThat(value(other, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void autosaveSavesATransactionFromItsFailures() throws SQLException {
        connection.unwrap(PGConnection.class).setAutosave(AutoSave.ALWAYS);
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO item VALUES (1, 'a')");
        fails("23505", () -> execute(connection, "INSERT INTO item VALUES (1, 'b')"));
        execute(connection, "INSERT INTO item VALUES (2, 'b')");
        connection.commit();

        assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("2");
        try (Connection other = sandbox.dataSource().getConnection()) {
            assertThat(other.unwrap(PGConnection.class).getAutosave()).isEqualTo(AutoSave.NEVER);
        }
    }

    @Test
    void deallocatingAllLeavesOthersStatementsAlone() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1");
                Connection other = sandbox.dataSource().getConnection()) {
            for (int i = 0; i < 10; i++) {
                select.executeQuery().close();
                execute(other, "DEALLOCATE ALL");
                execute(connection, "INSERT INTO item VALUES (" + i + ", 'a')");
            }
            execute(connection, "DEALLOCATE ALL");
            assertThatCode(() -> select.executeQuery().close()).doesNotThrowAnyException();
        }
    }

    @Test
    void namesAndSchemasAreSet() throws SQLException {
        connection.setClientInfo("ApplicationName", "a test");
        assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("a test");
        assertThat(value(connection, "SHOW application_name")).isEqualTo("a test");
        connection.setSchema("pg_catalog");
        assertThat(connection.getSchema()).isEqualTo("pg_catalog");
        connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
        assertThat(connection.getHoldability()).isEqualTo(ResultSet.HOLD_CURSORS_OVER_COMMIT);
    }

    @Test
    void aPoolWorksOnTop() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(sandbox.dataSource());
        config.setMaximumPoolSize(3);
        config.setAutoCommit(false);
        Mark mark = sandbox.mark("class");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            for (int test = 0; test < 5; test++) {
                try (Connection one = pool.getConnection();
                        Connection other = pool.getConnection()) {
                    assertThat(one.isValid(1)).isTrue();
                    one.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                    execute(one, "INSERT INTO item VALUES (1, 'a')");
                    other.setReadOnly(true);
                    assertThat(value(other, "SELECT count(*) FROM item")).isEqualTo("1");
                    one.commit();
                }
                try (Connection forgotten = pool.getConnection()) {
                    execute(forgotten, "INSERT INTO item VALUES (2, 'b')");
                }
                assertThat(value(connection, "SELECT count(*) FROM item")).isEqualTo("1");
                mark.rollback();
            }
        }
    }

    private static void fails(String sqlState, ThrowingCallable code) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
    }
}
