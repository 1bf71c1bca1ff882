package dev.dataflow.sandbox;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyManager;
import org.postgresql.jdbc.AutoSave;

/** One connection of a random program, and what the program keeps of it from one operation to the next. */
final class Actor {

    private final Connection connection;
    private final int owner;
    private final List<Savepoint> savepoints = new ArrayList<>();
    private final Map<String, PreparedStatement> reused = new HashMap<>();
    private ResultSet cursor;
    private int program;
    private boolean alone;

    Actor(Connection connection, int owner) {
        this.connection = connection;
        this.owner = owner;
    }

    Connection connection() {
        return connection;
    }

    void forget() throws SQLException {
        connection.unwrap(PGConnection.class).setAutosave(AutoSave.NEVER);
        savepoints.clear();
        close(cursor);
        cursor = null;
    }

    /** Statements of the next program get texts of their own, so that the driver cannot take up prepared ones. */
    void next(boolean oneThread) throws SQLException {
        alone = oneThread;
        program++;
        for (PreparedStatement statement : reused.values()) {
            statement.close();
        }
        reused.clear();
    }

    /** Whether a commit would fail; changes nothing. */
    boolean violates() throws SQLException {
        Savepoint probe = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            return false;
        } catch (SQLException e) {
            return true;
        } finally {
            connection.rollback(probe);
            connection.releaseSavepoint(probe);
        }
    }

    String run(Operation operation) throws SQLException {
        int a = operation.a();
        int b = operation.b();
        return switch (operation.kind()) {
            case INSERT -> update(connection, "INSERT INTO item (owner, k, v) VALUES (?, ?, ?)", owner, a, b);
            case INSERT_RETURNING -> returning(a, b);
            case UPDATE -> update(connection, "UPDATE item SET v = v - 1 WHERE owner = ? AND k >= ?", owner, a);
            case DELETE -> update(connection, "DELETE FROM item WHERE owner = ? AND k = ?", owner, a);
            case SUM -> query(connection, owner);
            case SYNTAX_ERROR -> update(connection, "UPDATE nonsense");
            case DIVISION_BY_ZERO -> update(connection, "SELECT ? / (? - ?)", owner, a, a);
            case INSERT_PARENT -> update(connection, "INSERT INTO parent VALUES (?, ?)", owner, a);
            case DELETE_PARENT -> update(connection, "DELETE FROM parent WHERE owner = ? AND k = ?", owner, a);
            case INSERT_CHILD -> update(connection, "INSERT INTO child VALUES (?, ?, ?)", owner, a, Math.max(b, 0));
            case INSERT_SLOT -> update(connection, "INSERT INTO slot VALUES (?, ?, ?)", owner, a, b);
            case SHIFT_SLOTS -> update(connection, "UPDATE slot SET place = place + 1 WHERE owner = ?", owner);
            case SWAP_SLOTS -> update(connection, "UPDATE slot SET place = ? WHERE owner = ? AND k = ?", b, owner, a);
            case BATCH -> batch(connection, owner, a, b);
            case MULTI ->
                text(
                        connection,
                        "INSERT INTO item (owner, k, v) VALUES (%d, %d, 1); INSERT INTO child VALUES (%d, %d, %d);"
                                .formatted(owner, a, owner, a, Math.max(b, 0)));
            case CONSTRAINTS_DEFERRED -> text(connection, "SET CONSTRAINTS ALL DEFERRED");
            case CONSTRAINTS_IMMEDIATE -> text(connection, "SET CONSTRAINTS ALL IMMEDIATE");
            case ONE_CONSTRAINT_DEFERRED -> text(connection, "SET CONSTRAINTS slot_place DEFERRED");
            case BEGIN -> {
                connection.setAutoCommit(false);
                yield "begin";
            }
            case COMMIT -> {
                connection.commit();
                savepoints.clear();
                yield "commit";
            }
            case ROLLBACK -> {
                connection.rollback();
                savepoints.clear();
                yield "rollback";
            }
            case AUTO_COMMIT -> {
                connection.setAutoCommit(true);
                savepoints.clear();
                yield "auto-commit";
            }
            case SAVEPOINT -> {
                savepoints.add(connection.setSavepoint());
                yield "savepoint";
            }
            case NAMED_SAVEPOINT -> {
                savepoints.add(connection.setSavepoint("Point " + a % 3));
                yield "savepoint";
            }
            case ROLLBACK_TO -> {
                if (!savepoints.isEmpty()) {
                    connection.rollback(savepoints.get(a % savepoints.size()));
                }
                yield "rollback to";
            }
            case RELEASE -> {
                if (!savepoints.isEmpty()) {
                    connection.releaseSavepoint(savepoints.remove(a % savepoints.size()));
                }
                yield "release";
            }
            case SQL_SAVEPOINT -> text(connection, "SAVEPOINT p" + a % 2);
            case SQL_ROLLBACK_TO -> text(connection, "ROLLBACK TO P" + a % 2);
            case SQL_RELEASE -> text(connection, "RELEASE p" + a % 2);
            case AUTOSAVE -> {
                connection.unwrap(PGConnection.class).setAutosave(AutoSave.values()[a % 3]);
                yield "autosave";
            }
            case STREAM -> stream(connection, owner);
            case READ_ONLY -> {
                connection.setReadOnly(a % 2 == 0);
                yield "read-only";
            }
            case REPEATABLE_READ -> {
                connection.setTransactionIsolation(
                        a % 2 == 0 ? Connection.TRANSACTION_REPEATABLE_READ : Connection.TRANSACTION_READ_COMMITTED);
                yield "isolation " + connection.getTransactionIsolation();
            }
            case SET_LOCAL -> text(connection, "SET LOCAL app.c" + owner + " = '" + a + "'");
            case SET -> text(connection, "SET app.c" + owner + " = '" + a + "'");
            case SET_CONFIG ->
                read(connection, "SELECT set_config('app.c" + owner + "', '" + b + "', " + (a % 2 == 0) + ")", 0);
            case SETTING -> read(connection, "SELECT current_setting('app.c" + owner + "')", 0);
            case COPY_IN -> copyIn(a, b);
            case COPY_OUT -> copyOut();
            case OPEN_CURSOR -> {
                close(cursor);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT k FROM generate_series(1, 5) k UNION ALL SELECT k FROM item WHERE owner = " + owner);
                statement.setFetchSize(1);
                cursor = statement.executeQuery();
                yield "open";
            }
            case FETCH_CURSOR -> cursor == null ? "none" : cursor.next() ? cursor.getString(1) : "end";
            case REUSED_INSERT -> {
                PreparedStatement statement =
                        reused("INSERT INTO item (owner, k, v) VALUES (" + owner + ", ?, ?) RETURNING v");
                statement.setInt(1, a);
                statement.setInt(2, b);
                yield first(statement);
            }
            case REUSED_STAR -> first(reused("SELECT * FROM extra_" + owner + " ORDER BY a"));
            case CREATE_TABLE -> text(connection, "CREATE TABLE extra_" + owner + " AS SELECT " + a + " AS a");
            case DROP_TABLE -> text(connection, "DROP TABLE extra_" + owner);
            case ADD_COLUMN ->
                text(connection, "ALTER TABLE extra_" + owner + " ADD COLUMN x" + a % 2 + " int DEFAULT " + b);
            case INSERT_EXTRA -> text(connection, "INSERT INTO extra_" + owner + " (a) VALUES (" + a + ")");
            case KEYS_OF_BATCH -> keysOfBatch(a, b);
            case LONG_BATCH -> longBatch(a, b);
            case TEMPORARY ->
                text(
                        connection,
                        a % 2 == 0
                                ? "CREATE TEMPORARY TABLE mine_" + owner + " AS SELECT " + a + " AS a"
                                : "INSERT INTO mine_" + owner + " VALUES (" + b + ")");
            case SQL_PREPARE -> text(connection, "PREPARE own_" + owner + " AS SELECT " + a);
            case SQL_EXECUTE -> read(connection, "EXECUTE own_" + owner, 0);
            case DEALLOCATE -> text(connection, a % 2 == 0 ? "DEALLOCATE own_" + owner : "DEALLOCATE ALL");
            case COUNT ->
                update(
                        connection,
                        "INSERT INTO counter VALUES (?, 1) ON CONFLICT (k) DO UPDATE SET n = counter.n + 1",
                        a % 3);
            case SEE ->
                read(
                        connection,
                        "SELECT owner || ':' || k || '=' || v FROM item UNION ALL SELECT k || '=' || n FROM counter ORDER BY 1",
                        0);
            case TAKE -> update(connection, "UPDATE item SET v = v + 1 WHERE owner <> ? AND k >= ?", owner, a);
        };
    }

    private static String update(Connection connection, String sql, int... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setInt(i + 1, parameters[i]);
            }
            return statement.execute() ? "rows" : String.valueOf(statement.getUpdateCount());
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            int first = statement.getUpdateCount();
            boolean warned = statement.getWarnings() != null;
            return first + " " + statement.getMoreResults() + " " + statement.getUpdateCount() + (warned ? " w" : "");
        }
    }

    /** Whose turn it is with the sequence depends on who is faster, when threads run at once. */
    private String key(ResultSet keys) throws SQLException {
        return keys.getLong(1) > 0 && alone ? keys.getString(1) : "a key";
    }

    private String returning(int a, int b) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO item (owner, k, v) VALUES (?, ?, ?)", new String[] {"id"})) {
            statement.setInt(1, owner);
            statement.setInt(2, a);
            statement.setInt(3, b);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                return keys.next() ? key(keys) : "none";
            }
        }
    }

    private static String query(Connection connection, int owner) throws SQLException {
        return read(
                connection,
                "SELECT (SELECT coalesce(sum(v), 0) FROM item WHERE owner = ?)"
                        + " || ',' || (SELECT count(*) FROM child WHERE owner = ?)",
                0,
                owner,
                owner);
    }

    private static String stream(Connection connection, int owner) throws SQLException {
        return read(connection, "SELECT k || '=' || v FROM item WHERE owner = ? ORDER BY k", 2, owner);
    }

    private static String read(Connection connection, String sql, int fetchSize, int... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(fetchSize);
            for (int i = 0; i < parameters.length; i++) {
                statement.setInt(i + 1, parameters[i]);
            }
            StringBuilder text = new StringBuilder();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    text.append(rows.getString(1)).append(' ');
                }
            }
            return text.toString();
        }
    }

    private static String batch(Connection connection, int owner, int a, int b) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO child VALUES (?, ?, ?)")) {
            for (int i = 0; i < 3; i++) {
                statement.setInt(1, owner);
                statement.setInt(2, a + i);
                statement.setInt(3, Math.max(b, 0));
                statement.addBatch();
            }
            return Arrays.toString(statement.executeBatch());
        }
    }

    private PreparedStatement reused(String sql) throws SQLException {
        PreparedStatement statement = reused.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql + " -- " + program);
            statement.unwrap(PGStatement.class).setPrepareThreshold(1);
            reused.put(sql, statement);
        }
        return statement;
    }

    private static String first(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            StringBuilder text = new StringBuilder();
            if (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    text.append(rows.getString(i)).append(' ');
                }
            }
            return text.toString();
        }
    }

    private String copyIn(int a, int b) throws SQLException {
        String rows = owner + "\t" + a + "\t" + b + "\n" + owner + "\t" + (a + 1) + "\t1\n";
        try {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            return "copied " + copy.copyIn("COPY item (owner, k, v) FROM STDIN", new StringReader(rows));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String copyOut() throws SQLException {
        try {
            StringWriter rows = new StringWriter();
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            copy.copyOut("COPY (SELECT k, v FROM item WHERE owner = " + owner + " ORDER BY k) TO STDOUT", rows);
            return rows.toString().replace('\n', ' ');
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String keysOfBatch(int a, int b) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO item (owner, k, v) VALUES (?, ?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < 2; i++) {
                statement.setInt(1, owner);
                statement.setInt(2, a + i);
                statement.setInt(3, b);
                statement.addBatch();
            }
            statement.executeBatch();
            StringBuilder keys = new StringBuilder();
            try (ResultSet generated = statement.getGeneratedKeys()) {
                while (generated.next()) {
                    keys.append(key(generated)).append(' ');
                }
            }
            return keys.toString();
        }
    }

    /** The driver sends it in several parts; in auto-commit mode each part is a transaction of its own. */
    private String longBatch(int a, int b) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO parent VALUES (?, ?) -- " + program)) {
            for (int i = 0; i < 300; i++) {
                statement.setInt(1, owner);
                statement.setInt(2, b > 2 && i == 280 ? 0 : 1000 * (a + 1) + i);
                statement.addBatch();
            }
            return String.valueOf(Arrays.stream(statement.executeBatch()).sum());
        }
    }

    private static void close(ResultSet cursor) throws SQLException {
        if (cursor != null && !cursor.isClosed()) {
            cursor.getStatement().close();
        }
    }
}
