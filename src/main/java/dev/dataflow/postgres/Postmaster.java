package dev.dataflow.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running PostgreSQL, child of this JVM. It is run directly and not through {@code pg_ctl}, which looks only every 100 ms
 * whether the server has started or stopped; a start takes 40 ms.
 */
final class Postmaster {

    /**
     * Becomes the server and leaves a guard behind that waits for the end of its input, which comes when this JVM closes the
     * pipe or ends in whatever way, and then asks the server for a fast shutdown (INT).
     */
    private static final String GUARDED = """
            exec 3<&0 </dev/null
            ( { read _ <&3; read pid <"$1/postmaster.pid" && [ "$pid" = $$ ] && kill -INT $$; } >/dev/null 2>&1 & )
            shift
            exec "$@" 3<&-
            """;

    private static final int PORT_ATTEMPTS = 10;
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 10;
    private static final int QUOTED_LOG_LINES = 20;

    private final Process process;
    private final int port;

    private Postmaster(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a server on a free port and returns when it accepts connections. */
    static Postmaster start(List<String> server, Path data, Path log) throws IOException {
        return start(server, data, log, Postmaster::freePort);
    }

    /**
     * @param server the command line of the server, which this adds the port to
     * @param ports where to get the port of each attempt from
     */
    static Postmaster start(List<String> server, Path data, Path log, Ports ports) throws IOException {
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = ports.next();
            Postmaster postmaster = new Postmaster(launch(server, data, log, port), port);
            if (postmaster.becomesReady(data)) {
                return postmaster;
            }
            // Between our look at the port and the server's, somebody else may have taken it.
            if (!tail(log).contains("could not create any TCP/IP sockets")) {
                break;
            }
        }
        throw new IOException("PostgreSQL does not start. Its log " + log + " ends with:\n" + tail(log));
    }

    int port() {
        return port;
    }

    /** Stops fast: open transactions are rolled back, the next start needs no recovery. */
    void stop() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // The pipe is closed already; what remains is the process.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private static Process launch(List<String> server, Path data, Path log, int port) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", GUARDED, "sh", data.toString()));
        words.addAll(server);
        words.addAll(List.of("-p", Integer.toString(port)));
        return new Command(words)
                .builder()
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** The server itself writes into {@code postmaster.pid} when it is ready; asking it by connecting would be slower. */
    private boolean becomesReady(Path data) throws IOException {
        String pid = Long.toString(process.pid());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
                if (lines.size() >= 8
                        && lines.get(0).equals(pid)
                        && lines.get(7).strip().equals("ready")) {
                    return true;
                }
            } catch (NoSuchFileException notYet) {
                // The file comes a few milliseconds after the process.
            }
            Pause.millis(2);
        }
        process.destroyForcibly();
        return false;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    /** Where a server's port comes from. */
    @FunctionalInterface
    interface Ports {
        int next() throws IOException;
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - QUOTED_LOG_LINES), lines.size()));
    }
}
