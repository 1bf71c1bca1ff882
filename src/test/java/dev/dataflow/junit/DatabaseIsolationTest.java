package dev.dataflow.junit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** With a database for each test commits are real. */
@DataFlowTest(isolation = Isolation.DATABASE)
class DatabaseIsolationTest {
    @Entity
    static class Counter extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    @RepeatedTest(2)
    void commits_are_real_and_connections_are_several(DataFlow df, DataSource dataSource) throws SQLException {
        try (Connection one = dataSource.getConnection();
                Connection two = dataSource.getConnection();
                Statement writer = one.createStatement();
                Statement reader = two.createStatement()) {
            one.setAutoCommit(false);
            writer.execute("insert into database_isolation_test$counter (name) values ('a')");

            assertThat(count(reader)).isZero();
            one.commit();
            assertThat(count(reader)).isEqualTo(1);
        }
        assertThat(df.model(Counter.class).create(Map.of("name", "b")).data().id())
                .isEqualTo(2L);
    }

    @Test
    void transactions_that_cannot_be_put_in_an_order_fail_as_in_production(DataSource dataSource) throws SQLException {
        try (Connection one = serializable(dataSource);
                Connection two = serializable(dataSource);
                Statement first = one.createStatement();
                Statement second = two.createStatement()) {
            assertThat(count(first)).isZero();
            assertThat(count(second)).isZero();
            first.execute("insert into database_isolation_test$counter (name) values ('the only one')");
            second.execute("insert into database_isolation_test$counter (name) values ('the only one, too')");
            one.commit();

            assertThatThrownBy(two::commit)
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("40001");
        }
    }

    private static Connection serializable(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        return connection;
    }

    @Test
    void notifications_arrive_once_they_are_committed(DataSource dataSource) throws SQLException {
        try (Connection hearing = dataSource.getConnection();
                Connection telling = dataSource.getConnection()) {
            PGConnection ears = hearing.unwrap(PGConnection.class);
            hearing.createStatement().execute("listen news");
            telling.setAutoCommit(false);
            telling.createStatement().execute("notify news, 'it works'");
            assertThat(ears.getNotifications(1)).isNullOrEmpty();
            telling.commit();

            assertThat(ears.getNotifications(10_000))
                    .singleElement()
                    .extracting(PGNotification::getParameter)
                    .isEqualTo("it works");
        }
    }

    private static @Nullable DataFlow ofTheClass;

    @BeforeAll
    static void keep(DataFlow df) {
        ofTheClass = df;
    }

    @RepeatedTest(3)
    void what_the_class_was_given_works_in_the_database_of_each_test(DataFlow df) {
        assertThat(requireNonNull(ofTheClass)
                        .model(Counter.class)
                        .create(Map.of("name", "a"))
                        .data()
                        .id())
                .isEqualTo(1L);
        assertThat(df.model(Counter.class).count().data()).isEqualTo(1);
    }

    private static long count(Statement statement) throws SQLException {
        try (ResultSet results = statement.executeQuery("select count(*) from database_isolation_test$counter")) {
            results.next();
            return results.getLong(1);
        }
    }
}
