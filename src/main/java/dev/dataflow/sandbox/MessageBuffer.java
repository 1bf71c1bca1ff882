package dev.dataflow.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes in which messages of PostgreSQL's frontend/backend protocol 3 are put together. */
final class MessageBuffer {

    private byte[] bytes = new byte[1024];
    private int size;
    private int read;
    private int start;

    /** Begins a message; {@link #end()} writes its length. */
    MessageBuffer begin(char type) {
        room(5);
        bytes[size++] = (byte) type;
        start = size;
        size += 4;
        return this;
    }

    MessageBuffer end() {
        int length = size - start;
        bytes[start] = (byte) (length >>> 24);
        bytes[start + 1] = (byte) (length >>> 16);
        bytes[start + 2] = (byte) (length >>> 8);
        bytes[start + 3] = (byte) length;
        return this;
    }

    MessageBuffer int8(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    MessageBuffer int16(int value) {
        return int8(value >>> 8).int8(value);
    }

    MessageBuffer int32(int value) {
        return int16(value >>> 16).int16(value);
    }

    /** Appends a text and the zero byte that ends it. */
    MessageBuffer text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        return raw(encoded, 0, encoded.length).int8(0);
    }

    MessageBuffer raw(byte[] source, int offset, int length) {
        room(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        return this;
    }

    /** Appends a message without content. */
    MessageBuffer empty(char type) {
        return begin(type).end();
    }

    boolean isEmpty() {
        return read == size;
    }

    int remaining() {
        return size - read;
    }

    /** Hands out what was not taken yet, at most {@code length} bytes. */
    int take(byte[] target, int offset, int length) {
        int count = Math.min(length, size - read);
        System.arraycopy(bytes, read, target, offset, count);
        read += count;
        if (read == size) {
            clear();
        }
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        read = 0;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
