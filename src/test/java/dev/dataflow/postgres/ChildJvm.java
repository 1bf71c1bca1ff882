package dev.dataflow.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another JVM that starts a server of its own and lives until it is told to end, or is killed. */
final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What runs in it: says where the server is, or why there is none, and waits for the end of its input. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) throws Exception {
            try {
                PostgresServer server = PostgresServer.shared();
                Template template =
                        server.template("child", empty -> Sql.execute(empty, "create table child (id int)"));
                Database clone = template.newDatabase();
                System.out.println(Sql.query(clone, "show data_directory").get(0));
                System.out.println(clone.name());
            } catch (PostgresException e) {
                System.out.println(e.getMessage());
            }
            System.in.read();
        }
    }

    static ChildJvm start(Path cache) throws IOException {
        return start(cache, entry -> true, Map.of());
    }

    /**
     * Starts a JVM with this one's class path.
     *
     * @param classPath which entries of the class path it has
     * @param environment what it has beside this JVM's environment
     */
    static ChildJvm start(Path cache, Predicate<String> classPath, Map<String, String> environment) throws IOException {
        String entries = Stream.of(System.getProperty("java.class.path").split(":"))
                .filter(classPath)
                .collect(Collectors.joining(":"));
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                entries,
                Main.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("DATAFLOW_URL");
        builder.environment().put("DATAFLOW_CACHE", cache.toString());
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start());
    }

    /** Returns the next line of what it says. */
    String line() throws IOException {
        String line = output.readLine();
        return line == null ? "" : line;
    }

    /** Returns all it says until it ends, which it is told to do. */
    String text() throws IOException {
        process.getOutputStream().close();
        return output.lines().collect(Collectors.joining("\n"));
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
