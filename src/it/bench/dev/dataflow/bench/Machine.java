package dev.dataflow.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.dataflow.postgres.PostgresServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Where and how the figures came about. */
record Machine(
        LocalDate date,
        boolean quick,
        String processor,
        int cores,
        long memoryGigabytes,
        String system,
        String java,
        String postgres) {

    static Machine of(PostgresServer server, Settings settings) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                LocalDate.now(ZoneOffset.UTC),
                settings.quick(),
                processorName(),
                system.getAvailableProcessors(),
                Math.round(system.getTotalMemorySize() / 1e9),
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                server.version().toString());
    }

    /** Linux tells the processor's name; elsewhere its kind has to do. */
    private static String processorName() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Answers a sentence for people. */
    String inWords() {
        return String.join(
                ", ",
                List.of(
                        date.toString(),
                        processor + " with " + cores + " cores and " + memoryGigabytes + " GB",
                        system,
                        java,
                        "PostgreSQL " + postgres + (quick ? ", the quick form" : "")));
    }
}
