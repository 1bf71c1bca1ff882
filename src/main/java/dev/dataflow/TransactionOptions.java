package dev.dataflow;

import dev.dataflow.internal.session.TransactionSettings;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction runs. Immutable.
 *
 * @param isolation the isolation level; null for that of the connection, which is read committed unless configured otherwise
 * @param readOnly whether writes are refused
 * @param retries how often the whole transaction is run again after a serialization failure or a deadlock; 0 or more
 * @param savepoints whether the transaction goes on after the server has refused a statement; see {@link #withoutSavepoints}
 */
public record TransactionOptions(@Nullable Isolation isolation, boolean readOnly, int retries, boolean savepoints) {
    private static final int DEFAULT_RETRIES = 3;

    /** The isolation levels of PostgreSQL. */
    public enum Isolation {
        READ_COMMITTED(Connection.TRANSACTION_READ_COMMITTED),
        REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ),
        SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE);

        private final int level;

        Isolation(int level) {
            this.level = level;
        }
    }

    public TransactionOptions {
        if (retries < 0) {
            throw new IllegalArgumentException("Retries are not negative");
        }
    }

    /** Answers the default: the connection's isolation level, writes allowed, three retries, a savepoint before each write. */
    public static TransactionOptions defaults() {
        return new TransactionOptions(null, false, DEFAULT_RETRIES, true);
    }

    public TransactionOptions withIsolation(Isolation level) {
        return new TransactionOptions(level, readOnly, retries, savepoints);
    }

    public TransactionOptions withReadOnly() {
        return new TransactionOptions(isolation, true, retries, savepoints);
    }

    public TransactionOptions withRetries(int times) {
        return new TransactionOptions(isolation, readOnly, times, savepoints);
    }

    /**
     * Lets the first statement that the server refuses end the transaction, as it does in plain JDBC, for work that is all or nothing:
     * a write then costs the server one statement instead of two.
     *
     * <p>The operation that failed answers why; those after it fail, and at its end the transaction is rolled back and
     * {@link DataFlow#transaction} throws a {@link DataFlowException} with the first failure, unless the callback throws anything itself.
     * A nested transaction is a savepoint here, too: it is undone alone, and the one around it goes on. What is refused before it reaches
     * the server, or finds no row, ends nothing; nor does a row that a best effort leaves out. An operation of several statements has a
     * savepoint of its own all the same, since part of what it tries may fail.
     */
    public TransactionOptions withoutSavepoints() {
        return new TransactionOptions(isolation, readOnly, retries, false);
    }

    TransactionSettings settings() {
        return new TransactionSettings(isolation == null ? null : isolation.level, readOnly, savepoints);
    }
}
