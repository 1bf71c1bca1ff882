package dev.dataflow.sandbox;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.AutoSave;

/** The connections of a random program; each works on rows of its own. */
final class Connections implements AutoCloseable {

    static final int COUNT = 3;

    private final Connection[] connections = new Connection[COUNT];
    private final List<List<Savepoint>> savepoints = new ArrayList<>();

    Connections(DataSource source) throws SQLException {
        for (int i = 0; i < COUNT; i++) {
            connections[i] = source.getConnection();
            savepoints.add(new ArrayList<>());
        }
    }

    Connection get(int index) {
        return connections[index];
    }

    /** What the application sees of an operation, preceded by the state of its transaction: I, T or E. */
    String perform(Operation operation) throws SQLException {
        String seen;
        try {
            seen = run(operation, connections[operation.connection()], savepoints.get(operation.connection()));
        } catch (BatchUpdateException e) {
            seen = "!" + e.getSQLState() + Arrays.toString(e.getUpdateCounts());
        } catch (SQLException e) {
            // The server reads a text before it notices that the transaction is aborted; a sandbox does not.
            seen = operation.kind() == Operation.Kind.SYNTAX_ERROR ? "!" : "!" + e.getSQLState();
        }
        Connection connection = connections[operation.connection()];
        String state = switch (connection.unwrap(BaseConnection.class).getTransactionState()) {
            case IDLE -> "I";
            case OPEN -> "T";
            case FAILED -> "E";
        };
        return state + " " + operation + " " + seen + (connection.getAutoCommit() ? "" : " tx");
    }

    /** Ends all transactions, youngest last opened first; returns whether one was undone. */
    boolean reset(boolean commit) throws SQLException {
        boolean undone = false;
        for (int i = 0; i < COUNT; i++) {
            connections[i].unwrap(PGConnection.class).setAutosave(AutoSave.NEVER);
            savepoints.get(i).clear();
            if (!connections[i].getAutoCommit()) {
                try {
                    if (commit) {
                        undone |= connections[i].unwrap(BaseConnection.class).getTransactionState()
                                == org.postgresql.core.TransactionState.FAILED;
                        connections[i].commit();
                    } else {
                        connections[i].rollback();
                    }
                } catch (SQLException e) {
                    undone = true;
                    connections[i].rollback();
                }
                connections[i].setAutoCommit(true);
            }
        }
        return undone;
    }

    List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connections[0].createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private static String run(Operation operation, Connection connection, List<Savepoint> savepoints)
            throws SQLException {
        int owner = operation.connection();
        int a = operation.a();
        int b = operation.b();
        return switch (operation.kind()) {
            case INSERT -> update(connection, "INSERT INTO item (owner, k, v) VALUES (?, ?, ?)", owner, a, b);
            case INSERT_RETURNING -> returning(connection, owner, a, b);
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
                connection.unwrap(PGConnection.class).setAutosave(a % 2 == 0 ? AutoSave.ALWAYS : AutoSave.NEVER);
                yield "autosave";
            }
            case STREAM -> stream(connection, owner);
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

    private static String returning(Connection connection, int owner, int a, int b) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO item (owner, k, v) VALUES (?, ?, ?)", new String[] {"id"})) {
            statement.setInt(1, owner);
            statement.setInt(2, a);
            statement.setInt(3, b);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                return keys.next() ? keys.getString(1) : "none";
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
}
