package dev.dataflow.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one contender needed for one row of the table.
 *
 * @param row {@code Class.method}, then perhaps a comma and parameters; what JMH does not measure is named in the same way
 * @param unit of the values, such as µs
 * @param rounds one value for each round; those of all contenders of a row begin with the same
 * @param bytes allocated by one operation, where that is known
 */
public record Measurement(
        String row,
        String contender,
        String unit,
        List<Double> rounds,
        @Nullable Double bytes) {

    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(.*?)(?:, |_with_)(\\d+)[ _]([a-z]+)");

    /** Answers this as a row in which one contender is compared with itself: {@code Growth.create, 10000 rows} has "10,000 rows" as a contender. */
    Measurement ofOne() {
        Matcher number = NUMBER_AT_THE_END.matcher(row);
        if (!number.matches()) {
            return this;
        }
        String variant = String.format(Locale.ROOT, "%,d %s", Integer.valueOf(number.group(2)), number.group(3));
        return new Measurement(number.group(1), variant, unit, rounds, bytes);
    }

    /** Answers the row in words: {@code FindById.in_a_transaction} is "find by id: in a transaction". */
    public String title() {
        int dot = row.indexOf('.');
        return words(row.substring(0, dot)) + ": " + words(row.substring(dot + 1));
    }

    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    /** Answers the median of the rounds. */
    public double median() {
        return median(rounds);
    }

    /** Answers how many times as long as the reference this took: the median of the ratios of the rounds that both have. */
    public double ratioTo(Measurement reference) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(rounds.size(), reference.rounds.size()); i++) {
            ratios.add(rounds.get(i) / reference.rounds.get(i));
        }
        return median(ratios);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
