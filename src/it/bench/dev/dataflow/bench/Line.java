package dev.dataflow.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** The contender's end of the line to the {@link Umpire}, who reads what is said here line by line. */
final class Line implements Closeable {
    static final String READY = "ready ";
    static final String GO = "go";
    static final String DONE = "done";
    static final String MEASURED = "measured ";

    private final Socket socket;
    private final BufferedReader in;
    private final Writer out;

    Line(int port, String contender) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
        say(contender);
    }

    void awaitTurn(String benchmark) {
        say(READY + benchmark);
        try {
            String answer = in.readLine();
            if (!GO.equals(answer)) {
                throw new EOFException("The run has ended");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void endTurn() {
        say(DONE);
    }

    void report(Measurement measurement) {
        say(MEASURED + JsonMapper.shared().writeValueAsString(measurement));
    }

    private void say(String text) {
        try {
            out.write(text + "\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
