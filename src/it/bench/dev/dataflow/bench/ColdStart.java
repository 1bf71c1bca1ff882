package dev.dataflow.bench;

import dev.dataflow.bench.isolation.PlainTests;
import dev.dataflow.bench.isolation.SavepointTests;
import dev.dataflow.bench.isolation.SpringTests;
import dev.dataflow.figures.OneRun;
import dev.dataflow.postgres.PostgresServer;
import java.util.List;

/** From the start of a fresh JVM to the end of one test with four models. */
final class ColdStart implements Part {
    private static final String ROW = "ColdStart.jvm_start_to_the_end_of_one_test";

    private static final String BY_HAND = "Hibernate by hand";
    private static final String DATAFLOW = "DataFlow";
    private static final String WITH_SERVER = "DataFlow, its server included";
    private static final String SPRING = "Spring @DataJpaTest";
    private static final int ROUNDS = 10;
    private static final int QUICK_ROUNDS = 1;

    private record Contender(String name, TestJvm jvm, Class<?> tests, boolean serverRuns)
            implements FreshJvms.Contender {
        @Override
        public OneRun run() throws Exception {
            ProcessBuilder process = jvm.start(OneRun.MAIN, List.of(tests.getName(), "1"));
            if (!serverRuns) {
                process.environment().keySet().removeIf(name -> name.startsWith("DATAFLOW_"));
            }
            return OneRun.of(process);
        }
    }

    @Override
    public List<Planned> plan(Settings settings) {
        return settings.includes(ROW)
                ? List.of(new Planned(
                        ROW,
                        List.of(BY_HAND, DATAFLOW, WITH_SERVER, SPRING),
                        settings.size(ROUNDS, QUICK_ROUNDS) * 4 * 2.5))
                : List.of();
    }

    @Override
    public void measure(Settings settings, PostgresServer server, Results results) throws Exception {
        results.begin(ROW);
        try (TestJvm jvm = TestJvm.on(server)) {
            // DataFlow also with a server that it starts itself, as it does where none is given.
            List<Contender> contenders = List.of(
                    new Contender(BY_HAND, jvm, PlainTests.class, true),
                    new Contender(DATAFLOW, jvm, SavepointTests.class, true),
                    new Contender(WITH_SERVER, jvm, SavepointTests.class, false),
                    new Contender(SPRING, jvm, SpringTests.class, true));
            List<List<OneRun>> runs =
                    FreshJvms.inTurns(settings.size(1, 0), settings.size(ROUNDS, QUICK_ROUNDS), contenders);
            for (int i = 0; i < contenders.size(); i++) {
                List<Double> millis = runs.get(i).stream()
                        .map(run -> run.startMillis() + run.millis().get(0))
                        .toList();
                results.add(new Measurement(ROW, contenders.get(i).name(), "ms", millis, null));
            }
        }
    }
}
