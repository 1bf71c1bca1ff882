package dev.dataflow.bench;

import dev.dataflow.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs every part against one embedded PostgreSQL and reports. */
final class Bench {
    private static final List<Part> PARTS =
            List.of(new Operations(), new TestCosts(), new ColdStart(), new Examples(), new TestWorkers());

    private Bench() {}

    /** @param args the folder for the results */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.fromProperties();
        Map<Part, List<Planned>> plans = new LinkedHashMap<>();
        PARTS.forEach(part -> plans.put(part, part.plan(settings)));
        plans.values().removeIf(List::isEmpty);
        List<Planned> plan = plans.values().stream().flatMap(List::stream).toList();
        Path folder = Path.of(args[0]).toAbsolutePath().normalize();
        try (PostgresServer server = PostgresServer.shared().awaitStarted()) {
            Results results = new Results(Machine.of(server, settings), plan, folder, System.out);
            if (settings.keep()) {
                results.keepingEarlier();
            }
            List<Exception> failures = new ArrayList<>();
            for (Part part : plans.keySet()) {
                try {
                    part.measure(settings, server, results);
                } catch (Exception e) {
                    // The others are measured all the same: a run is long.
                    e.printStackTrace();
                    failures.add(e);
                }
            }
            System.out.println(results.write().markdown());
            System.out.println(
                    "Also in " + folder + " as " + Report.JSON + ", " + Report.MARKDOWN + " and " + Report.PICTURE);
            if (!failures.isEmpty()) {
                throw new IllegalStateException("Parts failed; see above: " + failures.size());
            }
        }
    }
}
