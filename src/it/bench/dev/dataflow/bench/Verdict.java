package dev.dataflow.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a row says of DataFlow.
 *
 * @param row the one to compare with first
 */
record Verdict(List<Measurement> row) {
    private static final double TARGET = 1.3;

    /** Answers the fastest library; empty when there is nobody to beat. */
    Optional<Measurement> first() {
        List<Measurement> compared = row.stream()
                .filter(measurement -> Contender.isLibrary(measurement.contender()))
                .toList();
        return row.size() < 2
                ? Optional.empty()
                : compared.stream().min((one, other) -> Double.compare(one.median(), other.median()));
    }

    /** Answers a sentence for each target that DataFlow misses in this row; empty when it misses none. */
    List<String> missed() {
        List<String> missed = new ArrayList<>();
        Optional<Measurement> dataFlow = row.stream()
                .filter(measurement -> Contender.isOurFirst(measurement.contender()))
                .findFirst();
        if (dataFlow.isPresent()) {
            notFirst(dataFlow.get()).ifPresent(missed::add);
            Measurement reference = row.get(0);
            double ratio = dataFlow.get().ratioTo(reference);
            if (Contender.isByHand(reference.contender()) && ratio > TARGET) {
                missed.add("%s: %s times %s, above %s".formatted(title(), two(ratio), reference.contender(), TARGET));
            }
        }
        return missed;
    }

    private Optional<String> notFirst(Measurement dataFlow) {
        List<String> faster = row.stream()
                .filter(other -> Contender.isLibrary(other.contender()) && !Contender.isOurs(other.contender()))
                .filter(other -> other.median() < dataFlow.median())
                .map(other -> other.contender() + " " + two(other.ratioTo(dataFlow)))
                .toList();
        String which = first().map(Measurement::contender)
                .filter(Contender::isOurs)
                .map(ours -> "first as " + ours + ", not as plain DataFlow")
                .orElse("not first");
        return faster.isEmpty()
                ? Optional.empty()
                : Optional.of("%s: %s; times DataFlow: %s".formatted(title(), which, String.join(", ", faster)));
    }

    private String title() {
        return row.get(0).title();
    }

    private static String two(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
