package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program and its arguments.
 *
 * @param words as the system takes them: no shell, so nothing needs quotes
 */
record Command(List<String> words) {

    /** Runs to the end and returns what was written; a failure's message contains it as well. */
    String run() throws IOException {
        Process process = builder().redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", words) + " ended with status " + status + ":\n" + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + words.get(0) + " was running", e);
        }
        return output;
    }

    /** Prepares a process whose messages are in English and which no {@code PG…} variable of the user's shell leads astray. */
    ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }
}
