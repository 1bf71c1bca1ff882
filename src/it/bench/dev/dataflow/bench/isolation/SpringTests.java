package dev.dataflow.bench.isolation;

import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;

/** Spring Boot's slice on a real PostgreSQL: one transaction for each test, rolled back. SQL is not shown, which would cost more. */
@DataJpaTest(showSql = false)
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
public class SpringTests {
    @Autowired
    private EntityManager em;

    @RepeatedTest(200)
    void empty() {}

    @RepeatedTest(200)
    void that_writes_20_rows() {
        Library.persistRows(em);
        em.flush();
    }

    @Test
    @Tag("figure")
    void first() {
        Library.storeAndRead(em);
    }
}
