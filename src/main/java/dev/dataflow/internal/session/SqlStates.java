package dev.dataflow.internal.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's error codes mean to a transaction. */
public final class SqlStates {
    /** What a transaction answers that has failed and was not rolled back to a savepoint. */
    public static final String IN_FAILED_TRANSACTION = "25P02";

    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String DATATYPE_MISMATCH = "42804";
    private static final String UNDEFINED_OPERATOR = "42883";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";

    private SqlStates() {}

    /** Whether the same transaction may succeed when it is run again from its beginning. */
    public static boolean isRetryable(SQLException e) {
        return SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK_DETECTED.equals(e.getSQLState());
    }

    /** Whether another row has the same value of a unique key. */
    public static boolean isUniqueViolation(Throwable thrown) {
        SQLException cause = causeOf(thrown);
        return cause != null && UNIQUE_VIOLATION.equals(cause.getSQLState());
    }

    /** Whether the data of one row is to blame, and not the connection or another transaction: classes 22 and 23, and what triggers raise. */
    public static boolean isOfData(Throwable thrown) {
        SQLException cause = causeOf(thrown);
        String state = cause == null ? null : cause.getSQLState();
        return state != null
                && (state.startsWith("22")
                        || state.startsWith("23")
                        || state.startsWith("P0")
                        || state.startsWith("44"));
    }

    /**
     * Whether a value was of another type than its column, to which it was assigned or with which it was compared. A parameter takes the type
     * of a column that is of no type we know, such as an enum of the database behind {@code stringtype=unspecified}; an element of an array
     * does not.
     */
    public static boolean isTypeMismatch(Throwable thrown) {
        SQLException cause = causeOf(thrown);
        return cause != null
                && (DATATYPE_MISMATCH.equals(cause.getSQLState()) || UNDEFINED_OPERATOR.equals(cause.getSQLState()));
    }

    /** Whether a column that takes no NULL was given none. */
    public static boolean isNotNullViolation(Throwable thrown) {
        SQLException cause = causeOf(thrown);
        return cause != null && NOT_NULL_VIOLATION.equals(cause.getSQLState());
    }

    /** Answers the first SQLException that has a state, among an exception, its causes and the next of each; null when there is none. */
    public static @Nullable SQLException causeOf(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            if (cause instanceof SQLException first) {
                for (SQLException e = first; e != null; e = e.getNextException()) {
                    if (e.getSQLState() != null) {
                        return e;
                    }
                }
                return first;
            }
        }
        return null;
    }
}
