package dev.dataflow.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Tables that are larger than the memory. {@code -Ddataflow.volume=1000000} says how many rows; 200,000 by default, which as a list would not
 * fit either. What it prints is how long a tenth and all of them took.
 */
class MillionRowsIT {
    private static final int ROWS = Integer.getInteger("dataflow.volume", 200_000);
    private static final String HEAP = "-Xmx96m";

    @Test
    void areCreatedFromAStreamAndReadBackAsOneInConstantMemory() throws Exception {
        try (Database database = PostgresServer.shared().newDatabase()) {

            List<String> lines = run(database);

            // Nothing shows a test reporter's entries under Maven.
            PrintStream out = System.out;
            lines.forEach(out::println);
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).startsWith(ROWS / 10 + " rows: ");
            assertThat(lines.get(1)).startsWith(ROWS + " rows: ");
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet stored = statement.executeQuery("select count(distinct sensor),"
                            + " sum((details->'reading'->>'n')::bigint), sum(level) from measurement")) {
                stored.next();
                long sum = ROWS * (ROWS - 1L) / 2;
                assertThat(stored.getLong(1)).isEqualTo(ROWS);
                assertThat(stored.getLong(2)).isEqualTo(sum);
                assertThat(stored.getDouble(3)).isEqualTo(sum / 8.0);
            }
        }
    }

    private static List<String> run(Database database) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyRows.class.getName(),
                        database.url(),
                        Objects.requireNonNullElse(database.username(), ""),
                        Objects.requireNonNullElse(database.password(), ""),
                        String.valueOf(ROWS))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().collect(Collectors.toList());
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
