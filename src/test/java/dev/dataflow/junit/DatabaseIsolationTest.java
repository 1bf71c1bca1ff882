package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.RepeatedTest;

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

    private static long count(Statement statement) throws SQLException {
        try (ResultSet results = statement.executeQuery("select count(*) from database_isolation_test$counter")) {
            results.next();
            return results.getLong(1);
        }
    }
}
