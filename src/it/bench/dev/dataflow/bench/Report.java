package dev.dataflow.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a run measured, for programs, for readers and for a glance. */
record Report(Machine machine, List<Measurement> measurements) {
    void write(Path folder, PrintStream out) throws IOException {
        Files.createDirectories(folder);
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(folder.resolve("results.json"), json.writeValueAsString(this));
        String markdown = new MarkdownTable(rows()).text() + "\n" + machine.inWords() + ".\n";
        Files.writeString(folder.resolve("results.md"), markdown);
        Files.writeString(folder.resolve("results.svg"), new Picture(rows()).svg());
        out.println(markdown);
        out.println("Also in " + folder.toAbsolutePath().normalize() + " as results.json, results.md and results.svg");
    }

    /** Answers the measurements of each row, the one to compare with first. */
    List<List<Measurement>> rows() {
        Map<String, List<Measurement>> rows = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            rows.computeIfAbsent(measurement.row(), row -> new ArrayList<>()).add(measurement);
        }
        return List.copyOf(rows.values());
    }
}
