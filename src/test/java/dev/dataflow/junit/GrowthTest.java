package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.Model;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.TestMethodOrder;

/** However many tests a class has, the server holds no more for the last than for the first. */
@DataFlowTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GrowthTest {
    private static final int TESTS = 500;
    private static long locksOfAnEarlyTest;
    private static long memoryOfAnEarlyTest;
    private static long locksOfTheLastTest;
    private static long memoryOfTheLastTest;

    @Entity
    static class Item extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    @Order(1)
    @RepeatedTest(TESTS)
    void stores_twenty_rows_and_fails_once(RepetitionInfo repetition, DataFlow df, Connection connection)
            throws SQLException {
        Model<Item> items = df.model(Item.class);
        for (int i = 0; i < 20; i++) {
            items.create(Map.of("name", "item " + i)).orThrow();
        }

        assertThat(items.create(Map.of("name", "item 7")).success()).isFalse();

        assertThat(items.count().data()).isEqualTo(20);
        if (repetition.getCurrentRepetition() == 50) {
            locksOfAnEarlyTest = number(connection, "select count(*) from pg_locks where pid = pg_backend_pid()");
            memoryOfAnEarlyTest = number(connection, "select sum(total_bytes) from pg_backend_memory_contexts");
        }
        if (repetition.getCurrentRepetition() == TESTS) {
            locksOfTheLastTest = number(connection, "select count(*) from pg_locks where pid = pg_backend_pid()");
            memoryOfTheLastTest = number(connection, "select sum(total_bytes) from pg_backend_memory_contexts");
        }
    }

    @AfterAll
    static void nothing_has_grown() {
        assertThat(locksOfTheLastTest).isEqualTo(locksOfAnEarlyTest);
        assertThat(memoryOfTheLastTest).isLessThan(memoryOfAnEarlyTest * 11 / 10);
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            results.next();
            return results.getLong(1);
        }
    }
}
