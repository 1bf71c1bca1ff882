package dev.dataflow.bench;

import java.util.List;
import java.util.Locale;

/**
 * The rows of a section as tables, one for each set of contenders that meet: times with their ratio to the first, then kilobytes allocated, and
 * what DataFlow misses.
 */
record MarkdownTable(List<List<Measurement>> rows) {
    String text() {
        StringBuilder text = new StringBuilder();
        for (List<String> contenders :
                rows.stream().map(MarkdownTable::contenders).distinct().toList()) {
            List<List<Measurement>> together = rows.stream()
                    .filter(row -> contenders(row).equals(contenders))
                    .toList();
            text.append(table(
                    contenders.size() == 1 ? "time" : "time, and times " + contenders.get(0),
                    contenders,
                    together,
                    MarkdownTable::time));
            if (together.get(0).get(0).bytes() != null) {
                text.append(table("KB allocated", contenders, together, MarkdownTable::kilobytes));
            }
        }
        List<String> missed =
                rows.stream().flatMap(row -> new Verdict(row).missed().stream()).toList();
        missed.forEach(sentence -> text.append("- ").append(sentence).append(".\n"));
        return text.append(missed.isEmpty() ? "" : "\n").toString();
    }

    private static List<String> contenders(List<Measurement> row) {
        return row.stream().map(Measurement::contender).toList();
    }

    private interface Cell {
        String of(Measurement measurement, List<Measurement> row);
    }

    private static String table(String title, List<String> contenders, List<List<Measurement>> rows, Cell cell) {
        StringBuilder table = new StringBuilder("| " + title + " | " + String.join(" | ", contenders) + " |\n");
        table.append("|---|").append("---:|".repeat(contenders.size())).append("\n");
        for (List<Measurement> row : rows) {
            table.append("| ").append(row.get(0).title());
            row.forEach(measurement -> table.append(" | ").append(cell.of(measurement, row)));
            table.append(" |\n");
        }
        return table.append("\n").toString();
    }

    private static String time(Measurement measurement, List<Measurement> row) {
        Measurement reference = row.get(0);
        String time = number(measurement.median()) + " " + measurement.unit();
        String text = measurement == reference
                ? time
                : time + ", " + String.format(Locale.ROOT, "%.2f", measurement.ratioTo(reference));
        boolean first = new Verdict(row).first().filter(measurement::equals).isPresent();
        return first ? "**" + text + "**" : text;
    }

    private static String kilobytes(Measurement measurement, List<Measurement> row) {
        return measurement.bytes() == null ? "" : number(measurement.bytes() / 1000);
    }

    /** Three digits that count. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
