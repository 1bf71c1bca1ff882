package dev.dataflow.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes the bytes a driver sends and cuts them into {@link Unit}s. */
final class Inbox {

    private byte[] bytes = new byte[8 * 1024];
    private int size;
    private int parsed;
    private final ArrayDeque<Unit> units = new ArrayDeque<>();
    private Unit current = new Unit();

    void append(byte[] source, int offset, int length) {
        if (units.isEmpty() && current.messages.isEmpty()) {
            System.arraycopy(bytes, parsed, bytes, 0, size - parsed);
            size -= parsed;
            parsed = 0;
        }
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
        }
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        while (size - parsed >= 5) {
            int end = parsed + 1 + int32(parsed + 1);
            if (end > size) {
                return;
            }
            char type = (char) bytes[parsed];
            current.messages.add(new Unit.Message(type, parsed, end));
            parsed = end;
            if (type == 'S' || type == 'Q' || type == 'F' || type == 'X') {
                units.add(current);
                current = new Unit();
            }
        }
    }

    @Nullable
    Unit poll() {
        return units.poll();
    }

    @Nullable
    Unit last() {
        return units.peekLast();
    }

    byte[] bytes() {
        return bytes;
    }

    int int32(int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    /** Where the text that begins here ends: the place of its zero byte. */
    int textEnd(int begin) {
        int end = begin;
        while (bytes[end] != 0) {
            end++;
        }
        return end;
    }

    String text(int begin) {
        if (bytes[begin] == 0) {
            return "";
        }
        return new String(bytes, begin, textEnd(begin) - begin, StandardCharsets.UTF_8);
    }
}
