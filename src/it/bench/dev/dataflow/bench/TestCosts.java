package dev.dataflow.bench;

import dev.dataflow.bench.isolation.DatabaseTests;
import dev.dataflow.bench.isolation.PlainTests;
import dev.dataflow.bench.isolation.SavepointTests;
import dev.dataflow.bench.isolation.SpringTests;
import dev.dataflow.bench.isolation.TruncateTests;
import dev.dataflow.bench.isolation.ZonkyTests;
import dev.dataflow.postgres.PostgresServer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one test costs among many: a JVM and a database for each contender, and turns of a test class each. */
final class TestCosts implements Part {
    /** The one to compare with first. */
    private static final Map<String, Class<?>> CONTENDERS = new LinkedHashMap<>();

    static {
        CONTENDERS.put("plain JUnit", PlainTests.class);
        CONTENDERS.put("DataFlow", SavepointTests.class);
        CONTENDERS.put("DataFlow DATABASE", DatabaseTests.class);
        CONTENDERS.put("Spring @DataJpaTest", SpringTests.class);
        CONTENDERS.put("TRUNCATE", TruncateTests.class);
        CONTENDERS.put("zonky per test", ZonkyTests.class);
    }

    /** The methods of these classes, in alphabetic order. */
    private static final List<String> METHODS = List.of("empty", "that_writes_20_rows");

    /** Ten times the 200 repetitions of a method make 2,000 tests; what is far slower has a tenth of them. */
    private static final int ROUNDS = 10;

    private static final int QUICK_ROUNDS = 3;

    /** Answers the row of a method. */
    static String row(String method) {
        return "OneTest." + method;
    }

    @Override
    public void measure(Settings settings, PostgresServer server, List<Measurement> measured) throws Exception {
        List<String> methods = METHODS.stream()
                .filter(method -> settings.includes(row(method)))
                .toList();
        if (methods.isEmpty()) {
            return;
        }
        List<TestJvm> jvms = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        try (Umpire umpire = new Umpire()) {
            for (Map.Entry<String, Class<?>> contender : CONTENDERS.entrySet()) {
                TestJvm jvm = TestJvm.on(server);
                jvms.add(jvm);
                List<String> arguments = new ArrayList<>(List.of(
                        contender.getKey(),
                        "" + umpire.port(),
                        "" + settings.size(ROUNDS, QUICK_ROUNDS),
                        contender.getValue().getName()));
                arguments.addAll(methods);
                processes.add(jvm.start(Tester.class.getName(), arguments)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            List<String> names = List.copyOf(CONTENDERS.keySet());
            List<Measurement> measurements = umpire.run(names.size(), System.out);
            if (measurements.size() != names.size() * methods.size()) {
                throw new IllegalStateException("A contender failed; what it said of it is above");
            }
            measurements.stream()
                    .sorted(Comparator.comparing(Measurement::row)
                            .thenComparing(measurement -> names.indexOf(measurement.contender())))
                    .forEach(measured::add);
        } finally {
            for (Process process : processes) {
                process.destroy();
                process.waitFor();
            }
            jvms.forEach(TestJvm::close);
        }
    }
}
