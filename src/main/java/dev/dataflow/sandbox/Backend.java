package dev.dataflow.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The one real connection: bytes to and from the server.
 *
 * <p>The driver opens the connection and knows how to authenticate and encrypt; from then on its socket is used
 * directly. Whoever calls a method, but for the parameters, has entered the {@link Gate}.
 */
final class Backend {

    private final PgConnection connection;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final MessageBuffer outgoing = new MessageBuffer();
    private final Preamble preamble = new Preamble();
    /** Drivers are greeted with them while another connection is at work. */
    private final Map<String, String> parameters;

    private final AtomicInteger parameterVersion = new AtomicInteger();

    private byte[] bytes = new byte[64 * 1024];
    private int position;
    private int limit;
    private int messageEnd;
    private char status = 'I';
    private int unread;
    private int timeout;
    private byte @Nullable [] unreadError;

    Backend(PgConnection connection) throws SQLException {
        this.connection = connection;
        this.parameters = new ConcurrentHashMap<>(connection.getParameterStatuses());
        try {
            Field stream = QueryExecutorBase.class.getDeclaredField("pgStream");
            stream.setAccessible(true);
            this.socket = ((PGStream) stream.get(connection.getQueryExecutor())).getSocket();
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new SQLException(
                    "The sandbox cannot reach the socket of this version of the PostgreSQL driver, "
                            + org.postgresql.util.DriverInfo.DRIVER_FULL_NAME + "; it is known to work with 42.7",
                    e);
        } catch (IOException e) {
            throw new SQLException("The connection for the sandbox is closed", e);
        }
    }

    /** What goes in front of the next message. */
    Preamble preamble() {
        return preamble;
    }

    /** Has a statement of the sandbox sent in front of the next message. */
    void later(String statement) {
        preamble.add(statement);
    }

    // Talking.

    /** The buffer for the next message; empty. */
    MessageBuffer outgoing() {
        outgoing.clear();
        return outgoing;
    }

    void send(MessageBuffer message) throws IOException {
        out.write(message.bytes(), 0, message.size());
        out.flush();
    }

