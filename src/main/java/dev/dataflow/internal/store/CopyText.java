package dev.dataflow.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values in the text format of COPY, as UTF-8. Not thread-safe. */
final class CopyText {
    private static final int ASCII = 0x80;

    private byte[] bytes;
    private int size;

    CopyText(int capacity) {
        this.bytes = new byte[capacity + capacity / 4];
    }

    /** The buffer, of which the first {@link #size} bytes are text. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Appends values, null for those that are, and ends the row. */
    void row(@Nullable String[] values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                end('\t');
            }
            if (values[i] == null) {
                nothing();
            } else {
                value(values[i]);
            }
        }
        end('\n');
    }

    private void nothing() {
        room(2);
        bytes[size++] = '\\';
        bytes[size++] = 'N';
    }

    /** Appends what ends a column or a row. */
    void end(char separator) {
        room(1);
        bytes[size++] = (byte) separator;
    }

    /** Appends a value. */
    void value(String text) {
        int length = text.length();
        room(2 * length);
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            if (c >= ASCII) {
                escaped(text.substring(at).getBytes(StandardCharsets.UTF_8));
                return;
            }
            append((byte) c);
        }
    }

    private void escaped(byte[] utf8) {
        room(2 * utf8.length);
        for (byte each : utf8) {
            append(each);
        }
    }

    /** The bytes of what is not ASCII are none of those that are escaped. */
    private void append(byte each) {
        byte letter = switch (each) {
            case '\\' -> (byte) '\\';
            case '\t' -> (byte) 't';
            case '\n' -> (byte) 'n';
            case '\r' -> (byte) 'r';
            default -> 0;
        };
        if (letter == 0) {
            bytes[size++] = each;
        } else {
            bytes[size++] = '\\';
            bytes[size++] = letter;
        }
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(more, size)));
        }
    }
}
