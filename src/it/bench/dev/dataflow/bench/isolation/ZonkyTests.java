package dev.dataflow.bench.isolation;

import io.zonky.test.db.AutoConfigureEmbeddedDatabase;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * zonky's database for each test in Spring Boot's slice, with real commits. The server is its own, since its provider takes none that runs,
 * with the binaries and the settings of the others; Hibernate makes the tables in the template.
 */
@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=create")
@AutoConfigureEmbeddedDatabase(
        provider = AutoConfigureEmbeddedDatabase.DatabaseProvider.EMBEDDED,
        refresh = AutoConfigureEmbeddedDatabase.RefreshMode.AFTER_EACH_TEST_METHOD)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
public class ZonkyTests {
    @Autowired
    private EntityManagerFactory factory;

    @RepeatedTest(20)
    void empty() {}

    @RepeatedTest(20)
    void that_writes_20_rows() {
        factory.runInTransaction(Library::persistRows);
    }
}
