package dev.dataflow.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction bound to a thread. Belongs to that thread. */
public final class BoundTransaction {
    private final Connection connection;
    private final TransactionSettings settings;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private ReadGuard guard = new ReadGuard();
    private boolean rollbackOnly;
    private @Nullable SQLException doom;

    BoundTransaction(Connection connection, TransactionSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    Connection connection() {
        return connection;
    }

    ReadGuard guard() {
        return guard;
    }

    /** Answers the guard and puts another one in its place, for reads behind a savepoint that is newer than this one's. */
    ReadGuard beginInner() {
        ReadGuard outer = guard;
        outer.written();
        guard = new ReadGuard();
        return outer;
    }

    void endInner(ReadGuard outer) {
        guard = outer;
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
