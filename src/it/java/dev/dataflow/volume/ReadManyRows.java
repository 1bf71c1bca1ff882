package dev.dataflow.volume;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.Json;
import dev.dataflow.Model;
import dev.dataflow.Query;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a table as a stream, a tenth of it and all of it, in a JVM that has no room for the rows. */
final class ReadManyRows {
    @Entity
    @Table(name = "measurement")
    static class Measurement extends Identified {
        String sensor;
        double level;

        @Json
        Map<String, Object> details;
    }

    private ReadManyRows() {}

    /** @param args the URL of the database, user and password, which may be empty, and how many rows there are */
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
            Model<Measurement> measurements = df.model(Measurement.class);
            read(measurements, rows / 10);
            for (int limit : List.of(rows / 10, rows)) {
                long began = System.nanoTime();
                long read = read(measurements, limit);
                out.printf(Locale.ROOT, "%d %d%n", read, (System.nanoTime() - began) / 1_000_000);
            }
        }
    }

    private static long read(Model<Measurement> measurements, int limit) {
        return measurements.stream(
                        Query.all().limit(limit),
                        rows -> rows.filter(row -> row.getInteger("details.n") + 1L == (Long) row.id())
                                .count())
                .orThrow();
    }
}
