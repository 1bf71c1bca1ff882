package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Begins, ends and configures the transactions of one logical connection: what never goes to the server as it is. */
final class Control {

    static final String NO_TRANSACTION = "25P01";
    private static final String IN_TRANSACTION = "25001";
    private static final String CONFLICT = "55006";

    private final Session session;
    private final Transactions transactions;
    private final Answers answers;
    private final Names names;
    private String isolation;
    private boolean readOnly;
    private volatile boolean byDriver;

    Control(Session session, Transactions transactions, Answers answers, Names names) {
        this.session = session;
        this.transactions = transactions;
        this.answers = answers;
        this.names = names;
        this.isolation = transactions.isolation();
    }

    /** Whether a commit or rollback that comes next was asked for by JDBC and not by SQL text. */
    void byDriver(boolean value) {
        byDriver = value;
    }

    void perform(Unit unit, SqlText command) throws IOException, SQLException {
        LogicalTransaction current = session.transaction();
        switch (command.kind()) {
            case BEGIN -> refuse(command, "as SQL text");
            case COMMIT, ROLLBACK -> end(unit, command, current);
            case SAVEPOINT, RELEASE, ROLLBACK_TO -> {
                if (current == null) {
                    session.fail(NO_TRANSACTION, command.keyword() + " can only be used in transaction blocks", null);
                } else {
                    savepoint(unit, command, current);
                }
            }
            case SET_TRANSACTION -> {
                setTransaction(command, current);
                session.succeed(unit, "SET");
            }
            case SESSION_CHARACTERISTICS -> {
                isolation = honour(command, isolation);
                Boolean only = command.readOnly();
                readOnly = only == null ? readOnly : only;
                session.succeed(unit, "SET");
            }
            case DEALLOCATE_ALL -> {
                names.closeStatements();
                session.succeed(unit, "DEALLOCATE ALL");
            }
            default -> refuse(command, "in a sandbox");
        }
    }

    /**
     * Answers what depends on nothing that others do, and so need not wait for them: whether the connection lives, what
     * its isolation level is, and that a transaction begins. Returns whether the unit was that.
     */
    boolean answer(Unit unit, SqlText command) {
        LogicalTransaction current = session.transaction();
        if (command.kind() == SqlText.Kind.EMPTY) {
            session.succeed(unit, "");
        } else if (command.kind() == SqlText.Kind.SHOW_ISOLATION && (current == null || current.aborted == null)) {
            session.succeed(unit, "SHOW", current == null ? isolation : current.isolation);
        } else if (current == null && isByDriver(unit, command)) {
            boolean reads = readOnly || Boolean.TRUE.equals(command.readOnly());
            session.transaction(new LogicalTransaction(isolation, reads));
            session.succeed(unit, "BEGIN");
        } else {
            return false;
        }
        return true;
    }

    /** The driver begins with a simple query; the application's statements come prepared. */
    private static boolean isByDriver(Unit unit, SqlText command) {
        return unit.end() == 'Q' && command.keyword().equals("BEGIN");
    }

    void refuse(SqlText command, String how) {
        LogicalTransaction current = session.transaction();
        if (current != null) {
            transactions.endings().abort(current);
        }
        transactions.refusals().add(command);
        session.fail(
                command.kind() == SqlText.Kind.BEGIN ? IN_TRANSACTION : "2D000",
                command.keyword() + " " + how + " is refused in a sandbox",
                "Use Connection.setAutoCommit, commit and rollback. " + Transactions.HINT);
    }

    private void end(Unit unit, SqlText command, @Nullable LogicalTransaction current)
            throws IOException, SQLException {
        if (!byDriver) {
            refuse(command, "as SQL text");
        } else if (current == null) {
            session.succeed(unit, command.keyword());
        } else if (command.kind() == SqlText.Kind.COMMIT && current.aborted == null) {
            commit(unit, current);
        } else {
            rollback(unit, current);
        }
    }

    private void commit(Unit unit, LogicalTransaction current) throws IOException, SQLException {
        byte[] violation = transactions.endings().commit(current);
        names.closePortals();
        session.transaction(null);
        if (violation == null) {
            session.succeed(unit, "COMMIT");
        } else {
            answers.message(violation);
            session.ready();
        }
    }

    private void rollback(Unit unit, LogicalTransaction current) {
        String conflict = current.hasEnded() ? null : transactions.endings().rollback(current);
        if (conflict != null) {
            failFor(conflict);
            return;
        }
        names.closePortals();
        session.transaction(null);
        session.succeed(unit, "ROLLBACK");
    }

    private void savepoint(Unit unit, SqlText command, LogicalTransaction current) throws IOException, SQLException {
        String name = command.name();
        if (command.kind() == SqlText.Kind.SAVEPOINT) {
            transactions.savepoint(current, String.valueOf(name));
            session.succeed(unit, "SAVEPOINT");
            return;
        }
        transactions.resume(current);
        LogicalTransaction.Savepoint savepoint = current.savepoint(name);
        if (savepoint == null || !current.isOpen()) {
            transactions.endings().abort(current);
            session.fail("3B001", "savepoint \"" + name + "\" does not exist", null);
        } else if (command.kind() == SqlText.Kind.RELEASE) {
            transactions.releaseSavepoint(current, savepoint);
            session.succeed(unit, "RELEASE");
        } else {
            String conflict = transactions.rollbackTo(current, savepoint);
            if (conflict == null) {
                session.succeed(unit, "ROLLBACK");
            } else {
                failFor(conflict);
            }
        }
    }

    private void failFor(String conflict) {
        session.fail(
                CONFLICT,
                conflict,
                "A transaction that began later has to end before an older one goes on. " + Transactions.HINT);
    }

    private void setTransaction(SqlText command, @Nullable LogicalTransaction current) {
        if (current == null) {
            answers.warning(NO_TRANSACTION, "SET TRANSACTION can only be used in transaction blocks");
            return;
        }
        current.isolation = honour(command, current.isolation);
        if (Boolean.TRUE.equals(command.readOnly()) && !current.readOnly) {
            if (current.base == null) {
                current.readOnly = true;
            } else {
                transactions.backend().later("SET TRANSACTION READ ONLY");
            }
        }
    }

    /** The level asked for, which the application sees from now on; warns when it is not the real one. */
    private String honour(SqlText command, String before) {
        String level = command.isolationLevel();
        if (level == null) {
            return before;
        }
        if (!level.equals(transactions.isolation()) && !level.equals("read uncommitted")) {
            answers.warning(
                    "01000",
                    "isolation level " + level + " cannot be honoured: all connections of a sandbox share one "
                            + transactions.isolation() + " transaction. " + Transactions.HINT);
        }
        return level;
    }
}
