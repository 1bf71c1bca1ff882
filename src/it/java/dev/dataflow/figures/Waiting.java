package dev.dataflow.figures;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.junit.DataFlowTest;
import dev.dataflow.junit.Isolation;
import jakarta.persistence.Entity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** Tests that mostly wait. */
abstract class Waiting {
    @Entity
    static class Note extends Identified {
        String text = "";
    }

    @RepeatedTest(100)
    void waits_for_the_server(DataFlow df, Connection connection) throws SQLException {
        df.model(Note.class).create(Map.of("text", "a")).orThrow();
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_sleep(0.005)");
        }
    }

    @DataFlowTest(models = Note.class)
    static class First extends Waiting {}

    @DataFlowTest(models = Note.class)
    static class Second extends Waiting {}

    @DataFlowTest(models = Note.class)
    static class Third extends Waiting {}

    @DataFlowTest(models = Note.class)
    static class Fourth extends Waiting {}

    /** Tests of 30 ms with a database each. */
    @DataFlowTest(models = Note.class, isolation = Isolation.DATABASE)
    static class WithDatabases {
        /** When the code of each test began to run, in nanoseconds. */
        static final Queue<Long> BEGINNINGS = new ConcurrentLinkedQueue<>();

        @BeforeEach
        void begin() {
            BEGINNINGS.add(System.nanoTime());
        }

        @RepeatedTest(60)
        void commits(DataFlow df) throws InterruptedException {
            df.model(Note.class).create(Map.of("text", "a")).orThrow();
            Thread.sleep(30);
        }
    }
}
