package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class EndOfTestTest {
    @Entity
    static class Named extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Named.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Unflushed {
        @BeforeAll
        static void one_is_there(DataFlow df) {
            df.model(Named.class).create(Map.of("name", "taken")).orThrow();
        }

        @Test
        @Order(1)
        void stores_a_twin_that_it_never_flushes(EntityManager em) {
            Named twin = new Named();
            twin.name = "taken";
            em.persist(twin);
        }

        @Test
        @Order(2)
        void the_next_test_is_clean(DataFlow df, EntityManager em) {
            assertThat(df.model(Named.class).count().data()).isEqualTo(1);
            assertThat(em.find(Named.class, 1L)).isNotNull();
        }
    }

    @Test
    void work_that_was_never_flushed_is_flushed_and_fails_its_test() {
        var results = Runs.run(Unflushed.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(Runs.failures(results)).singleElement().asString().contains("ConstraintViolation");
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Named.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Deferred {
        @BeforeAll
        static void a_constraint_that_is_checked_at_commit(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "create table child (parent bigint references end_of_test_test$named deferrable initially deferred)");
            }
        }

        @Test
        @Order(1)
        void leaves_an_orphan(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("insert into child values (404)");
            }
        }

        @Test
        @Order(2)
        void commits_an_orphan(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("insert into child values (404)");
                connection.commit();
            }
        }

        @Test
        @Order(3)
        void the_next_test_is_clean(DataFlow df) {
            assertThat(df.model(Named.class).count().data()).isZero();
        }
    }

    @Test
    void deferred_constraints_are_checked_at_a_commit_and_at_the_end() {
        var results = Runs.run(Deferred.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(2));
        assertThat(Runs.failures(results))
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure).contains("foreign key"));
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Named.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class BreaksEverywhere {
        @BeforeEach
        void stores_and_breaks(DataFlow df) {
            df.model(Named.class).create(Map.of("name", "before each")).orThrow();
            throw new IllegalStateException("broken on purpose");
        }

        @Test
        void never_runs() {}
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Named.class)
    static class BreaksBeforeAll {
        @BeforeAll
        static void stores_and_breaks(DataFlow df) {
            df.model(Named.class).create(Map.of("name", "before all")).orThrow();
            throw new IllegalStateException("broken on purpose");
        }

        @Test
        void never_runs() {}
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Named.class)
    static class BreaksAfterAll {
        @Test
        void stores(DataFlow df) {
            df.model(Named.class).create(Map.of("name", "test")).orThrow();
        }

        @AfterAll
        static void stores_and_breaks(DataFlow df) {
            df.model(Named.class).create(Map.of("name", "after all")).orThrow();
            throw new IllegalStateException("broken on purpose");
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Named.class)
    static class Clean {
        @Test
        void finds_nothing_and_gets_the_first_id(DataFlow df) {
            assertThat(df.model(Named.class).count().data()).isZero();
            assertThat(df.model(Named.class).create(Map.of("name", "x")).data().id())
                    .isEqualTo(1L);
        }
    }

    @Test
    void an_exception_at_any_stage_leaves_nothing_behind() {
        var results = Runs.run(
                BreaksEverywhere.class,
                Clean.class,
                BreaksBeforeAll.class,
                Clean.class,
                BreaksAfterAll.class,
                Clean.class);

        assertThat(Runs.failures(results)).hasSize(3).allMatch(failure -> failure.contains("broken on purpose"));
        results.testEvents().assertStatistics(stats -> stats.failed(1));
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Named.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class LeavesThreadsAtWork {
        private static final CountDownLatch THE_END = new CountDownLatch(1);

        @Test
        @Order(1)
        void is_outlived_by_a_short_transaction(DataFlow df) throws InterruptedException {
            workFor(df, () -> Thread.sleep(300), "short-work");
        }

        @Test
        @Order(2)
        void is_outlived_by_one_that_does_not_end(DataFlow df) throws InterruptedException {
            workFor(df, THE_END::await, "endless-work");
        }

        @Test
        @Order(3)
        void the_next_test_is_clean(DataFlow df) {
            assertThat(df.model(Named.class).count().data()).isZero();
        }

        @AfterAll
        static void let_the_thread_end() {
            THE_END.countDown();
        }

        private interface Pause {
            void run() throws InterruptedException;
        }

        private static void workFor(DataFlow df, Pause pause, String thread) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            new Thread(
                            () -> df.transaction(tx -> {
                                df.model(Named.class).create(Map.of("name", "late"));
                                begun.countDown();
                                try {
                                    pause.run();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }),
                            thread)
                    .start();
            begun.await();
        }
    }

    @Test
    void work_on_other_threads_is_waited_for_and_then_named() {
        var results = Runs.run(LeavesThreadsAtWork.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(2).failed(1));
        assertThat(Runs.failures(results)).singleElement().asString().contains("endless-work", "is still open");
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Named.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class LeavesAStatementAtWork {
        @Test
        @Order(1)
        void is_outlived_by_a_statement(DataSource dataSource, Connection connection, EntityManager em)
                throws Exception {
            em.persist(new Named());
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1");
            CountDownLatch begun = new CountDownLatch(1);
            new Thread(() -> sleepOn(dataSource, begun), "endless-statement").start();
            begun.await();
            Thread.sleep(100);
        }

        private static void sleepOn(DataSource dataSource, CountDownLatch begun) {
            try (Connection other = dataSource.getConnection();
                    Statement statement = other.createStatement()) {
                begun.countDown();
                statement.execute("select pg_sleep(60)");
            } catch (SQLException e) {
                // Cancelled at the end of the test.
            }
        }

        @Test
        @Order(2)
        void the_next_test_is_clean(DataFlow df) {
            assertThat(df.model(Named.class).count().data()).isZero();
        }
    }

    /** What the test was given is flushed, checked and closed at its end, and each of these would wait for the statement anew. */
    @Test
    void a_statement_on_another_thread_is_waited_for_once() {
        long begin = System.nanoTime();
        var results = Runs.run(LeavesAStatementAtWork.class);
        long nanos = System.nanoTime() - begin;

        assertThat(Runs.failures(results)).singleElement().asString().contains("endless-statement");
        assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofMillis(3900));
    }

    @Test
    void a_class_without_models_is_told_what_to_do() {
        assertThat(Runs.failures(Runs.run(WithoutModels.class)))
                .singleElement()
                .asString()
                .contains("WithoutModels has no models", "@DataFlowTest(models = …)");
    }
}

@EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
@DataFlowTest
class WithoutModels {
    @Test
    void never_runs() {}
}
