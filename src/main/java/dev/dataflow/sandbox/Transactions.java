package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which logical transactions share the real one.
 *
 * <p>Each method wants its caller to have entered the {@link #gate()}, unless it says otherwise.
 */
final class Transactions {

    static final String HINT = "Use isolation = DATABASE for tests that need this.";

    private final SandboxOptions options;
    private final Backend backend;
    private final Gate gate = new Gate();
    private final Patience patience;
    private final Savepoints savepoints;
    private final Constraints constraints;
    private final Neighbours neighbours;
    private final Endings endings;
    private final @Nullable Escapes escapes;
    private final Refusals refusals = new Refusals();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final String isolation;
    private final LocalSettings statementSettings = new LocalSettings();
    private long changes;
    private boolean schemaTouched;
    private int schemaVersion;
    private volatile @Nullable SqlText last;
    private volatile @Nullable Thread lastThread;
    private volatile @Nullable String broken;

    Transactions(Backend backend, SandboxOptions options) throws IOException, SQLException {
        this.backend = backend;
        this.options = options;
        this.patience = new Patience(gate, options.endWait());
        this.savepoints = new Savepoints(backend);
        this.constraints = new Constraints(backend, savepoints);
        this.neighbours = new Neighbours(savepoints, gate, options);
        this.endings = new Endings(backend, savepoints, constraints, neighbours);
        Backend.check(backend.run("BEGIN"));
        @Nullable String[] row = backend.query("SHOW transaction_isolation").get(0);
        String level = row[0];
        this.isolation = level == null ? "read committed" : level;
        this.escapes = options.exclusive() ? Escapes.since(backend) : null;
    }

    Gate gate() {
        return gate;
    }

    Backend backend() {
        return backend;
    }

    Savepoints savepoints() {
        return savepoints;
    }

    /** What ends logical transactions. */
    Endings endings() {
        return endings;
    }

    /** What finds connections beside the sandbox; null when they are allowed. */
    @Nullable
    Escapes escapes() {
        return escapes;
    }

    /** What was refused, and perhaps swallowed. */
    Refusals refusals() {
        return refusals;
    }

    /** What the steps of a test's end have left of the end wait. */
    Patience patience() {
        return patience;
    }

    SandboxOptions options() {
        return options;
    }

    /** The level of the real transaction, as the server spells it. */
    String isolation() {
        return isolation;
    }

    /** Logical connections that are open; safe for any thread. */
    Set<Session> sessions() {
        return sessions;
    }

    /** Why nothing can be done any more, or null; safe for any thread. */
    @Nullable
    String broken() {
        return broken;
    }

    void breakDown(String reason) {
        if (broken == null) {
            broken = reason;
        }
    }

    void lost(IOException reason) {
        SqlText statement = last;
        Thread thread = lastThread;
        breakDown("its connection was lost: " + reason.getMessage()
                + (statement == null || thread == null
                        ? ", before any statement"
                        : "; the last statement was " + statement.shown() + " of thread \"" + thread.getName() + '"'));
    }

    /** Grows with each statement that may have moved a sequence. */
    long changes() {
        return changes;
    }

    /** Grows when DDL was undone, after which statements prepared before may no longer fit. */
    int schemaVersion() {
        return schemaVersion;
    }

    // One statement.

    /**
     * Sees to it that the next statement can fail without taking others' work with it, and end as it should.
     *
     * @param lasting whether it opens a portal or a savepoint, which goes with the savepoint that it was opened in
     */
    void prepare(@Nullable LogicalTransaction transaction, SqlText statement, boolean lasting)
            throws IOException, SQLException {
        last = statement;
        lastThread = Thread.currentThread();
        if (transaction == null || !transaction.readOnly) {
            neighbours.suspendReaders(transaction);
        }
        if (transaction == null) {
            savepoints.guard();
        } else {
            if (lasting || !statement.reads()) {
                neighbours.letYoungerFinish(transaction, !statement.reads());
            }
            if (transaction.base == null) {
                begin(transaction);
            } else {
                guard(transaction);
            }
        }
        constraints.switchModes(transaction);
        changes += statement.pure() ? 0 : 1;
        if (transaction == null) {
            statementSettings.remember(statement, backend);
        } else {
            guard(transaction);
            remember(transaction, statement);
        }
    }

    /** @param suspended whether it left a portal open, which goes with the savepoint that it was opened in */
    void succeeded(@Nullable LogicalTransaction transaction, SqlText statement, boolean suspended) {
        Level top = savepoints.top();
        if (top != null && top.isSpare() && (suspended || !statement.pure())) {
            top.dirty(true);
        }
        if (transaction != null) {
            transaction.hasPortal |= suspended;
        }
        statementSettings.bringBack(backend);
        if (statement.kind() == SqlText.Kind.SCHEMA) {
            constraints.schemaChanged();
            schemaTouched = true;
        }
        if (statement.reads()) {
            return;
        }
        if (transaction != null) {
            // What is no query, as a COPY TO, changes nothing there either; and the check of others' work would need to
            // write.
            transaction.wrote |= !transaction.readOnly;
            transaction.valid &= transaction.readOnly;
            if (!transaction.readOnly) {
                neighbours.worked(transaction);
            }
        } else {
            neighbours.committedAbove(null, null);
        }
    }

    void failed(@Nullable LogicalTransaction transaction) {
        statementSettings.clear();
        Level top = savepoints.top();
        if (top != null) {
            savepoints.rollbackTo(top);
            top.dirty(false);
        }
        if (transaction != null) {
            endings.abort(transaction);
        }
    }

    private void begin(LogicalTransaction transaction) throws IOException, SQLException {
        neighbours.letOthersFinishWhenCrowded();
        constraints.satisfiedBy(neighbours.doubtful(transaction));
        transaction.base = savepoints.push(transaction);
        if (transaction.readOnly) {
            backend.later("SET TRANSACTION READ ONLY");
        }
        transaction.savepoints.replaceAll(savepoint -> savepoint.at(savepoints.push(transaction)));
    }

    /** Takes a read-only transaction that stepped aside back to where it was, its savepoints included. */
    void resume(LogicalTransaction transaction) throws IOException, SQLException {
        if (transaction.base == null && !transaction.savepoints.isEmpty()) {
            begin(transaction);
        }
    }

    /** Inside its own savepoint a statement may abort its transaction; among others' work it needs one for itself. */
    private void guard(LogicalTransaction transaction) {
        if (neighbours.isUndoable(transaction)) {
            savepoints.dropSpares();
        } else {
            savepoints.guard();
        }
    }

    /** RELEASE ends neither constraint modes nor settings, which a commit does: notes what must come back. */
    private void remember(LogicalTransaction transaction, SqlText statement) throws IOException, SQLException {
        if (statement.kind() == SqlText.Kind.SET_CONSTRAINTS) {
            transaction.constraintModes.add(statement.text());
            savepoints.modes(transaction);
        } else {
            transaction.settings.remember(statement, backend);
        }
    }

    // Savepoints of the application.

    void savepoint(LogicalTransaction transaction, String name) throws IOException, SQLException {
        prepare(transaction, SqlText.DESCRIPTION, true);
        savepoints.dropSpares();
        transaction.savepoints.add(new LogicalTransaction.Savepoint(
                name, savepoints.push(transaction), transaction.constraintModes.size(), transaction.settings.copy()));
    }

    void releaseSavepoint(LogicalTransaction transaction, LogicalTransaction.Savepoint savepoint) {
        transaction.release(savepoint);
        if (neighbours.isOnTop(transaction, savepoint.level())) {
            savepoints.release(savepoint.level());
        }
    }

    /** Goes back to a savepoint; null, or why that is impossible while others are at work. */
    @Nullable
    String rollbackTo(LogicalTransaction transaction, LogicalTransaction.Savepoint savepoint) throws EndedException {
        String conflict = neighbours.conflict(transaction, savepoint.level());
        if (conflict == null) {
            savepoints.rollbackTo(savepoint.level());
            transaction.restore(savepoint);
        }
        return conflict;
    }

    // Marks.

    /** Rollbacks above a level that were refused for good, with the reason of each. */
    List<String> refusedAbove(Level level) {
        return neighbours.impossibleAbove(level);
    }

    Mark mark(String name) throws IOException, SQLException {
        neighbours.suspendReaders(null);
        if (neighbours.open().stream().anyMatch(each -> each.origin.thread() != Thread.currentThread())) {
            gate.await(() -> neighbours.open().isEmpty(), options.endWait());
        }
        List<LogicalTransaction> open = neighbours.open();
        if (!open.isEmpty()) {
            throw new SQLException("Cannot set the mark \"" + name + "\" while " + open.get(0) + " is open", "25001");
        }
        if (escapes != null && savepoints.topInUse() == null) {
            // Who connected while nothing was at stake, such as a developer looking around, is no escape.
            escapes.forgive();
        }
        Level level = savepoints.pushMark();
        String reset = options.resetSequences() ? Sequences.reset(backend) : null;
        return new Mark(this, level, name, reset);
    }

    /**
     * Ends the real transaction, which undoes what is outside of marks, and begins another.
     *
     * @throws SQLException when a mark is set or a transaction is open
     */
    void renew() throws IOException, SQLException {
        if (savepoints.topInUse() != null) {
            throw new SQLException(
                    "The sandbox's transaction cannot be renewed while a mark is set or a transaction is open",
                    "25001");
        }
        Backend.check(backend.run("ROLLBACK", "BEGIN"));
        savepoints.clear();
        undone();
    }

    /** What going back may have changed: after DDL, the catalog and the statements prepared against it. */
    void undone() {
        if (schemaTouched) {
            schemaTouched = false;
            schemaVersion++;
            constraints.schemaChanged();
            backend.renewPreparedStatements();
        }
    }

    // Constraints.

    /**
     * Whether the check that a transaction asks for has to wait, because it fails where others may be to blame. The modes
     * asked for take effect as soon as no violation stands against them.
     */
    boolean postpones(LogicalTransaction transaction, SqlText statement) throws IOException, SQLException {
        if (statement.kind() != SqlText.Kind.SET_CONSTRAINTS
                || neighbours.doubtful(transaction).isEmpty()) {
            return false;
        }
        prepare(transaction, SqlText.DESCRIPTION, false);
        if (!constraints.wouldFindViolation(statement.text())) {
            return false;
        }
        constraints.switchModes(null);
        transaction.constraintModes.add(statement.text());
        return true;
    }

    /** Checks all deferred constraints without changing anything; null, or the server's error. */
    byte @Nullable [] probe() throws IOException, SQLException {
        return constraints.probe();
    }

    /** What checks at the end of a statement in auto-commit mode; empty when there is nothing that could fail. */
    List<String> checkBehind(SqlText statement) throws IOException, SQLException {
        List<String> check = statement.reads() ? List.of() : constraints.statements();
        if (check.isEmpty()) {
            return check;
        }
        boolean satisfied = constraints.satisfiedBy(neighbours.doubtful(null));
        // Finding out went back to a savepoint, and so to the modes that were in effect when it was set.
        constraints.switchModes(null);
        return satisfied ? check : List.of();
    }
}
