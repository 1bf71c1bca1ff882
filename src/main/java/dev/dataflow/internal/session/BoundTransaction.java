package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** A transaction bound to a thread. Belongs to that thread. */
public final class BoundTransaction {
    private final Connection connection;
    private final TransactionSettings settings;
    private final @Nullable Savepoint start;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Guard guard = new Guard();
    private final Set<Class<?>> written = new LinkedHashSet<>();
    private int operations;
    private boolean rollbackOnly;
    private @Nullable SQLException doom;
    private boolean over;

    /** @param start the savepoint that a nested transaction is; null for the outermost */
    BoundTransaction(Connection connection, TransactionSettings settings, @Nullable Savepoint start) {
        this.connection = connection;
        this.settings = settings;
        this.start = start;
    }

    Connection connection() {
        return connection;
    }

    Guard guard() {
        return guard;
    }

    /**
     * Whether an operation of several statements goes on. A read that its callbacks or its input make takes a savepoint of its own: going
     * back to the guard's would undo what the operation has written since.
     */
    boolean isInOperation() {
        return operations > 0;
    }

    void beginOperation() {
        guard.written();
        operations++;
    }

    void endOperation() {
        operations--;
    }

    void written(Set<Class<?>> entityClasses) {
        written.addAll(entityClasses);
    }

    Set<Class<?>> written() {
        return written;
    }

    TransactionSettings settings() {
        return settings;
    }

    public void afterCommit(Runnable hook) {
        afterCommit.add(hook);
    }

    public void setRollbackOnly() {
        rollbackOnly = true;
    }

    boolean rollbackOnly() {
        return rollbackOnly;
    }

    /**
     * After a serialization failure or a deadlock the transaction as a whole must be tried again, whatever its work makes of it. One without
     * savepoints is over when the server has refused a statement, and undone at once: nobody waits for its locks in vain, and the connection
     * can be asked what was violated.
     */
    void failed(Exception e) throws SQLException {
        SQLException cause = SqlStates.causeOf(e);
        if (over) {
            return;
        }
        if (!settings.savepoints() && !isInOperation() && (cause != null || hasFailed(connection))) {
            over = true;
            doom = cause == null ? afterTheEnd() : cause;
            rollback();
        } else if (cause != null && SqlStates.isRetryable(cause)) {
            doom = cause;
        }
    }

    static boolean hasFailed(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED;
    }

    private void rollback() throws SQLException {
        if (start == null) {
            connection.rollback();
        } else {
            connection.rollback(start);
        }
    }

    void checkNotOver() throws SQLException {
        if (over) {
            // Who hears of it only now may still have the transaction run again.
            throw doom != null && SqlStates.isRetryable(doom) ? doom : afterTheEnd();
        }
    }

    /** As the server itself would say. */
    private static SQLException afterTheEnd() {
        return new SQLException("An earlier failure has ended the transaction", SqlStates.IN_FAILED_TRANSACTION);
    }

    /** Takes over from a nested transaction that is not to be rolled back. */
    void adopt(BoundTransaction inner) throws SQLException {
        if (inner.over && inner.doom != null) {
            throw inner.doom;
        }
        afterCommit.addAll(inner.afterCommit);
        doom = inner.doom == null ? doom : inner.doom;
    }

    void end() throws SQLException {
        if (doom != null && (!rollbackOnly || SqlStates.isRetryable(doom))) {
            throw doom;
        }
        if (rollbackOnly) {
            connection.rollback();
            afterCommit.clear();
        } else {
            connection.commit();
        }
    }

    List<Runnable> hooks() {
        return List.copyOf(afterCommit);
    }
}
