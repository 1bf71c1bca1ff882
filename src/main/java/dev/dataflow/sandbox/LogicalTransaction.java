package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the application takes for a transaction: everything since a savepoint of the real one. */
final class LogicalTransaction {

    enum State {
        OPEN,
        /** Committed while a younger one was open: its savepoint goes when the younger ends. */
        COMMITTED,
        /** Could not be rolled back while a younger one was open: rolled back when the younger ends. */
        DOOMED,
        ENDED
    }

    /**
     * A savepoint of the application.
     *
     * @param modes how many constraint modes had been set before it
     * @param settings what would have come back at the end of the transaction
     */
    record Savepoint(String name, Level level, int modes, LocalSettings settings) {

        Savepoint at(Level other) {
            return new Savepoint(name, other, modes, settings);
        }

        Savepoint keeping(int count) {
            return new Savepoint(name, level, count, settings);
        }
    }

    final Origin origin = Origin.here();
    private final long begun = System.nanoTime();
    State state = State.OPEN;
    boolean readOnly;
    boolean wrote;

    /** Whether it has opened a portal that its next statements read on from. */
    boolean hasPortal;

    /** Whether its work satisfies the deferred constraints for sure. */
    boolean valid = true;

    String isolation;

    /** Its own savepoint; null until its first statement. */
    @Nullable
    Level base;

    /** Why each statement is refused until the transaction is rolled back; null while all is well. */
    @Nullable
    String aborted;

    final List<Savepoint> savepoints = new ArrayList<>();
    final List<String> constraintModes = new ArrayList<>();

    final LocalSettings settings = new LocalSettings();

    /**
     * Older transactions that wrote while this one was open, and others whose portals are in it: rolling it back would undo their work. A level's
     * {@linkplain Level#guests() guests} do not tell of portals, which are in the way only of other threads and only while their transactions are
     * open. Noted before the work, so that nobody waits twice for the same transaction to finish.
     */
    final List<LogicalTransaction> entangled = new ArrayList<>();

    /** The savepoint that it waits to go back to: what it did since then keeps nobody from undoing that, too. */
    @Nullable
    Level goingBackTo;

    /** Where work was done that others believe committed and that ends with this transaction's rollback. */
    @Nullable
    Origin committedInside;

    LogicalTransaction(String isolation, boolean readOnly) {
        this.isolation = isolation;
        this.readOnly = readOnly;
    }

    /** Has each statement refused, as PostgreSQL does after a failure. */
    void abort() {
        if (aborted == null) {
            aborted = "current transaction is aborted, commands ignored until end of transaction block";
        }
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it was told that it has committed, though its savepoint is still there. */
    boolean hasCommitted() {
        return state == State.COMMITTED;
    }

    /** Whether its rollback was refused and is to be made up for. */
    boolean isDoomed() {
        return state == State.DOOMED;
    }

    /** Whether nothing of it is left that could be undone. */
    boolean hasEnded() {
        return state == State.ENDED;
    }

    /** Whether its work must not be undone by others. */
    boolean keepsItsWork() {
        return state == State.OPEN || state == State.COMMITTED;
    }

    /** Whether its work is there and not committed. */
    boolean isUndecided() {
        return state == State.OPEN || state == State.DOOMED;
    }

    /** Whether nothing is left to it but a rollback. */
    boolean isHopeless() {
        return aborted != null && savepoints.isEmpty();
    }

    @Nullable
    Savepoint savepoint(@Nullable String name) {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i).name.equals(name)) {
                return savepoints.get(i);
            }
        }
        return null;
    }

    /** Takes back what was noted since a savepoint that was gone back to. */
    void restore(Savepoint savepoint) {
        savepoints
                .subList(savepoints.lastIndexOf(savepoint) + 1, savepoints.size())
                .clear();
        constraintModes.subList(savepoint.modes(), constraintModes.size()).clear();
        settings.restore(savepoint.settings());
        valid = false;
        aborted = null;
    }

    /** Modes set since a savepoint stay when that is released, even if the one before it is gone back to: as the server has it. */
    void release(Savepoint savepoint) {
        int index = savepoints.lastIndexOf(savepoint);
        savepoints.subList(index, savepoints.size()).clear();
        if (index > 0 && savepoints.get(index - 1).modes() == savepoint.modes()) {
            savepoints.set(index - 1, savepoints.get(index - 1).keeping(constraintModes.size()));
        }
    }

    @Override
    public String toString() {
        return "the transaction begun " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms ago by "
                + origin;
    }
}
