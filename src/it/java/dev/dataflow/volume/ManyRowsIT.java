package dev.dataflow.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Tables that are larger than the memory. {@code -Ddataflow.volume=1000000} says how many rows; 200,000 by default, which as a list would not
 * fit either. What it reports is how long a tenth and all of them took.
 */
class ManyRowsIT {
    private static final int ROWS = Integer.getInteger("dataflow.volume", 200_000);
    private static final String HEAP = "-Xmx96m";

    @Test
    void aStreamReadsThemAllInConstantMemory(TestReporter reporter) throws Exception {
        try (Database database = PostgresServer.shared().newDatabase()) {
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "create table measurement (id bigint primary key, sensor text, level double precision not null,"
                                + " details jsonb)");
                statement.execute("insert into measurement select n, 'sensor ' || n % 100, n / 7.0,"
                        + " jsonb_build_object('n', n - 1, 'unit', 'K', 'tags', jsonb_build_array('a', 'b', n % 10))"
                        + " from generate_series(1, " + ROWS + ") n");
                statement.execute("vacuum analyze measurement");
            }

            List<String> lines = run(database);
            reporter.publishEntry("rows and milliseconds", String.join(", ", lines));

            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).startsWith(ROWS / 10 + " ");
            assertThat(lines.get(1)).startsWith(ROWS + " ");
        }
    }

    private static List<String> run(Database database) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadManyRows.class.getName(),
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
