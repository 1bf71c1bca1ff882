package dev.dataflow.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who stands above whom on the stack of savepoints, and what one transaction's end means for the others.
 *
 * <p>The younger stands above the older. Going back to a savepoint undoes all that stands above it, whoever did it.
 */
final class Neighbours {

    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
    private static final int CROWDED = 40;

    private final Savepoints savepoints;
    private final Gate gate;
    private final SandboxOptions options;

    Neighbours(Savepoints savepoints, Gate gate, SandboxOptions options) {
        this.savepoints = savepoints;
        this.gate = gate;
        this.options = options;
    }

    List<LogicalTransaction> open() {
        List<LogicalTransaction> open = owners(savepoints.all());
        open.removeIf(owner -> !owner.isOpen());
        return open;
    }

    /** Transactions not yet committed, but one, of which nobody knows whether they satisfy their deferred constraints. */
    List<LogicalTransaction> doubtful(@Nullable LogicalTransaction except) {
        List<LogicalTransaction> doubtful = owners(savepoints.all());
        doubtful.removeIf(other -> other == except || other.valid || !other.isUndecided());
        return doubtful;
    }

    boolean isOnTop(LogicalTransaction transaction) {
        Level base = transaction.base;
        return base == null || isOnTop(transaction, base);
    }

    boolean isOnTop(LogicalTransaction transaction, Level level) {
        for (Level above : savepoints.above(level)) {
            LogicalTransaction owner = above.owner();
            if (owner != null && owner != transaction) {
                return false;
            }
        }
        return true;
    }

    /** Threads whose transactions always overlap would pile up savepoints without end. */
    void letOthersFinishWhenCrowded() {
        if (savepoints.depth() > CROWDED && isWithoutTransaction(Thread.currentThread())) {
            gate.await(() -> savepoints.depth() <= CROWDED, courtesy());
        }
    }

    private boolean isWithoutTransaction(Thread thread) {
        return open().stream().noneMatch(open -> open.origin.thread() == thread);
    }

    /**
     * A younger transaction of another thread most often ends at once; then the two do not get in each other's way.
     *
     * @param writes whether what follows may not be undone by a younger one of the same thread either
     */
    void letYoungerFinish(LogicalTransaction transaction, boolean writes) throws EndedException {
        Level base = transaction.base;
        if (base == null || isOnTop(transaction)) {
            return;
        }
        if (unentangledAbove(transaction, base).stream().anyMatch(Neighbours::isForeign)) {
            await(transaction, () -> unentangledAbove(transaction, base).isEmpty(), courtesy());
        }
        for (LogicalTransaction other : unentangledAbove(transaction, base)) {
            if (writes || isForeign(other)) {
                other.entangled.add(transaction);
            }
        }
    }

    private List<LogicalTransaction> unentangledAbove(LogicalTransaction transaction, Level base) {
        List<LogicalTransaction> others = openAbove(transaction, base);
        others.removeIf(other -> other.entangled.contains(transaction));
        return others;
    }

    /**
     * Waits until nobody's work would be undone against his will; null, or what stands in the way. In the meantime another
     * transaction that goes back as well may undo the level.
     */
    @Nullable
    String conflict(LogicalTransaction transaction, Level level) throws EndedException {
        suspendReaders(transaction);
        List<LogicalTransaction> others = inTheWay(transaction, level);
        if (mayGiveWay(others)) {
            transaction.goingBackTo = level;
            await(transaction, () -> !mayGiveWay(inTheWay(transaction, level)), options.waitLimit());
            transaction.goingBackTo = null;
            others = inTheWay(transaction, level);
        }
        return others.isEmpty() ? null : describe(transaction, others.get(0));
    }

    /** Lets others in until a condition holds, the limit passes or a mark ends the transaction that waits. */
    private void await(LogicalTransaction transaction, BooleanSupplier condition, Duration limit)
            throws EndedException {
        gate.await(() -> transaction.hasEnded() || condition.getAsBoolean(), limit);
        if (transaction.hasEnded()) {
            throw new EndedException(transaction);
        }
    }

    /** What has committed stays; and nobody can wait for what the same thread has begun. */
    private static boolean mayGiveWay(List<LogicalTransaction> others) {
        return !others.isEmpty() && others.stream().allMatch(other -> other.isOpen() && isForeign(other));
    }

    private static String describe(LogicalTransaction transaction, LogicalTransaction other) {
        return "cannot roll back " + transaction + ", because " + other
                + (other.hasCommitted() ? " has committed" : " is still open")
                + " and its work would be undone as well";
    }

