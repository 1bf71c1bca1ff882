package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The savepoints of the open transaction, oldest first: marks, then logical transactions and their savepoints, then a
 * few spares, each of which guards what an auto-commit statement did.
 *
 * <p>Nothing here speaks to the server. What has to be said is left with the {@link Backend}, which says it in the same
 * message as the next statement.
 */
final class Savepoints {

    /** Setting one more savepoint is cheaper than dropping one first; dropping several at once costs little more. */
    private static final int SPARES = 4;

    private final Backend backend;
    private final List<Level> levels = new ArrayList<>();

    /** Stands for modes that nobody set, so that they are set anew. */
    private final LogicalTransaction unknown = new LogicalTransaction("", true);

    private @Nullable LogicalTransaction modes;

    Savepoints(Backend backend) {
        this.backend = backend;
    }

    Level pushMark() {
        dropSpares();
        return push(Level.mark(levels.size()));
    }

    /** Sets a savepoint for a logical transaction; a spare in which nothing happened is taken over for nothing. */
    Level push(LogicalTransaction owner) {
        Level top = top();
        if (top != null && top.isSpare() && !top.isDirty() && spares() == 1) {
            top.giveTo(owner);
            return top;
        }
        dropSpares();
        return push(Level.of(levels.size(), owner));
    }

    /** Makes sure that a failure of the next statement undoes nothing but that statement. */
    Level guard() {
        Level top = top();
        if (top != null && top.isSpare() && !top.isDirty()) {
            return top;
        }
        if (spares() >= SPARES) {
            dropSpares();
        }
        return push(Level.of(levels.size(), null));
    }

    /** Forgets the spares; what was done in them becomes part of what is below. */
    void dropSpares() {
        int spares = spares();
        if (spares > 0) {
            release(levels.get(levels.size() - spares));
        }
    }

    private int spares() {
        int count = 0;
        while (count < levels.size() && levels.get(levels.size() - 1 - count).isSpare()) {
            count++;
        }
        return count;
    }

    /** The highest level that is no spare, or null. */
    @Nullable
    Level topInUse() {
        int index = levels.size() - 1 - spares();
        return index < 0 ? null : levels.get(index);
    }

    /**
     * Forgets a savepoint and all above it; the work stays. With it the server forgets which constraint modes were in effect
     * before, also for one who goes back further.
     */
    void release(Level level) {
        boolean leaks = level.modes() != modes || leaksFrom(level);
        List<LogicalTransaction> guests = guests(level);
        truncate(level);
        levels.remove(levels.size() - 1);
        Level top = top();
        if (leaks && top != null) {
            top.leaky(true);
        }
        if (top != null) {
            guests.forEach(top::receive);
        }
        backend.later("RELEASE SAVEPOINT " + level.name);
    }

    /** Undoes the work since a savepoint, which stays. */
    void rollbackTo(Level level) {
        if (leaksFrom(level)) {
            level.modes(unknown);
            level.leaky(false);
        }
        truncate(level);
        level.guests().clear();
        modes = level.modes();
        backend.later("ROLLBACK TO SAVEPOINT " + level.name);
    }

    /** Undoes the work since a logical transaction's savepoint, which becomes the spare. */
    void rollbackAndRecycle(Level level) {
        rollbackTo(level);
        Level spare = Level.of(levels.size() - 1, null);
        spare.modes(modes);
        levels.set(levels.size() - 1, spare);
    }

    /** Forgets the savepoints above a level without telling the server. */
    void truncate(Level level) {
        levels.subList(levels.indexOf(level) + 1, levels.size()).clear();
    }

    /** Forgets all of them: the transaction they were in has ended. */
    void clear() {
        levels.clear();
        modes = null;
    }

    int depth() {
        return levels.size();
    }

    @Nullable
    Level top() {
        return levels.isEmpty() ? null : levels.get(levels.size() - 1);
    }

    boolean contains(Level level) {
        return levels.contains(level);
    }

    /** The levels above a level, lowest first. */
    List<Level> above(Level level) {
        return levels.subList(levels.indexOf(level) + 1, levels.size());
    }

    /** The levels below a level, lowest first. */
    List<Level> below(Level level) {
        return levels.subList(0, levels.indexOf(level));
    }

    /** Transactions from below a level that worked above it. */
    List<LogicalTransaction> guests(Level level) {
        List<LogicalTransaction> guests = new ArrayList<>(0);
        int index = Math.max(0, levels.indexOf(level));
        for (Level each : levels.subList(index, levels.size())) {
            guests.addAll(each.guests());
        }
        guests.removeIf(guest -> !levels.subList(0, index).contains(guest.base));
        return guests;
    }

    List<Level> all() {
        return levels;
    }

    /** Whose constraint modes are in effect; null for those a transaction begins with. */
    @Nullable
    LogicalTransaction modes() {
        return modes;
    }

    void modes(@Nullable LogicalTransaction owner) {
        modes = owner;
    }

    private boolean leaksFrom(Level level) {
        return level.isLeaky() || above(level).stream().anyMatch(Level::isLeaky);
    }

    private Level push(Level level) {
        level.modes(modes);
        levels.add(level);
        backend.later("SAVEPOINT " + level.name);
        return level;
    }
}
