package dev.dataflow.bench;

import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows that JMH measures: a JVM and a database for each contender, and turns among them. */
final class Operations implements Part {
    private static final List<String> JVM = List.of(
            "-Xms768m",
            "-Xmx768m",
            "-XX:+UseParallelGC",
            "-Dorg.jboss.logging.provider=slf4j",
            "-Djmh.ignoreLock=true");

    @Override
    public List<Planned> plan(Settings settings) {
        return Contest.all(settings).stream()
                .map(contest -> contest.planned(settings))
                .toList();
    }

    @Override
    public void measure(Settings settings, PostgresServer server, Results results) throws Exception {
        Map<String, List<String>> benchmarks = new LinkedHashMap<>();
        for (Contest contest : Contest.all(settings)) {
            for (String contender : contest.contenders()) {
                benchmarks.computeIfAbsent(contender, name -> new ArrayList<>()).add(contest.benchmark());
            }
        }
        List<Database> databases = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        try (Umpire umpire = new Umpire(results)) {
            for (Map.Entry<String, List<String>> contender : benchmarks.entrySet()) {
                Database database = server.newDatabase();
                databases.add(database);
                CustomerTable.create(database.dataSource());
                processes.add(start(contender.getKey(), contender.getValue(), umpire.port(), database, settings));
            }
            umpire.run(processes.size());
            for (Process process : processes) {
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("A contender failed; what it said of it is above");
                }
            }
        } finally {
            processes.forEach(Process::destroy);
            databases.forEach(Database::close);
        }
    }

    private static Process start(
            String contender, List<String> benchmarks, int port, Database database, Settings settings)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.add("-Dbench.quick=" + settings.quick());
        command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        command.addAll(List.of(Contestant.class.getName(), contender, "" + port));
        command.addAll(benchmarks);
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().put(OwnDatabase.URL, database.url());
        process.environment().put(OwnDatabase.USERNAME, orEmpty(database.username()));
        process.environment().put(OwnDatabase.PASSWORD, orEmpty(database.password()));
        return process.start();
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
