package dev.dataflow.bench;

import dev.dataflow.figures.Workers;
import dev.dataflow.postgres.PostgresServer;
import java.io.IOException;
import java.util.List;

/** What four workers bring to tests that mostly wait for the server. They run in this JVM, on its server. */
final class TestWorkers implements Part {
    private static final String ROW = "ManyTests.that_wait_for_the_server";
    private static final String ONE = "DataFlow, one worker";
    private static final String FOUR = "DataFlow, four workers";
    private static final int ROUNDS = 7;
    private static final int QUICK_ROUNDS = 1;

    @Override
    public List<Planned> plan(Settings settings) {
        return settings.includes(ROW)
                ? List.of(new Planned(ROW, List.of(ONE, FOUR), settings.size(ROUNDS, QUICK_ROUNDS) * 4))
                : List.of();
    }

    @Override
    public void measure(Settings settings, PostgresServer server, Results results) throws IOException {
        results.begin(ROW);
        List<Workers.Round> rounds = Workers.measure(settings.size(ROUNDS, QUICK_ROUNDS));
        List<Double> one = rounds.stream().map(Workers.Round::oneSeconds).toList();
        List<Double> four = rounds.stream().map(Workers.Round::fourSeconds).toList();
        results.add(new Measurement(ROW, ONE, "s", one, null));
        results.add(new Measurement(ROW, FOUR, "s", four, null));
    }
}