    /** Rollbacks above a level that cannot be made up for: they would undo what an older transaction has committed. */
    List<String> impossibleAbove(Level level) {
        List<String> impossible = new ArrayList<>();
        for (LogicalTransaction owner : owners(savepoints.above(level))) {
            Level base = owner.base;
            if (owner.isDoomed() && base != null) {
                inTheWay(owner, base).stream()
                        .filter(LogicalTransaction::hasCommitted)
                        .limit(1)
                        .forEach(other -> impossible.add(describe(owner, other)));
            }
        }
        return impossible;
    }

    /** Whose work would be undone against his will by going back to a level. */
    private List<LogicalTransaction> inTheWay(LogicalTransaction transaction, Level level) {
        List<LogicalTransaction> others = savepoints.guests(level);
        if (savepoints.contains(level)) {
            others.addAll(openAbove(transaction, level));
            transaction.entangled.stream().filter(LogicalTransaction::isOpen).forEach(others::add);
        }
        others.removeIf(other -> other == transaction || !other.keepsItsWork() || gives(other, level));
        return others;
    }

    /** Whether a transaction has no use for what it did above a level. */
    private boolean gives(LogicalTransaction transaction, Level level) {
        Level target = transaction.goingBackTo;
        return transaction.isHopeless()
                || target != null
                        && (target == transaction.base
                                || savepoints.below(level).contains(target));
    }

    private static boolean isForeign(LogicalTransaction transaction) {
        return transaction.origin.thread() != Thread.currentThread();
    }

    /** Notes that a transaction has worked; inside a younger one that is in the way of the younger one's rollback. */
    void worked(LogicalTransaction transaction) {
        Level top = savepoints.top();
        if (top != null && !isOnTop(transaction)) {
            top.receive(transaction);
        }
    }

    /** Whether nobody else's work would be undone together with a transaction's. */
    boolean isUndoable(LogicalTransaction transaction) {
        return isOnTop(transaction) && !isEntangled(transaction);
    }

    /** Whether an older transaction, still open or committed, has worked since this one began. */
    private boolean isEntangled(LogicalTransaction transaction) {
        Level base = transaction.base;
        return transaction.entangled.stream().anyMatch(LogicalTransaction::isOpen)
                || base != null && savepoints.guests(base).stream().anyMatch(LogicalTransaction::keepsItsWork);
    }

    /** Notes for the older transactions that somebody believes to have committed above a level. */
    void committedAbove(@Nullable Level level, @Nullable Origin origin) {
        for (Level below : level == null ? savepoints.all() : savepoints.below(level)) {
            LogicalTransaction owner = below.owner();
            if (owner != null && owner.isOpen() && owner.committedInside == null) {
                owner.committedInside = origin == null ? Origin.here() : origin;
            }
        }
    }

    /** Says so when a rollback undoes what production would keep. */
    void warnOfLostWork(LogicalTransaction transaction) {
        Origin lost = transaction.committedInside;
        if (lost != null) {
            LOG.warn(
                    "Rolling back {} also undoes what was committed inside it by {}; production would keep that. {}",
                    transaction,
                    lost,
                    Transactions.HINT);
        }
    }

    /**
     * Takes read-only transactions off the stack: they have nothing to undo, and inside them nobody could write. They
     * return with their next statement. A portal of theirs stays where they were, and goes with those below.
     */
    void suspendReaders(@Nullable LogicalTransaction except) {
        for (LogicalTransaction reader = topReader(except); reader != null; reader = topReader(except)) {
            Level base = reader.base;
            if (base != null) {
                if (reader.hasPortal) {
                    leavePortal(reader, base);
                }
                savepoints.release(base);
            }
            reader.base = null;
        }
    }

    /** Has those below wait for a reader of another thread before they go back. */
    private void leavePortal(LogicalTransaction reader, Level base) {
        for (LogicalTransaction below : owners(savepoints.below(base))) {
            if (below.origin.thread() != reader.origin.thread() && !below.entangled.contains(reader)) {
                below.entangled.add(reader);
            }
        }
    }

    private @Nullable LogicalTransaction topReader(@Nullable LogicalTransaction except) {
        Level top = savepoints.topInUse();
        LogicalTransaction owner = top == null ? null : top.owner();
        boolean reader = owner != null && owner != except && owner.readOnly && owner.isOpen() && isOnTop(owner);
        return reader ? owner : null;
    }

    private List<LogicalTransaction> openAbove(LogicalTransaction transaction, Level level) {
        List<LogicalTransaction> others = owners(savepoints.above(level));
        others.removeIf(other -> other == transaction || !other.isOpen());
        return others;
    }

    private static List<LogicalTransaction> owners(List<Level> levels) {
        List<LogicalTransaction> owners = new ArrayList<>();
        for (Level level : levels) {
            LogicalTransaction owner = level.owner();
            if (owner != null && !owners.contains(owner)) {
                owners.add(owner);
            }
        }
        return owners;
    }

    /** How long one transaction lets another go first when both could go on, but would get entangled. */
    private Duration courtesy() {
        return options.waitLimit().dividedBy(10);
    }
}
