package dev.dataflow.bench;

import dev.dataflow.figures.Workers;
import dev.dataflow.postgres.PostgresServer;
import java.util.List;

/** What four workers bring to tests that mostly wait for the server. They run in this JVM, on its server. */
final class TestWorkers implements Part {
    private static final String ROW = "ManyTests.that_wait_for_the_server";

    @Override
    public void measure(Settings settings, PostgresServer server, List<Measurement> measured) {
        if (!settings.includes(ROW)) {
            return;
        }
        System.out.println("  " + ROW);
        List<Workers.Round> rounds = Workers.measure(settings.size(7, 2));
        List<Double> one = rounds.stream().map(Workers.Round::oneSeconds).toList();
        List<Double> four = rounds.stream().map(Workers.Round::fourSeconds).toList();
        measured.add(new Measurement(ROW, "DataFlow, one worker", "s", one, null));
        measured.add(new Measurement(ROW, "DataFlow, four workers", "s", four, null));
    }
}
