package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sandbox has to say to the server before the next message: savepoints, mostly. It travels with that message,
 * so that it costs no round trip. Whoever calls a method has entered the {@link Gate}.
 */
final class Preamble {

    private static final int PREPARED_LIMIT = 200;
    private static final String ROLLBACK_TO = "ROLLBACK TO SAVEPOINT ";
    private static final String RELEASE = "RELEASE SAVEPOINT ";

    private final List<String> statements = new ArrayList<>();
    private final List<String> closes = new ArrayList<>();
    private final Map<String, String> prepared = new HashMap<>();
    private int nextName;

    /** Has a statement of the sandbox sent in front of the next message; what would cancel out is left away. */
    void add(String statement) {
        int last = statements.size() - 1;
        if (statement.startsWith(RELEASE) && last >= 0) {
            if (statements.get(last).equals("SAVEPOINT " + statement.substring(RELEASE.length()))) {
                statements.remove(last);
                return;
            }
        } else if (statement.startsWith(ROLLBACK_TO)) {
            // Whatever waits was meant for savepoints above this one, unless this one itself still waits to be set.
            int begin = statements.lastIndexOf("SAVEPOINT " + statement.substring(ROLLBACK_TO.length()));
            statements.subList(begin + 1, statements.size()).clear();
            if (begin >= 0) {
                return;
            }
        }
        statements.add(statement);
    }

    /** Has a prepared statement ('S') or a portal ('P') of a logical connection closed with the next message. */
    void close(char kind, String name) {
        closes.add(kind + name);
    }

    /** Writes what waits; returns how many commands the server will report complete before anything else. */
    int writeTo(MessageBuffer target) {
        for (String close : closes) {
            target.begin('C').int8(close.charAt(0)).text(close.substring(1)).end();
        }
        closes.clear();
        for (String statement : statements) {
            write(target, statement, !statement.startsWith("SELECT"));
        }
        int commands = statements.size();
        statements.clear();
        return commands;
    }

    /**
     * Writes a statement of the sandbox.
     *
     * @param keep whether to prepare it for good; only for what runs first in its message, since behind a failed
     *     statement the server would not prepare it
     */
    void write(MessageBuffer target, String statement, boolean keep) {
        String name = prepared.get(statement);
        if (name == null) {
            name = keep && prepared.size() < PREPARED_LIMIT ? "dataflow_" + nextName++ : "";
            if (!name.isEmpty()) {
                prepared.put(statement, name);
            }
            target.begin('P').text(name).text(statement).int16(0).end();
        }
        target.begin('B').text("").text(name).int16(0).int16(0).int16(0).end();
        target.begin('E').text("").int32(0).end();
    }

    /** Forgets a statement that was prepared for good. */
    void discard(String statement) {
        String name = prepared.remove(statement);
        if (name != null) {
            close('S', name);
        }
    }
}
