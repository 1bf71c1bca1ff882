package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules by which logical transactions share the real one.
 *
 * <p>Each method wants its caller to have entered the {@link #gate()}, unless it says otherwise.
 */
final class Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int CROWDED = 40;
    static final String HINT = "Use isolation = DATABASE for tests that need this.";

    private final SandboxOptions options;
    private final Backend backend;
    private final Gate gate = new Gate();
    private final Savepoints savepoints;
    private final Constraints constraints;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final String isolation;
    private boolean schemaTouched;
    private int schemaVersion;
    private volatile @Nullable String broken;

    Transactions(Backend backend, SandboxOptions options) throws IOException, SQLException {
        this.backend = backend;
        this.options = options;
        this.savepoints = new Savepoints(backend);
        this.constraints = new Constraints(backend);
        Backend.check(backend.run("BEGIN"));
        @Nullable String[] row = backend.query("SHOW transaction_isolation").get(0);
        String level = row[0];
        this.isolation = level == null ? "read committed" : level;
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

    Constraints constraints() {
        return constraints;
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

    /** Grows when DDL was undone, after which statements prepared before may no longer fit. */
    int schemaVersion() {
        return schemaVersion;
    }

    // One statement.

    /** Sees to it that the next statement can fail without taking others' work with it. */
    void prepare(@Nullable LogicalTransaction transaction, boolean reads) throws IOException, SQLException {
        if (transaction == null || !transaction.readOnly) {
            suspendReaders(transaction);
        }
        if (transaction == null) {
            savepoints.guard();
        } else if (transaction.base == null) {
            begin(transaction);
        } else {
            if (!reads) {
                letYoungerFinish(transaction);
            }
            if (isOnTop(transaction)) {
                savepoints.dropSpares();
            } else {
                savepoints.guard();
            }
        }
        switchModes(transaction);
    }

    /** Brings constraints into the modes that this transaction set, unless others' violations stand against it. */
    private void switchModes(@Nullable LogicalTransaction transaction) throws IOException, SQLException {
        LogicalTransaction wanted = transaction == null || transaction.constraintModes.isEmpty() ? null : transaction;
        if (wanted == savepoints.modes()) {
            return;
        }
        List<String> statements = new ArrayList<>(constraints.restore());
        if (wanted != null) {
            statements.addAll(wanted.constraintModes);
        }
        Level guard = savepoints.guard();
        if (backend.run(statements.toArray(String[]::new)) != null) {
            savepoints.rollbackTo(guard);
        } else {
            savepoints.modes(wanted);
        }
        if (transaction != null && isOnTop(transaction)) {
            savepoints.dropSpares();
        }
    }

    void succeeded(@Nullable LogicalTransaction transaction, SqlText statement) {
        Level top = savepoints.top();
        if (top != null && top.isSpare() && !statement.pure()) {
            top.dirty(true);
        }
        if (statement.kind() == SqlText.Kind.SCHEMA) {
            constraints.schemaChanged();
            schemaTouched = true;
        }
        if (statement.reads()) {
            return;
        }
        if (transaction != null) {
            transaction.wrote = true;
            transaction.valid = false;
        } else {
            committedInside(null, null);
        }
    }

    void failed(@Nullable LogicalTransaction transaction) {
        Level top = savepoints.top();
        if (top != null) {
            savepoints.rollbackTo(top);
            top.dirty(false);
        }
        if (transaction != null) {
            abort(transaction);
        }
    }

    /**
     * Has a transaction refuse everything but its end. When no savepoint can save it, it is undone at once: so it cannot
     * take along what others commit before it is rolled back.
     */
    void abort(LogicalTransaction transaction) {
        transaction.abort();
        Level base = transaction.base;
        if (base != null && transaction.savepoints.isEmpty() && transaction.isOpen() && isOnTop(transaction)) {
            warnOfLostWork(transaction);
            savepoints.rollbackAndRecycle(base);
            transaction.base = null;
            transaction.settings.clear();
            settle();
        }
    }

    // Begin and end.

    private void begin(LogicalTransaction transaction) throws IOException, SQLException {
        if (savepoints.depth() > CROWDED) {
            // Threads whose transactions always overlap would pile up savepoints without end.
            gate.await(() -> savepoints.depth() <= CROWDED, courtesy());
        }
        othersAreValid(transaction);
        transaction.base = savepoints.push(transaction);
        if (transaction.readOnly) {
            backend.later("SET TRANSACTION READ ONLY");
        }
    }

    /** Commits; null, or the server's error after which the transaction is rolled back. */
    byte @Nullable [] commit(LogicalTransaction transaction) throws IOException, SQLException {
        Level base = transaction.base;
        if (base == null) {
            transaction.state = LogicalTransaction.State.ENDED;
            return null;
        }
        suspendReaders(transaction);
        boolean onTop = isOnTop(transaction);
        if (transaction.wrote && doubtful(transaction).isEmpty() && (onTop || !transaction.valid)) {
            byte[] violation = check(onTop);
            if (violation != null) {
                if (onTop) {
                    savepoints.rollbackAndRecycle(base);
                    end(transaction);
                } else {
                    doom(transaction);
                }
                return violation;
            }
        }
        if (transaction.wrote) {
            committedInside(base, transaction.origin);
        }
        if (onTop) {
            savepoints.release(base);
            end(transaction);
        } else {
            transaction.state = LogicalTransaction.State.COMMITTED;
        }
        return null;
    }

    /** Rolls back; null, or why that is impossible while others are at work. */
    @Nullable
    String rollback(LogicalTransaction transaction) {
        Level base = transaction.base;
        if (base == null) {
            transaction.state = LogicalTransaction.State.ENDED;
            return null;
        }
        String conflict = conflict(transaction, base);
        if (conflict != null) {
            doom(transaction);
            return conflict;
        }
        warnOfLostWork(transaction);
        savepoints.rollbackAndRecycle(base);
        end(transaction);
        return null;
    }

    private void doom(LogicalTransaction transaction) {
        transaction.state = LogicalTransaction.State.DOOMED;
        transaction.abort();
    }

    private void end(LogicalTransaction transaction) {
        transaction.state = LogicalTransaction.State.ENDED;
        transaction.base = null;
        transaction.settings.forEach((name, value) -> backend.later("SELECT pg_catalog.set_config("
                + Sequences.literal(name) + ", " + Sequences.literal(value) + ", true)"));
        settle();
    }

    /** Ends what could not end while a younger transaction was open. */
    private void settle() {
        Level top = savepoints.topInUse();
        LogicalTransaction owner = top == null ? null : top.owner();
        Level base = owner == null ? null : owner.base;
        if (owner == null || base == null || !isOnTop(owner)) {
            return;
        }
        if (owner.state == LogicalTransaction.State.COMMITTED) {
            savepoints.release(base);
            end(owner);
        } else if (owner.state == LogicalTransaction.State.DOOMED) {
            warnOfLostWork(owner);
            savepoints.rollbackAndRecycle(base);
            end(owner);
        }
    }

    // Savepoints of the application.

    void savepoint(LogicalTransaction transaction, String name) throws IOException, SQLException {
        prepare(transaction, true);
        savepoints.dropSpares();
        transaction.savepoints.add(new LogicalTransaction.Savepoint(
                name, savepoints.push(transaction), transaction.constraintModes.size()));
    }

    void releaseSavepoint(LogicalTransaction transaction, LogicalTransaction.Savepoint savepoint) {
        transaction.forgetSavepointsAfter(savepoint);
        transaction.savepoints.remove(savepoint);
        if (othersAbove(transaction, savepoint.level()).isEmpty()) {
            savepoints.release(savepoint.level());
        }
    }

    /** Goes back to a savepoint; null, or why that is impossible while others are at work. */
    @Nullable
    String rollbackTo(LogicalTransaction transaction, LogicalTransaction.Savepoint savepoint) {
        String conflict = conflict(transaction, savepoint.level());
        if (conflict == null) {
            savepoints.rollbackTo(savepoint.level());
            transaction.valid = false;
            transaction
                    .constraintModes
                    .subList(savepoint.modes(), transaction.constraintModes.size())
                    .clear();
            transaction.forgetSavepointsAfter(savepoint);
            transaction.aborted = null;
        }
        return conflict;
    }

    // Marks.

    Mark mark(String name) throws IOException, SQLException {
        suspendReaders(null);
        List<LogicalTransaction> open = open();
        if (open.stream().anyMatch(each -> each.origin.thread() != Thread.currentThread())) {
            gate.await(() -> open().isEmpty(), options.endWait());
        }
        open = open();
        if (!open.isEmpty()) {
            throw new SQLException("Cannot set the mark \"" + name + "\" while " + open.get(0) + " is open", "25001");
        }
        Level level = savepoints.pushMark();
        String reset = options.resetSequences() ? Sequences.reset(backend) : null;
        return new Mark(this, level, name, reset);
    }

    private List<LogicalTransaction> open() {
        List<LogicalTransaction> open = new ArrayList<>();
        for (Level level : savepoints.all()) {
            LogicalTransaction owner = level.owner();
            if (owner != null && owner.isOpen() && !open.contains(owner)) {
                open.add(owner);
            }
        }
        return open;
    }

    // Constraints.

    /** Checks all deferred constraints without changing anything; safe for any moment. */
    byte @Nullable [] check() throws IOException, SQLException {
        if (constraints.restore().isEmpty()) {
            return null;
        }
        Level guard = savepoints.guard();
        byte[] violation = backend.run(Constraints.CHECK);
        savepoints.rollbackTo(guard);
        return violation;
    }

    /** What checks at the end of a statement in auto-commit mode; empty when there is nothing that could fail. */
    List<String> checkBehind(SqlText statement) throws IOException, SQLException {
        List<String> restore = statement.reads() ? List.of() : constraints.restore();
        if (restore.isEmpty() || !othersAreValid(null)) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        all.add(Constraints.CHECK);
        all.addAll(restore);
        return all;
    }

    /**
     * Whether the other open transactions would satisfy their deferred constraints now. Then a check that fails later is
     * to blame on who asks for it; otherwise nobody can tell, and only the last to end is checked.
     */
    private boolean othersAreValid(@Nullable LogicalTransaction except) throws IOException, SQLException {
        List<LogicalTransaction> doubtful = doubtful(except);
        if (!doubtful.isEmpty() && check() == null) {
            doubtful.forEach(other -> other.valid = true);
            return true;
        }
        return doubtful.isEmpty();
    }

    private List<LogicalTransaction> doubtful(@Nullable LogicalTransaction except) {
        List<LogicalTransaction> doubtful = open();
        doubtful.removeIf(other -> other == except || other.valid);
        return doubtful;
    }

    private byte @Nullable [] check(boolean onTop) throws IOException, SQLException {
        List<String> restore = constraints.restore();
        if (restore.isEmpty()) {
            return null;
        }
        List<String> statements = new ArrayList<>();
        statements.add(Constraints.CHECK);
        statements.addAll(restore);
        Level guard = onTop ? null : savepoints.guard();
        byte[] violation = backend.run(statements.toArray(String[]::new));
        if (violation == null) {
            savepoints.modes(null);
        } else if (guard != null) {
            savepoints.rollbackTo(guard);
        }
        return violation;
    }

    // Who stands above whom.

    boolean isOnTop(LogicalTransaction transaction) {
        Level base = transaction.base;
        return base == null || othersAbove(transaction, base).isEmpty();
    }

    private List<LogicalTransaction> othersAbove(LogicalTransaction transaction, Level level) {
        List<LogicalTransaction> others = new ArrayList<>();
        for (Level above : savepoints.above(level)) {
            LogicalTransaction owner = above.owner();
            if (owner != null && owner != transaction && !others.contains(owner)) {
                others.add(owner);
            }
        }
        return others;
    }

    private List<LogicalTransaction> openAbove(LogicalTransaction transaction, Level level) {
        List<LogicalTransaction> others = othersAbove(transaction, level);
        others.removeIf(other -> !other.isOpen());
        return others;
    }

    /** What going back may have changed: after DDL, the catalog and the statements prepared against it. */
    void undone() {
        if (schemaTouched) {
            schemaTouched = false;
            constraints.schemaChanged();
            backend.renewPreparedStatements();
            schemaVersion++;
        }
    }

    /** Waits until nobody's work would be undone against his will; null, or what stands in the way. */
    private @Nullable String conflict(LogicalTransaction transaction, Level level) {
        suspendReaders(transaction);
        List<LogicalTransaction> younger = openAbove(transaction, level);
        Thread current = Thread.currentThread();
        if (younger.stream().anyMatch(other -> other.origin.thread() != current)) {
            gate.await(() -> openAbove(transaction, level).isEmpty(), options.waitLimit());
            younger = openAbove(transaction, level);
        }
        if (younger.isEmpty()) {
            younger = transaction.entangled.stream()
                    .filter(LogicalTransaction::isOpen)
                    .toList();
        }
        return younger.isEmpty()
                ? null
                : "cannot roll back " + transaction + ", because " + younger.get(0)
                        + " is still open and its work would be undone as well";
    }

    /** A younger transaction of another thread most often ends at once; then the two do not get in each other's way. */
    private void letYoungerFinish(LogicalTransaction transaction) {
        Level base = transaction.base;
        if (base == null || isOnTop(transaction)) {
            return;
        }
        Thread current = Thread.currentThread();
        boolean foreign = openAbove(transaction, base).stream()
                .anyMatch(other -> other.origin.thread() != current && !other.entangled.contains(transaction));
        if (foreign) {
            gate.await(
                    () -> !transaction.isOpen() || openAbove(transaction, base).isEmpty(), courtesy());
        }
        for (LogicalTransaction other : openAbove(transaction, base)) {
            if (!other.entangled.contains(transaction)) {
                other.entangled.add(transaction);
            }
        }
    }

    /** How long one transaction lets another go first when both could go on, but would get entangled. */
    private Duration courtesy() {
        return options.waitLimit().dividedBy(10);
    }

    private void committedInside(@Nullable Level level, @Nullable Origin origin) {
        for (Level below : level == null ? savepoints.all() : savepoints.below(level)) {
            LogicalTransaction owner = below.owner();
            if (owner != null && owner.isOpen() && owner.committedInside == null) {
                owner.committedInside = origin == null ? Origin.here() : origin;
            }
        }
    }

    private static void warnOfLostWork(LogicalTransaction transaction) {
        Origin lost = transaction.committedInside;
        if (lost != null) {
            LOG.warn(
                    "Rolling back {} also undoes what was committed inside it by {}; production would keep that. {}",
                    transaction,
                    lost,
                    HINT);
        }
    }

    /**
     * Takes read-only transactions off the stack: they have nothing to undo, and inside them nobody could write. They
     * return with their next statement.
     */
    private void suspendReaders(@Nullable LogicalTransaction except) {
        Level reader = topReader(except);
        while (reader != null) {
            LogicalTransaction owner = reader.owner();
            savepoints.release(reader);
            if (owner != null) {
                owner.base = null;
            }
            reader = topReader(except);
        }
    }

    private @Nullable Level topReader(@Nullable LogicalTransaction except) {
        Level top = savepoints.topInUse();
        LogicalTransaction owner = top == null ? null : top.owner();
        boolean reader = owner != null && owner != except && owner.readOnly && owner.isOpen() && owner.base == top;
        return reader ? top : null;
    }
}
