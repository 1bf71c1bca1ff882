package dev.dataflow.sandbox;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** The connections of random programs; each works on rows and tables of its own. */
final class Connections implements AutoCloseable {

    private final List<Actor> actors = new ArrayList<>();

    Connections(DataSource source, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            actors.add(new Actor(source.getConnection(), i));
        }
    }

    Connection get(int index) {
        return actors.get(index).connection();
    }

    Step perform(Operation operation) throws SQLException {
        Actor actor = actors.get(operation.connection());
        String answer;
        try {
            answer = actor.run(operation);
        } catch (BatchUpdateException e) {
            answer = "!" + e.getSQLState() + " after "
                    + Arrays.stream(e.getUpdateCounts())
                            .filter(count -> count > 0)
                            .count();
        } catch (SQLException e) {
            // The server reads a text before it notices that the transaction is aborted; a sandbox does not.
            answer = operation.kind() == Operation.Kind.SYNTAX_ERROR ? "!" : "!" + e.getSQLState();
        }
        char state = switch (state(actor)) {
            case IDLE -> 'I';
            case OPEN -> 'T';
            case FAILED -> 'E';
        };
        return new Step(operation, state, answer + (actor.connection().getAutoCommit() ? "" : " tx"));
    }

    /** Whether a transaction of another of these connections could not be committed as it is now. */
    boolean anyOtherViolates(int index, Set<Integer> connections) throws SQLException {
        for (int other : connections) {
            Actor actor = actors.get(other);
            if (other != index && state(actor) == TransactionState.OPEN && actor.violates()) {
                return true;
            }
        }
        return false;
    }

    /** Commits the transactions of some, first connection first; returns whether one was undone. */
    boolean end(Set<Integer> some) throws SQLException {
        boolean undone = false;
        for (int index : new TreeSet<>(some)) {
            Actor actor = actors.get(index);
            Connection connection = actor.connection();
            actor.forget();
            if (!connection.getAutoCommit()) {
                try {
                    undone |= state(actor) == TransactionState.FAILED;
                    connection.commit();
                } catch (SQLException e) {
                    undone = true;
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
            connection.setReadOnly(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        return undone;
    }

    /** Has the next program prepare its statements anew. */
    void next(boolean oneThread) throws SQLException {
        for (Actor actor : actors) {
            actor.next(oneThread);
        }
    }

    List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = get(0).createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        for (Actor actor : actors) {
            actor.connection().close();
        }
    }

    private static TransactionState state(Actor actor) throws SQLException {
        return actor.connection().unwrap(BaseConnection.class).getTransactionState();
    }
}
