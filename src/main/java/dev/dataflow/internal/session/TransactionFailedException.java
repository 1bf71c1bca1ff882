package dev.dataflow.internal.session;

import java.sql.SQLException;

/** A transaction could not be begun or committed; tells the database's exception from one that the work itself threw. */
public final class TransactionFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TransactionFailedException(SQLException cause) {
        super("the transaction failed", cause, false, false);
    }
}
