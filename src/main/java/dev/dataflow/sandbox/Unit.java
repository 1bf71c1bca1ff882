package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Messages of a driver that the server would answer with one "ready for query": one statement, a batch, or a simple
 * query.
 */
final class Unit {

    /** Where a message stands in the bytes of its {@link Inbox}. */
    record Message(char type, int start, int end) {}

    final List<Message> messages = new ArrayList<>();

    /** Whether it runs anything, and does not only ask what a statement would return. */
    boolean runs() {
        return messages.stream().anyMatch(message -> "EQF".indexOf(message.type()) >= 0);
    }

    /** Whether it runs a statement without preparing it. */
    boolean isPreparedBefore() {
        return messages.stream().anyMatch(message -> message.type() == 'B')
                && messages.stream().noneMatch(message -> message.type() == 'P');
    }

    /** The last message's type: 'S' (sync), 'Q' (simple query), 'F' (function call) or 'X' (the end). */
    char end() {
        return messages.get(messages.size() - 1).type();
    }
}
