package dev.dataflow.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the driver reads next: the server's messages passed on, and those a server would send, written here. */
final class Answers {

    private final MessageBuffer outbox = new MessageBuffer();

    MessageBuffer outbox() {
        return outbox;
    }

    /** Passes on what the backend read last. */
    void forward(Backend backend) {
        outbox.raw(backend.bytes(), backend.start(), backend.length());
    }

    /** Passes on the error that the backend read last, with advice in its message: drivers that are to show no details show no hints. */
    void forwardWithAdvice(Backend backend, String advice) {
        int fields = backend.start() + 5;
        int end = backend.endOfText(backend.field('M'));
        outbox.begin('E')
                .raw(backend.bytes(), fields, end - fields)
                .text(". " + advice)
                .raw(backend.bytes(), end + 1, backend.start() + backend.length() - end - 1)
                .end();
    }

    void message(byte[] message) {
        outbox.raw(message, 0, message.length);
    }

    void error(String sqlState, String message, @Nullable String hint) {
        fields('E', "ERROR", sqlState, message, hint);
    }

    void warning(String sqlState, String message) {
        fields('N', "WARNING", sqlState, message, null);
    }

    void parameters(Map<String, String> parameters) {
        parameters.forEach(
                (name, value) -> outbox.begin('S').text(name).text(value).end());
    }

    void ready(char status) {
        outbox.begin('Z').int8(status).end();
    }

    /** What follows a start-up message when the server asks for no password. */
    void welcome(Map<String, String> parameters, int processId, int key) {
        outbox.begin('R').int32(0).end();
        parameters(parameters);
        outbox.begin('K').int32(processId).int32(key).end();
        ready('I');
    }

    /**
     * Answers each message of a unit as if the server had done it.
     *
     * @param tag what the server calls the command; empty for an empty statement
     * @param value the one value that the command returns, or null when it returns none
     */
    void acknowledge(Unit unit, String tag, @Nullable String value) {
        for (Unit.Message message : unit.messages) {
            switch (message.type()) {
                case 'P' -> outbox.empty('1');
                case 'B' -> outbox.empty('2');
                case 'C' -> outbox.empty('3');
                case 'D' -> describe(value);
                case 'E' -> complete(tag, value);
                case 'Q' -> {
                    if (value != null) {
                        describe(value);
                    }
                    complete(tag, value);
                }
                default -> {}
            }
        }
    }

    private void complete(String tag, @Nullable String value) {
        if (value != null) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            outbox.begin('D')
                    .int16(1)
                    .int32(bytes.length)
                    .raw(bytes, 0, bytes.length)
                    .end();
        }
        if (tag.isEmpty()) {
            outbox.empty('I');
        } else {
            outbox.begin('C').text(tag).end();
        }
    }

    private void describe(@Nullable String value) {
        if (value == null) {
            outbox.empty('n');
        } else {
            outbox.begin('T').int16(1).text("transaction_isolation").int32(0).int16(0);
            outbox.int32(25).int16(-1).int32(-1).int16(0).end();
        }
    }

    private void fields(char type, String severity, String sqlState, String text, @Nullable String hint) {
        outbox.begin(type).int8('S').text(severity).int8('V').text(severity);
        outbox.int8('C').text(sqlState).int8('M').text(text);
        if (hint != null) {
            outbox.int8('H').text(hint);
        }
        outbox.int8(0).end();
    }
}
