package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How logical transactions end: at once, or as soon as the younger ones above them have ended.
 *
 * <p>Whoever calls a method has entered the {@link Gate}.
 */
final class Endings {

    private final Backend backend;
    private final Savepoints savepoints;
    private final Constraints constraints;
    private final Neighbours neighbours;

    Endings(Backend backend, Savepoints savepoints, Constraints constraints, Neighbours neighbours) {
        this.backend = backend;
        this.savepoints = savepoints;
        this.constraints = constraints;
        this.neighbours = neighbours;
    }

    /** Commits; null, or the server's error after which the transaction is rolled back. */
    byte @Nullable [] commit(LogicalTransaction transaction) throws IOException, SQLException {
        Level base = transaction.base;
        if (base == null) {
            end(transaction);
            return null;
        }
        neighbours.suspendReaders(transaction);
        boolean undoable = neighbours.isUndoable(transaction);
        byte[] violation = isToBeChecked(transaction) ? constraints.check(undoable) : null;
        if (violation == null) {
            keep(transaction, base);
        } else if (undoable) {
            undo(transaction, base);
            end(transaction);
        } else {
            doom(transaction);
        }
        return violation;
    }

    /** When others may be to blame as well, only the last of them is checked: nobody could tell whose fault it is. */
    private boolean isToBeChecked(LogicalTransaction transaction) {
        return transaction.wrote
                && neighbours.doubtful(transaction).isEmpty()
                && (neighbours.isOnTop(transaction) || !transaction.valid);
    }

    private void keep(LogicalTransaction transaction, Level base) {
        if (transaction.wrote) {
            neighbours.committedAbove(base, transaction.origin);
        }
        if (neighbours.isOnTop(transaction)) {
            savepoints.release(base);
            end(transaction);
        } else {
            transaction.state = LogicalTransaction.State.COMMITTED;
            transaction.settings.bringBack(backend);
            settle();
        }
    }

    /** Rolls back, unless a mark does so first; null, or why that is impossible while others are at work. */
    @Nullable
    String rollback(LogicalTransaction transaction) {
        try {
            Level base = transaction.base;
            String conflict = base == null ? null : neighbours.conflict(transaction, base);
            if (conflict != null) {
                doom(transaction);
                return conflict;
            }
            if (base != null) {
                undo(transaction, base);
            }
            end(transaction);
            return null;
        } catch (EndedException e) {
            return null;
        }
    }

    /**
     * Has a transaction refuse everything but its end. When no savepoint can save it, it is undone at once: so it cannot
     * take along what others commit before it is rolled back. Not with an older one's work in it, however: that must not be
     * lost without a word.
     */
    void abort(LogicalTransaction transaction) {
        transaction.abort();
        Level base = transaction.base;
        boolean hopeless = transaction.isHopeless() && transaction.isOpen();
        if (base != null && hopeless && neighbours.isUndoable(transaction)) {
            undo(transaction, base);
            settle();
        }
    }

    /** Does nothing when another transaction that was rolled back has undone it already. */
    private void undo(LogicalTransaction transaction, Level base) {
        if (savepoints.contains(base)) {
            neighbours.warnOfLostWork(transaction);
            savepoints.rollbackAndRecycle(base);
        }
        transaction.base = null;
        transaction.settings.clear();
    }

    private void doom(LogicalTransaction transaction) {
        transaction.state = LogicalTransaction.State.DOOMED;
        transaction.abort();
    }

    private void end(LogicalTransaction transaction) {
        transaction.state = LogicalTransaction.State.ENDED;
        transaction.base = null;
        transaction.settings.bringBack(backend);
        settle();
    }

    /** Ends what could not end while a younger transaction was open. */
    private void settle() {
        Level top = savepoints.topInUse();
        LogicalTransaction owner = top == null ? null : top.owner();
        Level base = owner == null ? null : owner.base;
        if (top == null || owner == null || base == null) {
            return;
        }
        if (top != base && !owner.isOpen()) {
            // Nobody goes back to it any more.
            savepoints.release(top);
            settle();
        } else if (owner.hasCommitted() && neighbours.isOnTop(owner)) {
            savepoints.release(base);
            end(owner);
        } else if (owner.isDoomed() && neighbours.isUndoable(owner)) {
            undo(owner, base);
            end(owner);
        }
    }
}
