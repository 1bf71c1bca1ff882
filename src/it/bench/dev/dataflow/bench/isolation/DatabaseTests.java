package dev.dataflow.bench.isolation;

import dev.dataflow.junit.DataFlowTest;
import dev.dataflow.junit.Isolation;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.RepeatedTest;

/** DataFlow: a database for each test, and real commits. */
@DataFlowTest(
        models = {Library.Author.class, Library.Book.class, Library.Member.class, Library.Loan.class},
        isolation = Isolation.DATABASE)
public class DatabaseTests {
    @RepeatedTest(20)
    void empty() {}

    @RepeatedTest(20)
    void that_writes_20_rows(EntityManagerFactory factory) {
        factory.runInTransaction(Library::persistRows);
    }
}
