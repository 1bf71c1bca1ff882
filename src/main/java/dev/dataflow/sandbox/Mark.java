package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A point to which a {@link Sandbox} goes back: after each test, after a nested class, after a class.
 *
 * <p>Marks form a stack. Going back to a mark drops the younger ones and keeps the mark itself, so that one mark serves
 * all tests of a class. Going back takes one round trip, sequences included.
 *
 * <p>A mark is used by one thread, usually the one that runs the tests.
 */
public final class Mark implements AutoCloseable {

    private final Transactions transactions;
    private final Level level;
    private final String name;
    private final @Nullable String resetSequences;
    private final long firstChanges;
    private final Gate.User user = new Gate.User() {};
    private long knownChanges;

    Mark(Transactions transactions, Level level, String name, @Nullable String resetSequences) {
        this.transactions = transactions;
        this.level = level;
        this.name = name;
        this.resetSequences = resetSequences;
        this.firstChanges = transactions.changes();
        this.knownChanges = firstChanges;
    }

    /**
     * Waits until no other thread is at work, for the {@linkplain SandboxOptions#endWait() end wait} at most; going back then only waits for
     * what is left of it.
     *
     * @throws SQLException when a thread is still at work after that: the message names it
     */
    public void awaitWork() throws SQLException {
        List<String> atWork = new ArrayList<>();
        String busy = transactions.patience().enter(user);
        if (busy == null) {
            try {
                awaitOthers(atWork);
            } finally {
                transactions.gate().leave(user);
            }
        } else {
            atWork.add(busy);
        }
        throwFirst(problems(atWork, List.of(), null));
    }

    /**
     * Undoes everything since the mark, whatever state it is in, and leaves the mark in place.
     *
     * <p>Threads that are still at work are waited for; then their work is undone as well. Transactions that are still
     * open end: their connections refuse everything until they are rolled back or closed. Connections stay open.
     *
     * @throws SQLException when another thread was still at work after the wait, a rollback was refused because it would have undone what an
     *     older transaction had committed, or SQL text that ends a transaction was refused (everything is undone nevertheless); when the
     *     sandbox's transaction is not the one it began; or when the database is {@linkplain SandboxOptions#exclusive() its own} and
     *     somebody else connected to it. The message names the statement, without values. {@link Sandbox#isIntact()} is true in the first
     *     three cases only
     */
    public void rollback() throws SQLException {
        List<String> atWork = enter();
        try {
            checkStillThere();
            throwFirst(undoAll(atWork));
        } finally {
            leave();
        }
    }

    /**
     * Undoes everything since the mark and drops the mark. Calling it again does nothing.
     *
     * @throws SQLException as {@link #rollback()} does
     */
    @Override
    public void close() throws SQLException {
        List<String> atWork = enter();
        try {
            if (transactions.savepoints().contains(level)) {
                List<SQLException> problems = undoAll(atWork);
                transactions.savepoints().release(level);
                if (resetSequences != null) {
                    transactions.backend().preamble().discard(resetSequences);
                }
                throwFirst(problems);
            }
        } finally {
            leave();
        }
    }

    /** Returns what the mark was named when it was set. */
    public String name() {
        return name;
    }

    /**
     * Returns whether no statement that may have changed anything has run since the mark was set, whether or not it was undone. Waits for
     * nobody: what another thread does at this moment may count or not.
     */
    public boolean isUntouched() {
        return transactions.changes() == firstChanges;
    }

    /** Answers who was at work for too long and is cancelled. */
    private List<String> enter() throws SQLException {
        List<String> atWork = new ArrayList<>();
        String busy = transactions.patience().enter(user);
        if (busy != null) {
            atWork.add(busy);
            transactions.backend().cancel();
            busy = transactions.gate().enter(user, transactions.options().waitLimit());
            if (busy != null) {
                transactions.breakDown(busy);
                throw new SQLException("Cannot go back to \"" + name + "\": " + busy, "55006");
            }
        }
        return atWork;
    }

    /** Lets others in; what they do from now on is waited for anew. */
    private void leave() {
        transactions.patience().renew();
        transactions.gate().leave(user);
    }

