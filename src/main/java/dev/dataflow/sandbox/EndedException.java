package dev.dataflow.sandbox;

import java.sql.SQLException;

/** Says that a mark has ended a transaction while it waited for others: nothing more is to be done for it. */
final class EndedException extends SQLException {

    private static final long serialVersionUID = 1;

    EndedException(LogicalTransaction transaction) {
        super(transaction.aborted, "25P02");
    }
}
