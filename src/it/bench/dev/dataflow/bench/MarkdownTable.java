package dev.dataflow.bench;

import java.util.List;
import java.util.Locale;

/** The rows as tables, one for each set of contenders that meet: times with their ratio to the first, then bytes allocated. */
record MarkdownTable(List<List<Measurement>> rows) {
    String text() {
        StringBuilder text = new StringBuilder();
        for (List<String> contenders :
                rows.stream().map(MarkdownTable::contenders).distinct().toList()) {
            List<List<Measurement>> together = rows.stream()
                    .filter(row -> contenders(row).equals(contenders))
                    .toList();
            text.append(table(
                    contenders.size() == 1 ? "time" : "time, and how many times " + contenders.get(0),
                    contenders,
                    together,
                    this::time));
            if (together.get(0).get(0).bytes() != null) {
                text.append(table("KB allocated by one operation", contenders, together, this::kilobytes));
            }
        }
        return text.toString();
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

    /** Bold is the fastest of those that are compared. */
    private String time(Measurement measurement, List<Measurement> row) {
        Measurement reference = row.get(0);
        String time = number(measurement.median()) + " " + measurement.unit();
        if (measurement == reference) {
            return time;
        }
        String text = time + ", " + String.format(Locale.ROOT, "%.2f", measurement.ratioTo(reference));
        boolean fastest = row.stream().skip(1).noneMatch(other -> other.median() < measurement.median());
        return fastest ? "**" + text + "**" : text;
    }

    private String kilobytes(Measurement measurement, List<Measurement> row) {
        return measurement.bytes() == null ? "" : number(measurement.bytes() / 1000);
    }

    /** Three digits that count. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