    void send(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Waits for the next message of the server and returns its type. */
    char next() throws IOException {
        while (unread > 0) {
            char type = nextMessage();
            if (type == 'Z') {
                unread--;
            } else if (type == 'E') {
                unreadError = Arrays.copyOfRange(bytes, position, messageEnd);
            }
        }
        return nextMessage();
    }

    private char nextMessage() throws IOException {
        position = messageEnd;
        ensure(5);
        int length = int32(position + 1);
        ensure(length + 1);
        messageEnd = position + length + 1;
        char type = (char) bytes[position];
        if (type == 'Z') {
            status = (char) bytes[position + 5];
        } else if (type == 'S') {
            parameterStatus();
        }
        return type;
    }

    /** Whether the next message can be read without waiting. */
    boolean hasNext() {
        return unread == 0 && limit - messageEnd >= 5 && limit - messageEnd > int32(messageEnd + 1);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the current message begins, its type included. */
    int start() {
        return position;
    }

    int length() {
        return messageEnd - position;
    }

    /** Answers where the value of a field of the error that was read last begins; -1 when it has no such field. */
    int field(char type) {
        for (int at = position + 5; bytes[at] != 0; at = endOfText(at) + 1) {
            if (bytes[at] == type) {
                return at + 1;
            }
        }
        return -1;
    }

    /** Answers where the zero byte stands that ends a text. */
    int endOfText(int begin) {
        int end = begin;
        while (bytes[end] != 0) {
            end++;
        }
        return end;
    }

    /** What the server said last: 'T' in a transaction, 'E' in a failed one, 'I' in none. */
    char status() {
        return status;
    }

    /** Sends statements of the sandbox and waits until they are done; null, or the server's error message. */
    byte @Nullable [] run(String... statements) throws IOException {
        MessageBuffer message = outgoing();
        preamble.writeTo(message);
        for (String statement : statements) {
            preamble.write(message, statement, statement == statements[0]);
        }
        send(message.empty('S'));
        return finish(null, 0);
    }

    /**
     * Sends what waits, behind it a question and, behind that, a statement whose end nobody waits for: the server works on
     * it while the caller goes on, and its answer is read before the next one.
     *
     * @param rows what the question is answered with is added to
     */
    byte @Nullable [] runAndLeave(@Nullable String question, List<@Nullable String[]> rows, @Nullable String statement)
            throws IOException {
        MessageBuffer message = outgoing();
        int before = preamble.writeTo(message);
        if (question != null) {
            preamble.write(message, question, true);
        }
        message.empty('S');
        if (statement != null) {
            preamble.write(message, statement, true);
            message.empty('S');
        }
        send(message);
        byte[] error = finish(rows, before);
        unread += statement == null ? 0 : 1;
        return error;
    }

    /** The error of a statement that was left running, or null; asking forgets it. */
    byte @Nullable [] unreadError() {
        byte[] error = unreadError;
        unreadError = null;
        return error;
    }

    /** Asks the server for rows; a null of SQL is a null in the row. */
    List<@Nullable String[]> query(String sql) throws IOException, SQLException {
        List<@Nullable String[]> rows = new ArrayList<>();
        MessageBuffer message = outgoing();
        int before = preamble.writeTo(message);
        preamble.write(message, sql, false);
        send(message.empty('S'));
        check(finish(rows, before));
        return rows;
    }

    /**
     * Reads until the server is ready; returns its error message, if any.
     *
     * @param before how many commands complete before the one whose rows are wanted
     */
    private byte @Nullable [] finish(@Nullable List<@Nullable String[]> rows, int before) throws IOException {
        byte[] error = null;
        int completed = 0;
        for (char type = next(); type != 'Z'; type = next()) {
            if (type == 'E' && error == null) {
                error = Arrays.copyOfRange(bytes, position, messageEnd);
            } else if (type == 'C') {
                completed++;
            } else if (type == 'D' && rows != null && completed == before) {
                rows.add(row());
            }
        }
        return error;
    }

    static void check(byte @Nullable [] error) throws SQLException {
        if (error != null) {
            throw exception(error);
        }
    }

    static SQLException exception(byte[] error) {
        String fields = new String(error, 5, error.length - 5, StandardCharsets.UTF_8);
        return new PSQLException(new ServerErrorMessage(fields), false);
    }

    // The session.

    Map<String, String> parameters() {
        return parameters;
    }

    /** Grows with each change of a parameter that the server reports. */
    int parameterVersion() {
        return parameterVersion.get();
    }

    /** Makes drivers believe that the search path changed, upon which they prepare their statements anew. */
    void renewPreparedStatements() {
        parameters.computeIfPresent(
                "search_path", (name, value) -> value.endsWith(" ") ? value.stripTrailing() : value + " ");
        parameterVersion.incrementAndGet();
    }

    int processId() {
        return connection.getBackendPID();
    }

    void timeout(int millis) throws IOException {
        if (timeout != millis) {
            socket.setSoTimeout(millis);
            timeout = millis;
        }
    }

    /** Asks the server to give up what it is doing; callable without having entered the gate. */
    void cancel() {
        try {
            connection.cancelQuery();
        } catch (SQLException e) {
            // The request is a courtesy: a server that cannot be reached has nothing to cancel.
        }
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    void close() throws SQLException {
        connection.close();
    }

    private void parameterStatus() {
        int name = position + 5;
        int value = textEnd(name) + 1;
        String key = text(name);
        String text = text(value);
        if (!text.equals(parameters.put(key, text))) {
            parameterVersion.incrementAndGet();
        }
    }

    private String text(int begin) {
        return new String(bytes, begin, textEnd(begin) - begin, StandardCharsets.UTF_8);
    }

    private int textEnd(int begin) {
        int end = begin;
        while (bytes[end] != 0) {
            end++;
        }
        return end;
    }

    private @Nullable String[] row() {
        int columns = bytes[position + 5] << 8 | bytes[position + 6] & 0xff;
        @Nullable String[] row = new @Nullable String[columns];
        int at = position + 7;
        for (int i = 0; i < columns; i++) {
            int length = int32(at);
            at += 4;
            if (length >= 0) {
                row[i] = new String(bytes, at, length, StandardCharsets.UTF_8);
                at += length;
            }
        }
        return row;
    }

    private int int32(int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    private void ensure(int count) throws IOException {
        if (limit - position >= count) {
            return;
        }
        if (bytes.length - position < count) {
            byte[] target = count > bytes.length ? new byte[Math.max(count, bytes.length * 2)] : bytes;
            System.arraycopy(bytes, position, target, 0, limit - position);
            bytes = target;
            limit -= position;
            position = 0;
            messageEnd = 0;
        }
        while (limit - position < count) {
            int read = in.read(bytes, limit, bytes.length - limit);
            if (read < 0) {
                throw new IOException("The server closed the sandbox's connection");
            }
            limit += read;
        }
    }
}
