package dev.dataflow.volume;

import dev.dataflow.CreateOptions;
import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.Json;
import dev.dataflow.Model;
import dev.dataflow.Query;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Creates rows from a stream and reads them back as a stream, in a JVM that has no room for them: a tenth, and then all. */
final class ManyRows {
    @Entity
    @Table(name = "measurement")
    static class Measurement extends Identified {
        @Column(nullable = false)
        String sensor;

        double level;

        @Json
        Map<String, Object> details;
    }

    private final DataFlow df;
    private final Model<Measurement> measurements;

    private ManyRows(DataFlow df) {
        this.df = df;
        this.measurements = df.model(Measurement.class);
    }

    /** @param args the URL of the database, user and password, which may be empty, and how many rows there are to be */
    public static void main(String[] args) {
        PrintStream out = System.out;
        int rows = Integer.parseInt(args[3]);
        var builder =
                DataFlow.builder().jdbcUrl(args[0]).models(Measurement.class).maximumPoolSize(1);
        if (!args[1].isEmpty()) {
            builder.username(args[1]);
        }
        if (!args[2].isEmpty()) {
            builder.password(args[2]);
        }
        try (DataFlow df = builder.build()) {
            df.createTables();
            ManyRows table = new ManyRows(df);
            // The first time is the compiler's.
            table.fillAndRead(rows / 10);
            for (int number : List.of(rows / 10, rows)) {
                table.empty();
                out.println(table.fillAndRead(number));
            }
        }
    }

    private void empty() {
        df.entityManagerFactory()
                .runInTransaction(manager ->
                        manager.createNativeQuery("truncate measurement").executeUpdate());
    }

    /** Answers the times it took, in a line that begins with the number of rows. */
    private String fillAndRead(int rows) {
        long began = System.nanoTime();
        Checksum given = new Checksum();
        Stream<Map<String, Object>> input =
                IntStream.range(0, rows).mapToObj(ManyRows::row).peek(given::add);
        long created = measurements
                .createMany(input, CreateOptions.counting())
                .orThrow()
                .count();
        long filled = System.nanoTime();

        Checksum stored = new Checksum();
        long read = measurements.stream(
                        Query.all(),
                        all -> all.peek(stored::add).mapToLong(row -> 1).sum())
                .orThrow();
        long ended = System.nanoTime();

        if (created != rows || read != rows || given.value != stored.value) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%d rows given, %d created, %d read; checksum %x given, %x read",
                    rows,
                    created,
                    read,
                    given.value,
                    stored.value));
        }
        return String.format(
                Locale.ROOT,
                "%d rows: created in %d ms, read back in %d ms, together %d ms",
                rows,
                (filled - began) / 1_000_000,
                (ended - filled) / 1_000_000,
                (ended - began) / 1_000_000);
    }

    private static Map<String, Object> row(int n) {
        return Map.of(
                "sensor",
                "sensor " + n,
                "level",
                n / 8.0,
                "details",
                Map.of(
                        "reading",
                        Map.of("n", n, "unit", "K"),
                        "tags",
                        List.of("indoor", "tag \"" + n % 100 + "\"", n % 10),
                        "calibrated",
                        n % 3 == 0,
                        "remark",
                        "the quick brown fox no. " + n + "\njumps over the lazy dog"));
    }

    /** Tells the rows, and their order, from others. */
    private static final class Checksum {
        private long value;

        void add(Map<String, ?> row) {
            for (String name : List.of("sensor", "level", "details")) {
                value = value * 31 + Objects.hashCode(row.get(name));
            }
        }
    }
}
