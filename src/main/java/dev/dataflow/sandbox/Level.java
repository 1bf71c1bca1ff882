package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One savepoint of the open transaction. Its name says its depth, so that few different statements are prepared. */
final class Level {

    final String name;
    private @Nullable LogicalTransaction owner;
    private final boolean mark;
    private boolean dirty;

    /** Whose constraint modes were in effect when it was set; null for those a transaction begins with. */
    private @Nullable LogicalTransaction modes;

    /** Whether going back to it no longer brings these modes back. */
    private boolean leaky;

    private final List<LogicalTransaction> guests = new ArrayList<>(0);

    private Level(String name, @Nullable LogicalTransaction owner, boolean mark) {
        this.name = name;
        this.owner = owner;
        this.mark = mark;
    }

    static Level mark(int depth) {
        return new Level("dataflow_" + depth, null, true);
    }

    static Level of(int depth, @Nullable LogicalTransaction owner) {
        return new Level("dataflow_" + depth, owner, false);
    }

    /** The logical transaction whose work it guards; null for a mark and for a spare. */
    @Nullable
    LogicalTransaction owner() {
        return owner;
    }

    boolean isMark() {
        return mark;
    }

    /** Whether it only waits on top of the stack for the next statement or transaction. */
    boolean isSpare() {
        return !mark && owner == null;
    }

    /** Whether something was done since it was set that must not be undone together with what follows. */
    boolean isDirty() {
        return dirty;
    }

    void dirty(boolean value) {
        dirty = value;
    }

    @Nullable
    LogicalTransaction modes() {
        return modes;
    }

    void modes(@Nullable LogicalTransaction value) {
        modes = value;
    }

    boolean isLeaky() {
        return leaky;
    }

    void leaky(boolean value) {
        leaky = value;
    }

    /** Transactions from below that worked since it was set: going back to it undoes that. */
    List<LogicalTransaction> guests() {
        return guests;
    }

    void receive(LogicalTransaction transaction) {
        if (!guests.contains(transaction)) {
            guests.add(transaction);
        }
    }

    void giveTo(LogicalTransaction transaction) {
        owner = transaction;
        dirty = false;
    }
}
