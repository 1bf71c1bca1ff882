package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The savepoints of the open transaction, oldest first: marks, then logical transactions and their savepoints, then at
 * most one spare.
 *
 * <p>Nothing here speaks to the server. What has to be said is left with the {@link Backend}, which says it in the same
 * message as the next statement.
 */
final class Savepoints {

    private final Backend backend;
    private final List<Level> levels = new ArrayList<>();

    Savepoints(Backend backend) {
        this.backend = backend;
    }

    Level pushMark() {
        dropSpare();
        Level level = Level.mark(levels.size());
        levels.add(level);
        backend.later("SAVEPOINT " + level.name);
        return level;
    }

    /** Sets a savepoint for a logical transaction; a spare in which nothing happened is taken over for nothing. */
    Level push(LogicalTransaction owner) {
        Level top = top();
        if (top != null && top.isSpare() && !top.isDirty()) {
            top.giveTo(owner);
            return top;
        }
        dropSpare();
        return push(Level.of(levels.size(), owner));
    }

    /** Makes sure that a failure of the next statement undoes nothing but that statement. */
    Level guard() {
        Level top = top();
        if (top != null && top.isSpare() && !top.isDirty()) {
            return top;
        }
        dropSpare();
        return push(Level.of(levels.size(), null));
    }

    void dropSpare() {
        Level top = top();
        if (top != null && top.isSpare()) {
            release(top);
        }
    }

    /** Forgets a savepoint and all above it; the work stays. */
    void release(Level level) {
        truncate(level);
        levels.remove(levels.size() - 1);
        backend.later("RELEASE SAVEPOINT " + level.name);
    }

    /** Undoes the work since a savepoint, which stays. */
    void rollbackTo(Level level) {
        truncate(level);
        backend.later("ROLLBACK TO SAVEPOINT " + level.name);
    }

    /** Undoes the work since a logical transaction's savepoint, which becomes the spare. */
    void rollbackAndRecycle(Level level) {
        rollbackTo(level);
        levels.set(levels.size() - 1, Level.of(levels.size() - 1, null));
    }

    /** Forgets the savepoints above a level without telling the server. */
    void truncate(Level level) {
        levels.subList(levels.indexOf(level) + 1, levels.size()).clear();
    }

    void remove(Level level) {
        truncate(level);
        levels.remove(levels.size() - 1);
    }

    @Nullable
    Level top() {
        return levels.isEmpty() ? null : levels.get(levels.size() - 1);
    }

    int depth() {
        return levels.size();
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

    List<Level> all() {
        return levels;
    }

    private Level push(Level level) {
        levels.add(level);
        backend.later("SAVEPOINT " + level.name);
        return level;
    }
}
