package dev.dataflow;

/** What went wrong, independent of wording. */
public enum ErrorCode {
    /** A key, a path or a value that cannot be used as it is; nothing reached the database, or the database refused the value's form. */
    INVALID_INPUT,
    /** A Bean Validation constraint of the entity does not hold. */
    VALIDATION,
    /** Another row has the same key. */
    UNIQUE_VIOLATION,
    /** The row referred to does not exist, or others still refer to the row that should go. */
    FOREIGN_KEY_VIOLATION,
    /** A required value is missing or null. */
    NOT_NULL_VIOLATION,
    /** A check constraint of the table, or of a column's domain, does not hold. */
    CHECK_VIOLATION,
    /** An exclusion constraint of the table does not hold. */
    EXCLUSION_VIOLATION,
    /** No row meets the filter of an operation on exactly one. */
    NOT_FOUND,
    /** Several rows meet the filter of an operation on exactly one. */
    NOT_UNIQUE,
    /** Someone else changed the row since the version that the caller read. */
    STALE,
    /** A lock was not to be had in time. */
    LOCK_TIMEOUT,
    /** Two transactions waited for each other and this one was ended. */
    DEADLOCK,
    /** The transaction's isolation level could not be kept; it may succeed when it is run again. */
    SERIALIZATION,
    /** The statement took longer than allowed, or was cancelled. */
    TIMEOUT,
    /** The server is not there, or no connection to it was free in time. */
    CONNECTION,
    /** The database user may not do this, or the transaction is read-only. */
    PERMISSION,
    /** Anything else; {@link Failure#sqlState()} tells more. */
    UNKNOWN
}
