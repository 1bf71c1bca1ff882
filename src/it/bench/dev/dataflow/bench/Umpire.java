package dev.dataflow.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives the turns. A round begins when every JVM has said what it is ready for or has ended; those that are at the first of these rows
 * each get one turn, in an order that moves on from round to round.
 */
final class Umpire implements AutoCloseable {
    private static final int ANSWER_WITHIN_MILLIS = 300_000;

    private final ServerSocket server;
    private final List<Seat> seats = new ArrayList<>();
    private final Results results;
    private int round;

    /** @param results is told when a row begins, and takes what the contenders measured */
    Umpire(Results results) throws IOException {
        this.results = results;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(ANSWER_WITHIN_MILLIS);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Gives turns to that many contenders until all have ended. */
    void run(int contenders) throws IOException {
        for (int i = 0; i < contenders; i++) {
            seats.add(new Seat(server.accept()));
        }
        seats.sort(Comparator.comparing(seat -> seat.contender));
        String announced = "";
        for (String next = next(); next != null; next = next()) {
            if (!next.equals(announced)) {
                results.begin(Contest.row(next));
                announced = next;
            }
            List<Seat> order = new ArrayList<>(seats);
            Collections.rotate(order, round++);
            for (Seat seat : order) {
                if (next.equals(seat.benchmark)) {
                    seat.play();
                }
            }
        }
    }

    private @Nullable String next() throws IOException {
        String first = null;
        for (Seat seat : seats) {
            seat.listen();
            if (seat.benchmark != null && (first == null || seat.benchmark.compareTo(first) < 0)) {
                first = seat.benchmark;
            }
        }
        return first;
    }

    @Override
    public void close() throws IOException {
        for (Seat seat : seats) {
            seat.socket.close();
        }
        server.close();
    }

    /** A contender's JVM, as far as it has come. */
    private final class Seat {
        private final Socket socket;
        private final BufferedReader in;
        private final Writer out;
        private final String contender;
        private @Nullable String benchmark;
        private boolean ended;

        Seat(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
            contender = in.readLine();
        }

        /** Waits until the contender is ready for a row, or has ended. */
        void listen() throws IOException {
            while (benchmark == null && !ended) {
                take(in.readLine());
            }
        }

        private void take(@Nullable String line) {
            if (line == null) {
                ended = true;
            } else if (line.startsWith(Line.READY)) {
                benchmark = line.substring(Line.READY.length());
            } else if (line.startsWith(Line.MEASURED)) {
                results.add(JsonMapper.shared().readValue(line.substring(Line.MEASURED.length()), Measurement.class));
            }
        }

        /** Lets the contender through one iteration. Who breaks off in it goes on with another row, or ends. */
        void play() throws IOException {
            benchmark = null;
            try {
                out.write(Line.GO + "\n");
                out.flush();
                take(in.readLine());
            } catch (SocketException e) {
                ended = true;
            }
        }
    }
}
