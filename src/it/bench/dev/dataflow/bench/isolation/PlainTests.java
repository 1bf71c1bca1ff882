package dev.dataflow.bench.isolation;

import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No isolation at all: Hibernate by hand, and what is committed stays. */
public class PlainTests {
    private static EntityManagerFactory factory;

    @BeforeAll
    static void open() {
        factory = Library.byHand();
    }

    @RepeatedTest(200)
    void empty() {}

    @RepeatedTest(200)
    void that_writes_20_rows() {
        factory.runInTransaction(Library::persistRows);
    }

    @Test
    @Tag("figure")
    void first() {
        factory.runInTransaction(Library::storeAndRead);
    }
}
