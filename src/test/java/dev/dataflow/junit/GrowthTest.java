package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.Model;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestMethodOrder;

/** However many tests a class has, neither the server nor this JVM holds more for the last than for an early one. */
@DataFlowTest
@Tag("figure") // mvn -Pfigures verify compares the times of its repetitions
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GrowthTest {
    private static final int TESTS = 500;
    private static final Map<Integer, Held> HELD = new HashMap<>();

    @Entity
    static class Item extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    /** What is held at the end of a test; memory in bytes. */
    private record Held(long locks, long savepoints, long serverMemory, long heap) {}

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
        int number = repetition.getCurrentRepetition();
        if (number == TESTS / 10 || number == TESTS) {
            HELD.put(number, held(connection));
        }
    }

    @AfterAll
    static void nothing_has_grown() {
        Held early = HELD.get(TESTS / 10);
        Held last = HELD.get(TESTS);

        assertThat(last.locks()).isEqualTo(early.locks());
        assertThat(last.savepoints()).isEqualTo(early.savepoints());
        assertThat(last.serverMemory()).isLessThan(early.serverMemory() * 11 / 10);
        assertThat(last.heap()).isLessThan(early.heap() * 11 / 10);
    }

    private static Held held(Connection connection) throws SQLException {
        String query = """
                select (select count(*) from pg_locks where pid = pg_backend_pid()),
                       (select subxact_count
                          from pg_stat_get_backend_idset() backend, pg_stat_get_backend_subxact(backend)
                         where pg_stat_get_backend_pid(backend) = pg_backend_pid()),
                       (select sum(total_bytes) from pg_backend_memory_contexts)
                """;
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return new Held(row.getLong(1), row.getLong(2), row.getLong(3), heap);
        }
    }
}
