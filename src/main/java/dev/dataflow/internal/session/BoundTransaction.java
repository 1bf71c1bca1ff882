package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transaction bound to a thread. Belongs to that thread. */
public final class BoundTransaction {
    private final Connection connection;
    private final TransactionSettings settings;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Guard guard = new Guard();
    private final Set<Class<?>> written = new LinkedHashSet<>();
    private int operations;
    private boolean rollbackOnly;
    private @Nullable SQLException doom;

    BoundTransaction(Connection connection, TransactionSettings settings) {
        this.connection = connection;
        this.settings = settings;
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

    /** After a serialization failure or a deadlock the transaction as a whole must be tried again, whatever its work makes of it. */
    void failed(Exception e) {
        SQLException cause = SqlStates.causeOf(e);
        if (cause != null && SqlStates.isRetryable(cause)) {
            doom = cause;
        }
    }

    void adopt(BoundTransaction inner) {
        afterCommit.addAll(inner.afterCommit);
        doom = inner.doom == null ? doom : inner.doom;
    }

    void end() throws SQLException {
        if (doom != null) {
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
