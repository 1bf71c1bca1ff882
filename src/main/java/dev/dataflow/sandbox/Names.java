package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The prepared statements and portals of one logical connection.
 *
 * <p>On the real connection their names begin with the number of the logical one, since each driver counts from one.
 */
final class Names {

    private final Inbox inbox;
    private final Preamble preamble;
    private final String prefix;
    private final Map<String, SqlText> statements = new HashMap<>();
    private final Map<String, SqlText> portals = new HashMap<>();
    private final Set<String> preparedInSql = new HashSet<>();

    /** What the driver closed while others may be speaking to the server. */
    private final List<String> closed = new ArrayList<>();

    Names(Inbox inbox, Preamble preamble, int number) {
        this.inbox = inbox;
        this.preamble = preamble;
        this.prefix = number + ".";
    }

    /** Learns which statements a unit prepares and closes, before its turn has come; returns those that it runs, at least one. */
    List<SqlText> read(Unit unit) {
        List<SqlText> commands = new ArrayList<>(1);
        SqlText described = SqlText.DESCRIPTION;
        for (Unit.Message message : unit.messages) {
            int at = message.start() + 5;
            switch (message.type()) {
                case 'Q' -> commands.add(SqlText.of(inbox.text(at)));
                case 'F' -> commands.add(SqlText.FUNCTION_CALL);
                case 'P' -> {
                    SqlText text = SqlText.of(inbox.text(inbox.textEnd(at) + 1));
                    statements.put(inbox.text(at), text);
                    described = text.isControl() ? text : described;
                }
                case 'B' -> {
                    String statement = inbox.text(inbox.textEnd(at) + 1);
                    portals.put(inbox.text(at), statements.getOrDefault(statement, SqlText.DESCRIPTION));
                }
                case 'E' -> commands.add(portals.getOrDefault(inbox.text(at), SqlText.DESCRIPTION));
                case 'C' -> close(at);
                default -> {}
            }
        }
        if (commands.isEmpty()) {
            commands.add(described);
        }
        for (SqlText command : commands) {
            String name = command.name();
            if (name != null && command.keyword().equals("PREPARE")) {
                preparedInSql.add(name);
            }
        }
        return commands;
    }

    /** Whether the unit asks, before all but the closing of what is no longer used, for more rows of a portal that is closed. */
    boolean lacksPortal(Unit unit) {
        return unit.messages.stream()
                .dropWhile(message -> message.type() == 'C')
                .limit(1)
                .anyMatch(first -> first.type() == 'E' && !portals.containsKey(inbox.text(first.start() + 5)));
    }

    /** Whether the unit asks for some rows only, and so may leave a portal open. */
    boolean opensPortal(Unit unit) {
        return unit.messages.stream()
                .anyMatch(each -> each.type() == 'E' && inbox.int32(inbox.textEnd(each.start() + 5) + 1) > 0);
    }

    /** Copies a name and makes it this connection's own; returns where the text ends. */
    int copy(int at, MessageBuffer target) {
        String name = inbox.text(at);
        target.text(name.isEmpty() ? name : prefix + name);
        return inbox.textEnd(at) + 1;
    }

    /** Closes the portals, as the end of a transaction does. */
    void closePortals() {
        closeAll('P', portals);
    }

    void closeStatements() {
        closeAll('S', statements);
        preparedInSql.forEach(name -> preamble.close('S', name));
        preparedInSql.clear();
    }

    private void close(int at) {
        char kind = (char) inbox.bytes()[at];
        String name = inbox.text(at + 1);
        SqlText text = (kind == 'S' ? statements : portals).remove(name);
        if (text != null && !text.isControl()) {
            closed.add(kind + prefix + name);
        }
    }

    /** Has what the driver closed closed on the real connection, too. */
    void passOn() {
        closed.forEach(name -> preamble.close(name.charAt(0), name.substring(1)));
        closed.clear();
    }

    private void closeAll(char kind, Map<String, SqlText> names) {
        names.forEach((name, text) -> {
            if (!name.isEmpty() && !text.isControl()) {
                preamble.close(kind, prefix + name);
            }
        });
        names.clear();
    }
}
