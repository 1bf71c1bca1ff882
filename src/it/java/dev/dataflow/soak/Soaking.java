package dev.dataflow.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.Model;
import dev.dataflow.junit.DataFlowTest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** What each test of the soak does: a little of everything that leaves traces. */
@ExtendWith(Soaking.Often.class)
abstract class Soaking {
    /** The configuration parameter that says how many tests each class has. */
    static final String TESTS = "dataflow.soak.tests";

    @Entity
    static class Drop extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    @DataFlowTest(models = Drop.class)
    static class First extends Soaking {}

    @DataFlowTest(models = Drop.class)
    static class Second extends Soaking {}

    @DataFlowTest(models = Drop.class)
    static class Third extends Soaking {}

    @DataFlowTest(models = Drop.class)
    static class Fourth extends Soaking {}

    @TestTemplate
    void leaves_traces(DataFlow df, EntityManager em, Connection connection) throws SQLException {
        Model<Drop> drops = df.model(Drop.class);
        assertThat(drops.create(Map.of("name", "a")).data().id()).isEqualTo(1L);
        assertThat(drops.create(Map.of("name", "a")).success()).isFalse();
        CompletableFuture.runAsync(() -> df.transaction(tx -> {
                    drops.create(Map.of("name", "b")).orThrow();
                    tx.setRollbackOnly();
                }))
                .join();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create temporary table puddle (id int) on commit drop");
            connection.rollback();
        }
        Drop unflushed = new Drop();
        unflushed.name = "c";
        em.persist(unflushed);
        assertThat(drops.count().data()).isEqualTo(2);
    }

    static final class Often implements TestTemplateInvocationContextProvider {
        @Override
        public boolean supportsTestTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
            int times = context.getConfigurationParameter(TESTS)
                    .map(Integer::valueOf)
                    .orElse(1);
            return IntStream.range(0, times).mapToObj(time -> new TestTemplateInvocationContext() {});
        }
    }
}
