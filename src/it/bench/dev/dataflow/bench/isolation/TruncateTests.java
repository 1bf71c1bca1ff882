package dev.dataflow.bench.isolation;

import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;

/** Real commits, and one TRUNCATE of all tables after each test. */
public class TruncateTests {
    private static EntityManagerFactory factory;

    @BeforeAll
    static void open() {
        factory = Library.byHand();
    }

    @AfterEach
    void truncate() {
        factory.runInTransaction(em -> em.createNativeQuery("truncate author, book, member, loan restart identity")
                .executeUpdate());
    }

    @RepeatedTest(20)
    void empty() {}

    @RepeatedTest(20)
    void that_writes_20_rows() {
        factory.runInTransaction(Library::persistRows);
    }
}
