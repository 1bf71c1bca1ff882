package dev.dataflow.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a run measured, for programs, for readers and for a glance. */
record Report(Machine machine, List<Measurement> measurements) {
    static final String JSON = "results.json";
    static final String MARKDOWN = "results.md";
    static final String PICTURE = "results.svg";

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(folder.resolve(JSON), json.writeValueAsString(this));
        Files.writeString(folder.resolve(MARKDOWN), markdown());
        Files.writeString(folder.resolve(PICTURE), new Picture(rows()).svg());
    }

    String markdown() {
        StringBuilder text = new StringBuilder(machine.inWords())
                .append(".\n\nMedians. Bold is the first of those that are not hand-written JDBC. ")
                .append(
                        "Below a table is every row in which DataFlow is not that one, or takes more than 1.3 times as long as by hand.\n\n");
        for (Section section : Section.values()) {
            List<List<Measurement>> rows = section.among(rows());
            if (!rows.isEmpty()) {
                text.append("### ").append(section.title()).append("\n\n");
                text.append(new MarkdownTable(rows).text());
            }
        }
        return text.toString().stripTrailing() + "\n";
    }

    /** Answers the measurements of each row, the one to compare with first. */
    List<List<Measurement>> rows() {
        Map<String, List<Measurement>> rows = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            rows.computeIfAbsent(measurement.row(), row -> new ArrayList<>()).add(measurement);
        }
        // Of one contender, whose variants are numbers: 1 thread, 2 threads.
        rows.values().stream()
                .filter(row -> row.stream()
                        .allMatch(measurement ->
                                Character.isDigit(measurement.contender().charAt(0))))
                .forEach(row -> row.sort(Comparator.comparing(Report::number)));
        return List.copyOf(rows.values());
    }

    private static int number(Measurement variant) {
        return Integer.parseInt(variant.contender().replaceAll("\\D", ""));
    }
}
