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
 */
public record TransactionOptions(@Nullable Isolation isolation, boolean readOnly, int retries) {
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

    /** Answers the default: the connection's isolation level, writes allowed, three retries. */
    public static TransactionOptions defaults() {
        return new TransactionOptions(null, false, DEFAULT_RETRIES);
    }

    public TransactionOptions withIsolation(Isolation level) {
        return new TransactionOptions(level, readOnly, retries);
    }

    public TransactionOptions withReadOnly() {
        return new TransactionOptions(isolation, true, retries);
    }

    public TransactionOptions withRetries(int times) {
        return new TransactionOptions(isolation, readOnly, times);
    }

    TransactionSettings settings() {
        return new TransactionSettings(isolation == null ? null : isolation.level, readOnly);
    }
}
