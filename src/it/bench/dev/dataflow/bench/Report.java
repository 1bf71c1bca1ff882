package dev.dataflow.bench;

import java.io.IOException;
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
        return new MarkdownTable(rows()).text() + "\n" + machine.inWords() + ".\n";
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
