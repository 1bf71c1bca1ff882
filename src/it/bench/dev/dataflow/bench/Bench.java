package dev.dataflow.bench;

import dev.dataflow.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs every part against one embedded PostgreSQL and writes the report. */
final class Bench {
    private static final List<Part> PARTS =
            List.of(new Operations(), new TestCosts(), new ColdStart(), new Examples(), new TestWorkers());

    private Bench() {}

    /** @param args the folder for the results */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.fromProperties();
        List<Measurement> measurements = new ArrayList<>();
        try (PostgresServer server = PostgresServer.shared().awaitStarted()) {
            List<Exception> failures = new ArrayList<>();
            for (Part part : PARTS) {
                try {
                    part.measure(settings, server, measurements);
                } catch (Exception e) {
                    // The others are measured all the same: a run is long.
                    e.printStackTrace();
                    failures.add(e);
                }
            }
            new Report(Machine.of(server, settings), measurements).write(Path.of(args[0]), System.out);
            if (!failures.isEmpty()) {
                throw new IllegalStateException("Parts failed; see above: " + failures.size());
            }
        }
    }
}
