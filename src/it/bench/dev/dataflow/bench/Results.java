package dev.dataflow.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a run has measured so far. It is written whenever a row is complete, so that a run that is cut short leaves what it has. */
final class Results {
    private final Machine machine;
    private final List<Planned> plan;
    private final Path folder;
    private final PrintStream out;
    private @Nullable Report earlier;
    private final List<Measurement> measurements = new ArrayList<>();
    private final long began = System.nanoTime();
    private int begun;

    Results(Machine machine, List<Planned> plan, Path folder, PrintStream out) {
        this.machine = machine;
        this.plan = plan;
        this.folder = folder;
        this.out = out;
    }

    /** Takes over what an earlier run left in the folder, if one did, but for the rows that are measured again. */
    Results keepingEarlier() throws IOException {
        Path json = folder.resolve(Report.JSON);
        if (Files.exists(json)) {
            earlier = JsonMapper.shared().readValue(Files.readString(json), Report.class);
        }
        return this;
    }

    /** Says that a row of the plan begins, and writes those before. */
    void begin(String row) throws IOException {
        write();
        int index = indexOf(row);
        double before = seconds(plan.subList(0, index));
        double after = seconds(plan.subList(index, plan.size()));
        double gone = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3;
        // What the rows before have shown of this machine.
        double left = before < 30 ? after : after * gone / before;
        out.printf(
                Locale.ROOT,
                "[%3d of %d] %-52s %2d contenders; %4.1f min gone, about %.0f left%n",
                ++begun,
                plan.size(),
                row,
                plan.get(index).contenders().size(),
                gone / 60,
                Math.ceil(left / 60));
    }

    private int indexOf(String row) {
        for (int i = 0; i < plan.size(); i++) {
            if (plan.get(i).row().equals(row)) {
                return i;
            }
        }
        throw new IllegalArgumentException("Not in the plan: " + row);
    }

    private static double seconds(List<Planned> rows) {
        return rows.stream().mapToDouble(Planned::seconds).sum();
    }

    void add(Measurement measurement) {
        measurements.add(measurement);
    }

    /** Writes the report of what is measured. */
    Report write() throws IOException {
        List<Measurement> all = new ArrayList<>(measurements);
        if (earlier != null) {
            earlier.measurements().stream()
                    .filter(before ->
                            measurements.stream().noneMatch(now -> now.row().equals(before.row())))
                    .forEach(all::add);
        }
        // Stable: contenders that are in no plan stay in the order in which they came.
        all.sort(Comparator.comparingInt(this::place));
        Report report = new Report(earlier != null && measurements.isEmpty() ? earlier.machine() : machine, all);
        report.write(folder);
        return report;
    }

    private int place(Measurement measurement) {
        return plan.stream()
                .filter(planned -> measurement.row().equals(planned.row())
                        || measurement.row().startsWith(planned.row() + Contest.PARAMETERS))
                .mapToInt(planned -> planned.contenders().indexOf(measurement.contender()))
                .findFirst()
                .orElse(-1);
    }
}
