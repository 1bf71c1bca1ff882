package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.internal.session.ConstraintColumns;
import dev.dataflow.internal.session.DomainColumns;
import java.sql.BatchUpdateException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** What a failure passes on of an exception's text, where no database is needed to make one. */
class FailuresTest {
    private final Failures failures = new Failures(new ConstraintColumns(null), new DomainColumns(null));

    @Test
    void theDriversTextOfABatchQuotesItsValues() {
        PSQLException broken = new PSQLException("I/O error", PSQLState.CONNECTION_FAILURE);
        BatchUpdateException batch = new BatchUpdateException(
                "Batch entry 0 insert into person values ('" + Secrets.TEXT + "') was aborted",
                "08006",
                0,
                new int[0],
                broken);

        Failure failure = failures.of(batch, Attempt.TRANSACTION);

        assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION);
        Secrets.assertHidden(failure.message(), failure.toString());
    }

    @Test
    void aPoolsTextSaysWhatItIsShortOf() {
        Failure failure =
                failures.of(new SQLTransientConnectionException("none is free", "08001"), Attempt.TRANSACTION);

        assertThat(failure.message()).contains("none is free");
    }
}
