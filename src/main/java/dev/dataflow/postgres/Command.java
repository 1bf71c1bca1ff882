package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of PostgreSQL's programs with its arguments, run as a user it accepts. */
final class Command {

    static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private final List<String> words;

    private Command(List<String> words) {
        this.words = words;
    }

    static Command of(String... words) {
        return new Command(List.of(words));
    }

    /**
     * Makes the command run in a user namespace of its own when this JVM is root, which PostgreSQL refuses to be: inside, the
     * user is nobody; outside, the files still belong to root.
     */
    static Command asServerUser(List<String> words) {
        if (!isRoot()) {
            return new Command(words);
        }
        List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
        wrapped.addAll(words);
        return new Command(wrapped);
    }

    List<String> words() {
        return words;
    }

    /** Runs to the end and returns what was written; a failure's message contains it as well. */
    String run() throws IOException {
        Process process = builder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = waitFor(process);
        if (status != 0) {
            throw new IOException(
                    words.get(0).equals("unshare") && output.startsWith("unshare:")
                            ? "PostgreSQL does not run as root, and here root may not make a user namespace (" + output
                                    + "). Run the tests as an ordinary user, or name a running server with DATAFLOW_URL"
                            : String.join(" ", words) + " ended with status " + status + ":\n" + output);
        }
        return output;
    }

    /** Prepares a process whose messages are in English and which no {@code PG…} variable of the user's shell leads astray. */
    static ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for a program of PostgreSQL", e);
        }
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException noProc) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
