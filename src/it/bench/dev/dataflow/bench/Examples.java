package dev.dataflow.bench;

import dev.dataflow.figures.OneRun;
import dev.dataflow.postgres.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The four examples against the same steps on Spring Data JPA: the first test of a fresh JVM, and then the same test warm. */
final class Examples implements Part {
    private static final Map<String, String> PACKAGES = new TreeMap<>(Map.of(
            "UserManagement", "ecommerce",
            "InventoryManagement", "ecommerce",
            "TransactionProcessing", "financial",
            "PatientManagement", "healthcare"));

    private static final int ROUNDS = 7;
    private static final int QUICK_ROUNDS = 1;
    private static final double SECONDS_OF_A_JVM = 10;

    /** What follows an example's name in the names of its test classes; the one to compare with first. */
    private enum Contender {
        SPRING("Spring Data JPA", "OnSpring"),
        DATAFLOW("DataFlow", "IT");

        private final String words;
        private final String suffix;

        Contender(String words, String suffix) {
            this.words = words;
            this.suffix = suffix;
        }
    }

    @Override
    public List<Planned> plan(Settings settings) {
        List<String> contenders =
                Stream.of(Contender.values()).map(contender -> contender.words).toList();
        double seconds = settings.size(ROUNDS, QUICK_ROUNDS) * contenders.size() * SECONDS_OF_A_JVM / 2;
        return examples(settings)
                .flatMap(example -> Stream.of(cold(example), warm(example)))
                .map(row -> new Planned(row, contenders, seconds))
                .toList();
    }

    private static Stream<String> examples(Settings settings) {
        return PACKAGES.keySet().stream()
                .filter(example -> settings.includes(cold(example)) || settings.includes(warm(example)));
    }

    private static String cold(String example) {
        return example + ".cold";
    }

    private static String warm(String example) {
        return example + ".warm";
    }

    @Override
    public void measure(Settings settings, PostgresServer server, Results results) throws Exception {
        for (String example : examples(settings).toList()) {
            results.begin(cold(example));
            String tests = "dev.dataflow.examples." + PACKAGES.get(example) + "." + example;
            List<List<OneRun>> runs = runs(tests, settings, server);
            add(cold(example), runs.stream().map(Examples::coldTests).toList(), results);
            results.begin(warm(example));
            add(warm(example), runs.stream().map(Examples::warmTests).toList(), results);
        }
    }

    private static List<List<OneRun>> runs(String tests, Settings settings, PostgresServer server) throws Exception {
        String times = "" + settings.size(140, 20);
        try (TestJvm jvm = TestJvm.on(server)) {
            List<FreshJvms.Contender> contenders = new ArrayList<>();
            for (Contender contender : Contender.values()) {
                contenders.add(() -> OneRun.of(jvm.start(OneRun.MAIN, List.of(tests + contender.suffix, times))));
            }
            return FreshJvms.inTurns(settings.size(1, 0), settings.size(ROUNDS, QUICK_ROUNDS), contenders);
        }
    }

    private static void add(String row, List<List<Double>> rounds, Results results) {
        for (Contender contender : Contender.values()) {
            results.add(new Measurement(row, contender.words, "ms", rounds.get(contender.ordinal()), null));
        }
    }

    private static List<Double> coldTests(List<OneRun> runs) {
        return runs.stream().map(run -> run.millis().get(0)).toList();
    }

    /** The median of the second half of a JVM's tests. */
    private static List<Double> warmTests(List<OneRun> runs) {
        return runs.stream()
                .map(run -> run.millis()
                        .subList(run.millis().size() / 2, run.millis().size()))
                .map(Measurement::median)
                .toList();
    }
}
