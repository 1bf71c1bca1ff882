package dev.dataflow.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a server would answer, for what the sandbox answers itself. */
final class Answers {

    private Answers() {}

    static void error(MessageBuffer target, String sqlState, String message, @Nullable String hint) {
        fields(target.begin('E'), "ERROR", sqlState, message, hint);
    }

    static void warning(MessageBuffer target, String sqlState, String message) {
        fields(target.begin('N'), "WARNING", sqlState, message, null);
    }

    /** The server's own error with one more hint. */
    static void errorWithHint(MessageBuffer target, byte[] source, int start, int length, String hint) {
        target.begin('E')
                .raw(source, start + 5, length - 6)
                .int8('H')
                .text(hint)
                .int8(0)
                .end();
    }

    static void complete(MessageBuffer target, String tag) {
        target.begin('C').text(tag).end();
    }

    static void ready(MessageBuffer target, char status) {
        target.begin('Z').int8(status).end();
    }

    static void parameter(MessageBuffer target, String name, String value) {
        target.begin('S').text(name).text(value).end();
    }

    /** What follows a start-up message when the server asks for no password. */
    static void welcome(MessageBuffer target, Map<String, String> parameters, int processId, int key) {
        target.begin('R').int32(0).end();
        parameters.forEach((name, value) -> parameter(target, name, value));
        target.begin('K').int32(processId).int32(key).end();
        ready(target, 'I');
    }

    static void textColumn(MessageBuffer target, String name) {
        target.begin('T')
                .int16(1)
                .text(name)
                .int32(0)
                .int16(0)
                .int32(25)
                .int16(-1)
                .int32(-1)
                .int16(0)
                .end();
    }

    static void textRow(MessageBuffer target, String value) {
        byte[] bytes = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        target.begin('D')
                .int16(1)
                .int32(bytes.length)
                .raw(bytes, 0, bytes.length)
                .end();
    }

    private static void fields(
            MessageBuffer message, String severity, String sqlState, String text, @Nullable String hint) {
        message.int8('S')
                .text(severity)
                .int8('V')
                .text(severity)
                .int8('C')
                .text(sqlState)
                .int8('M')
                .text(text);
        if (hint != null) {
            message.int8('H').text(hint);
        }
        message.int8(0).end();
    }
}
