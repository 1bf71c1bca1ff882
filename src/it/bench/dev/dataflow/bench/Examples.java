package dev.dataflow.bench;

import dev.dataflow.figures.OneRun;
import dev.dataflow.postgres.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The four examples against the same steps on Spring Data JPA: the first test of a fresh JVM, and then the same test warm. */
final class Examples implements Part {
    private static final Map<String, String> PACKAGES = new TreeMap<>(Map.of(
            "UserManagement", "ecommerce",
            "InventoryManagement", "ecommerce",
            "TransactionProcessing", "financial",
            "PatientManagement", "healthcare"));

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
    public void measure(Settings settings, PostgresServer server, List<Measurement> measured) throws Exception {
        for (Map.Entry<String, String> example : PACKAGES.entrySet()) {
            String cold = example.getKey() + ".cold";
            String warm = example.getKey() + ".warm";
            if (settings.includes(cold) || settings.includes(warm)) {
                System.out.println("  " + cold + " and warm");
                String tests = "dev.dataflow.examples." + example.getValue() + "." + example.getKey();
                List<List<OneRun>> runs = runs(tests, settings, server);
                add(cold, runs.stream().map(Examples::coldTests).toList(), measured);
                add(warm, runs.stream().map(Examples::warmTests).toList(), measured);
            }
        }
    }

    private static List<List<OneRun>> runs(String tests, Settings settings, PostgresServer server) throws Exception {
        String times = "" + settings.size(200, 60);
        try (TestJvm jvm = TestJvm.on(server)) {
            List<FreshJvms.Contender> contenders = new ArrayList<>();
            for (Contender contender : Contender.values()) {
                contenders.add(() -> OneRun.of(jvm.start(OneRun.MAIN, List.of(tests + contender.suffix, times))));
            }
            return FreshJvms.inTurns(settings.size(10, 2), contenders);
        }
    }

    private static void add(String row, List<List<Double>> rounds, List<Measurement> measured) {
        for (Contender contender : Contender.values()) {
            measured.add(new Measurement(row, contender.words, "ms", rounds.get(contender.ordinal()), null));
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
