package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Entity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What those meet who write their first tests: a message says where in their code it went wrong, and what to do. */
class AdviceTest {
    @Entity
    static class Note extends Identified {
        String text;
    }

    @Entity
    static class Letter extends Identified {
        Map<String, Object> data;
    }

    private static String failureOf(Class<?> testClass) {
        List<String> failures = Runs.failures(Runs.run(testClass));
        assertThat(failures).hasSize(1);
        return failures.get(0);
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Note.class)
    static class LeavesAThread {
        private static final CountDownLatch THE_END = new CountDownLatch(1);

        @Test
        void is_outlived_by_it(DataFlow df) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            new Thread(() -> df.transaction(tx -> {
                        df.model(Note.class).create(Map.of("text", "late"));
                        begun.countDown();
                        awaitTheEnd();
                    }))
                    .start();
            begun.await();
        }

        private static void awaitTheEnd() {
            try {
                THE_END.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @AfterAll
        static void let_the_thread_end() {
            THE_END.countDown();
        }
    }

    @Test
    void work_that_is_left_behind_is_named_by_the_line_of_the_test_not_by_one_of_the_library() {
        assertThat(failureOf(LeavesAThread.class))
                .contains("at dev.dataflow.junit.AdviceTest$LeavesAThread.")
                .doesNotContain("dev.dataflow.Model.");
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Note.class)
    static class Vacuums {
        @Test
        void what_no_transaction_may(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("vacuum");
            }
        }
    }

    @Test
    void what_a_transaction_may_not_says_where_it_may() {
        assertThat(failureOf(Vacuums.class))
                .contains("VACUUM cannot run inside a transaction block. Use isolation = DATABASE");
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Note.class, isolation = Isolation.DATABASE)
    static class StoresTooEarly {
        @BeforeAll
        static void before_there_is_a_database(DataFlow df) {
            df.model(Note.class).create(Map.of("text", "early")).orThrow();
        }

        @Test
        void never_runs() {}
    }

    @Test
    void a_database_for_each_test_is_filled_before_each() {
        assertThat(failureOf(StoresTooEarly.class)).contains("StoresTooEarly", "@BeforeEach");
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = String.class, modelsIn = "com.acme.misspelt")
    static class NamesNoEntity {
        @Test
        void never_runs() {}
    }

    @Test
    void models_that_are_none_are_named() {
        assertThat(failureOf(NamesNoEntity.class)).contains("no @Entity class in com.acme.misspelt, java.lang.String");
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Letter.class)
    static class ForgetsJson {
        @Test
        void never_runs() {}
    }

    @Test
    void an_attribute_without_a_column_type_is_named() {
        assertThat(failureOf(ForgetsJson.class)).contains("AdviceTest$Letter.data", "@Json");
    }
}
