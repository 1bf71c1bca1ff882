package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class TddModeTest {
    @Entity
    static class Counter extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Counter.class)
    static class Lasting {
        @Test
        void stores_for_good(DataFlow df, Connection connection) throws SQLException {
            df.model(Counter.class).create(Map.of("name", "for good")).orThrow();
            connection.createStatement().execute("vacuum tdd_mode_test$counter");
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Counter.class)
    static class Finding {
        @Test
        void finds_it_and_takes_it_away(DataFlow df) {
            assertThat(df.model(Counter.class)
                            .deleteMany(Map.of("name", "for good"))
                            .data())
                    .isEqualTo(1);
        }
    }

    @Test
    void without_tdd_mode_what_tests_commit_stays() {
        System.setProperty("dataflow.tdd.mode", "false");
        try {
            var results = Runs.run(Lasting.class, Finding.class);

            assertThat(Runs.failures(results)).isEmpty();
            results.testEvents().assertStatistics(stats -> stats.succeeded(2));
        } finally {
            System.clearProperty("dataflow.tdd.mode");
        }
    }
}
