package dev.dataflow.bench;

import dev.dataflow.bench.isolation.DatabaseTests;
import dev.dataflow.bench.isolation.PlainTests;
import dev.dataflow.bench.isolation.SavepointTests;
import dev.dataflow.bench.isolation.SpringTests;
import dev.dataflow.bench.isolation.TruncateTests;
import dev.dataflow.bench.isolation.ZonkyTests;
import dev.dataflow.postgres.PostgresServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one test costs among many: a JVM and a database for each contender, and turns of a test class each. */
final class TestCosts implements Part {
    private static final String REFERENCE = "plain JUnit";

    /** The one to compare with first. */
    private static final Map<String, Class<?>> CONTENDERS = new LinkedHashMap<>();

    static {
        CONTENDERS.put(REFERENCE, PlainTests.class);
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

    private static final int QUICK_ROUNDS = 1;

    /** They open what stays open between test classes, and compile. */
    private static final int WARM_UP = 2;

    private static final int QUICK_WARM_UP = 1;

    private static final double SECONDS_OF_A_ROUND = 10;

    /** Answers the row of a method. */
    static String row(String method) {
        return "OneTest." + method;
    }

    @Override
    public List<Planned> plan(Settings settings) {
        List<String> names = names(settings);
        return methods(settings).stream()
                .map(method ->
                        new Planned(row(method), names, settings.size(ROUNDS, QUICK_ROUNDS) * SECONDS_OF_A_ROUND))
                .toList();
    }

    private static List<String> methods(Settings settings) {
        return METHODS.stream().filter(method -> settings.includes(row(method))).toList();
    }

    private static List<String> names(Settings settings) {
        return CONTENDERS.keySet().stream()
                .filter(contender -> contender.equals(REFERENCE) || settings.invites(contender))
                .toList();
    }

    @Override
    public void measure(Settings settings, PostgresServer server, Results results) throws Exception {
        List<String> methods = methods(settings);
        List<TestJvm> jvms = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        try (Umpire umpire = new Umpire(results)) {
            for (String contender : names(settings)) {
                TestJvm jvm = TestJvm.on(server);
                jvms.add(jvm);
                List<String> arguments = new ArrayList<>(List.of(
                        contender,
                        "" + umpire.port(),
                        "" + settings.size(WARM_UP, QUICK_WARM_UP),
                        "" + settings.size(ROUNDS, QUICK_ROUNDS),
                        CONTENDERS.get(contender).getName()));
                arguments.addAll(methods);
                processes.add(jvm.start(Tester.class.getName(), arguments)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            umpire.run(processes.size());
            for (Process process : processes) {
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("A contender failed; what it said of it is above");
                }
            }
        } finally {
            for (Process process : processes) {
                process.destroy();
                process.waitFor();
            }
            jvms.forEach(TestJvm::close);
        }
    }
}
