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
    public void measure(Settings settings, PostgresServer server, List<Measurement> measured) throws Exception {
        if (!settings.includes(ROW)) {
            return;
        }
        System.out.println("  " + ROW);
        try (TestJvm jvm = TestJvm.on(server)) {
            // DataFlow also with a server that it starts itself, as it does where none is given.
            List<Contender> contenders = List.of(
                    new Contender("Hibernate by hand", jvm, PlainTests.class, true),
                    new Contender("DataFlow", jvm, SavepointTests.class, true),
                    new Contender("DataFlow, its server included", jvm, SavepointTests.class, false),
                    new Contender("Spring @DataJpaTest", jvm, SpringTests.class, true));
            List<List<OneRun>> runs = FreshJvms.inTurns(settings.size(10, 2), contenders);
            for (int i = 0; i < contenders.size(); i++) {
                List<Double> millis = runs.get(i).stream()
                        .map(run -> run.startMillis() + run.millis().get(0))
                        .toList();
                measured.add(new Measurement(ROW, contenders.get(i).name(), "ms", millis, null));
            }
        }
    }
}