    private void checkStillThere() throws SQLException {
        byte[] error = transactions.backend().unreadError();
        if (error != null) {
            transactions.breakDown("its sequences could not be brought back");
            throw new SQLException("Sequences could not be brought back", Backend.exception(error));
        }
        String broken = transactions.broken();
        if (broken != null) {
            throw new SQLException("Cannot go back to \"" + name + "\": " + broken, "08003");
        }
        if (!transactions.savepoints().contains(level)) {
            throw new SQLException(
                    "The mark \"" + name + "\" is gone: it was closed, or an older one was gone back to");
        }
    }

    /** Answers what a test has to be told of that undoes everything. */
    private List<SQLException> undoAll(List<String> atWork) throws SQLException {
        awaitOthers(atWork);
        List<SQLException> problems = problems(
                atWork,
                transactions.refusedAbove(level),
                transactions.refusals().take());
        endOpenTransactions();
        undo();
        return problems;
    }

    private void awaitOthers(List<String> atWork) {
        if (!others().isEmpty()) {
            transactions.patience().await(() -> others().isEmpty());
            others().forEach(other -> atWork.add(other + " is still open"));
        }
    }

    private List<LogicalTransaction> others() {
        Thread current = Thread.currentThread();
        return open().stream()
                .filter(open ->
                        open.origin.thread() != current && open.origin.thread().isAlive())
                .toList();
    }

    private List<LogicalTransaction> open() {
        return transactions.savepoints().above(level).stream()
                .map(Level::owner)
                .filter(owner -> owner != null && owner.isOpen())
                .distinct()
                .toList();
    }

    private void endOpenTransactions() {
        for (Level above : transactions.savepoints().above(level)) {
            LogicalTransaction owner = above.owner();
            if (owner != null) {
                owner.state = LogicalTransaction.State.ENDED;
                owner.base = null;
                owner.aborted = owner + " ended when everything since \"" + name
                        + "\" was undone; roll it back or close its connection";
            }
        }
    }

    private void undo() throws SQLException {
        Backend backend = transactions.backend();
        Escapes escapes = transactions.escapes();
        List<@Nullable String[]> sessions = new ArrayList<>();
        transactions.savepoints().rollbackTo(level);
        try {
            boolean moved = knownChanges != transactions.changes();
            byte[] error = backend.runAndLeave(
                    escapes == null ? null : escapes.sessions(), sessions, moved ? resetSequences : null);
            knownChanges = transactions.changes();
            if (error != null) {
                transactions.breakDown("it is no longer in the transaction it began");
                throw new SQLException(
                        "Cannot go back to \"" + name + "\": the sandbox is no longer in the transaction it began",
                        "25P01",
                        Backend.exception(error));
            }
            if (escapes != null) {
                check(escapes.describe(sessions));
            }
        } catch (IOException e) {
            transactions.lost(e);
            throw new SQLException("Cannot go back to \"" + name + "\": the connection was lost", "08006", e);
        }
        transactions.undone();
    }

    private void check(@Nullable String escape) throws SQLException {
        if (escape != null) {
            transactions.breakDown(escape);
            throw new SQLException(
                    "After \"" + name + "\" the sandbox can no longer be used: " + escape
                            + ". Let it work with the sandbox's DataSource. " + Transactions.HINT,
                    "55006");
        }
    }

    private List<SQLException> problems(List<String> atWork, List<String> rollbacks, @Nullable String text) {
        List<SQLException> problems = new ArrayList<>();
        if (!atWork.isEmpty()) {
            problems.add(new SQLException(
                    "Work was not finished when everything since \"" + name + "\" was undone: "
                            + String.join("; ", atWork),
                    "55006"));
        }
        if (!rollbacks.isEmpty()) {
            problems.add(new SQLException(
                    "A rollback or the end of a connection was refused since \"" + name
                            + "\", and nothing was undone then: " + String.join("; ", rollbacks) + ". "
                            + Transactions.HINT,
                    "55006"));
        }
        if (text != null) {
            problems.add(new SQLException(
                    "SQL text that begins or ends a transaction was refused since \"" + name + "\": " + text
                            + ". Use Connection.setAutoCommit, commit and rollback. " + Transactions.HINT,
                    "2D000"));
        }
        return problems;
    }

    private static void throwFirst(List<SQLException> problems) throws SQLException {
        if (!problems.isEmpty()) {
            SQLException first = problems.get(0);
            problems.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
