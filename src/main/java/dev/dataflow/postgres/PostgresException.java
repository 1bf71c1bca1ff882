package dev.dataflow.postgres;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a test's PostgreSQL cannot be had: it does not start, does not answer, or refuses to make a database.
 *
 * <p>The message says what was tried, where, and what to do about it. It never contains a password.
 */
public final class PostgresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PostgresException(String message) {
        super(message);
    }

    PostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
