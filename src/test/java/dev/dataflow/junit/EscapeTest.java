package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A test that breaks out of its transaction fails alone. */
class EscapeTest {
    @Entity
    static class Note extends Identified {
        @Column(nullable = false, unique = true)
        String text = "";
    }

    private static void note(DataFlow df, String text) {
        df.model(Note.class).create(Map.of("text", text)).orThrow();
    }

    private static void breakOut(Connection connection) {
        assertThatCode(() -> connection.createStatement().execute("select pg_terminate_backend(pg_backend_pid())"))
                .isInstanceOf(SQLException.class);
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Note.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class LosesItsConnection {
        @BeforeAll
        static void store(DataFlow df) {
            note(df, "of the class");
        }

        @Test
        @Order(1)
        void breaks_out_and_hides_it(Connection connection) {
            breakOut(connection);
        }

        @Test
        @Order(2)
        void the_next_test_finds_what_the_class_stored_and_nothing_else(DataFlow df) {
            assertThat(df.model(Note.class).findMany().data())
                    .extracting(row -> row.getString("text"))
                    .containsExactly("of the class");
            note(df, "of the test");
        }

        @Nested
        class Inside {
            @BeforeAll
            static void storeInside(DataFlow df) {
                note(df, "of the nested class");
            }

            @Test
            void the_nested_class_too(DataFlow df, Connection connection) {
                assertThat(df.model(Note.class).count().data()).isEqualTo(2);
                breakOut(connection);
            }

            @Nested
            class Deeper {
                @Test
                void and_those_inside(DataFlow df) {
                    assertThat(df.model(Note.class).findMany().data())
                            .extracting(row -> row.getString("text"))
                            .containsExactly("of the class", "of the nested class");
                }
            }
        }
    }

    @Test
    void a_lost_connection_fails_its_test_and_the_next_has_a_new_one() {
        var results = Runs.run(LosesItsConnection.class);

        assertThat(Runs.failures(results))
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .contains("its connection was lost", "\"select pg_terminate_backend(pg_backend_pid())\""));
        results.testEvents().assertStatistics(stats -> stats.succeeded(2).failed(2));
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Note.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class CannotStoreAgain {
        private static int called;

        @BeforeAll
        static void store(DataFlow df) {
            note(df, "of the class");
            if (called++ > 0) {
                throw new IllegalStateException("once only");
            }
        }

        @Test
        @Order(1)
        void breaks_out(Connection connection) {
            breakOut(connection);
        }

        @Test
        @Order(2)
        void is_not_run_without_the_classs_rows() {}

        @Test
        @Order(3)
        void nor_is_this() {}
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Note.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class StoresInItsConstructor {
        StoresInItsConstructor(DataFlow df) {
            note(df, "of the instance");
        }

        @Test
        @Order(1)
        void breaks_out(Connection connection) {
            breakOut(connection);
        }

        @Test
        @Order(2)
        void is_not_run_without_the_instances_rows() {}
    }

    @Test
    void rows_that_cannot_be_stored_again_are_said_to_be_lost() {
        assertThat(Runs.failures(Runs.run(CannotStoreAgain.class)))
                .hasSize(3)
                .filteredOn(failure -> failure.contains("@BeforeAll methods were called again and failed"))
                .hasSize(2);
        assertThat(Runs.failures(Runs.run(StoresInItsConstructor.class)))
                .hasSize(2)
                .filteredOn(failure -> failure.contains("not stored by @BeforeAll methods"))
                .hasSize(1);
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Note.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class ConnectsBesideTheSandbox {
        private static @Nullable Connection left;

        @BeforeAll
        static void store(DataFlow df) {
            note(df, "of the class");
        }

        @Test
        @Order(1)
        void commits_and_closes(Connection connection) throws SQLException {
            try (Connection beside = beside(connection)) {
                insert(beside, "secret");
            }
        }

        @Test
        @Order(2)
        void the_next_test_is_clean(DataFlow df) {
            assertThat(df.model(Note.class).count().data()).isEqualTo(1);
        }

        @Test
        @Order(3)
        void leaves_its_connection_open(Connection connection) throws SQLException {
            Connection beside = beside(connection);
            left = beside;
            insert(beside, "secret");
        }

        @Test
        @Order(4)
        void the_next_test_is_clean_again(DataFlow df) {
            assertThat(df.model(Note.class).count().data()).isEqualTo(1);
        }

        @AfterAll
        static void close() throws SQLException {
            if (left != null) {
                left.close();
            }
        }

        private static Connection beside(Connection connection) throws SQLException {
            Database given = PostgresServer.shared().givenDatabase();
            Properties who = new Properties();
            who.put("user", connection.getMetaData().getUserName());
            who.put("password", given.password() == null ? "" : given.password());
            return DriverManager.getConnection(connection.getMetaData().getURL(), who);
        }

        private static void insert(Connection connection, String text) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("insert into escape_test$note (text) values ('" + text + "')");
            }
        }
    }

    @Test
    void a_connection_beside_the_sandbox_fails_its_test_and_names_the_statement() {
        var results = Runs.run(ConnectsBesideTheSandbox.class);

        assertThat(Runs.failures(results))
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .contains(
                                "a connection was opened to the same database",
                                "What ran there last: \"insert into escape_test$note (text) values (?)\"",
                                "isolation = DATABASE")
                        .doesNotContain("secret"));
        results.testEvents().assertStatistics(stats -> stats.succeeded(2).failed(2));
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Note.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class EndsTheTransaction {
        @Test
        @Order(1)
        void swallows_the_refusal_of_its_commit(DataFlow df, Connection connection) {
            note(df, "committed");
            assertThatCode(() -> connection.createStatement().execute("commit")).isInstanceOf(SQLException.class);
        }

        @Test
        @Order(2)
        void swallows_that_of_a_block_that_commits(DataFlow df, Connection connection) {
            note(df, "committed");
            assertThatCode(() -> connection.createStatement().execute("do $$ begin commit; end $$"))
                    .isInstanceOf(SQLException.class);
        }

        @Test
        @Order(3)
        void the_next_test_is_clean(DataFlow df) {
            assertThat(df.model(Note.class).count().data()).isZero();
        }
    }

    @Test
    void text_that_ends_the_transaction_fails_its_test_though_the_refusal_was_swallowed() {
        var results = Runs.run(EndsTheTransaction.class);

        assertThat(Runs.failures(results))
                .hasSize(2)
                .anySatisfy(failure -> assertThat(failure).contains("\"commit\" of thread", "EscapeTest.java:"))
                .anySatisfy(failure -> assertThat(failure).contains("\"do ?\" of thread", "EscapeTest.java:"));
        results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(2));
    }
}
