package dev.dataflow.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One unit of a driver on its way to the server and back.
 *
 * <p>In front of it go the sandbox's savepoints, behind it the check of deferred constraints; what the server answers to
 * these is kept from the driver.
 */
final class Exchange {

    private static final String IN_TRANSACTION = "25001";

    /** What a procedure or a DO block is answered that commits or rolls back. */
    private static final String ENDS_TRANSACTION = "2D000";

    private final Transactions transactions;
    private final Backend backend;
    private final Answers answers;
    private final @Nullable LogicalTransaction transaction;
    private final SqlText command;
    private final boolean extended;
    private final List<String> suffix;

    /** Answers to come first that concern only the sandbox. */
    private int prefix;

    /** Answers to come that the driver waits for; what follows them concerns the sandbox again. */
    private int expected;

    private boolean copying;

    /** Whether the driver has a portal with rows still to come. */
    private boolean suspended;

    private Exchange(
            Transactions transactions,
            Answers answers,
            @Nullable LogicalTransaction transaction,
            SqlText command,
            boolean extended)
            throws IOException, SQLException {
        this.transactions = transactions;
        this.backend = transactions.backend();
        this.answers = answers;
        this.transaction = transaction;
        this.command = command;
        this.extended = extended;
        this.suffix = transaction == null ? transactions.checkBehind(command) : List.of();
    }

    /**
     * Sends a unit.
     *
     * @param command what of it does most
     */
    static Exchange begin(
            Transactions transactions,
            Answers answers,
            @Nullable LogicalTransaction transaction,
            SqlText command,
            Unit unit,
            Inbox inbox,
            Names names)
            throws IOException, SQLException {
        Exchange exchange = new Exchange(transactions, answers, transaction, command, unit.end() == 'S');
        exchange.send(unit, inbox, names);
        return exchange;
    }

    /** Whether the driver is sending data, which goes to the server as it is. */
    boolean isCopying() {
        return copying;
    }

    /** Takes the next message from the server; returns whether it was the last. */
    boolean receive() throws IOException {
        char type = backend.next();
        switch (type) {
            case 'Z' -> {
                if (prefix == 0) {
                    finish();
                    return true;
                }
                prefix--;
            }
            case 'N', 'A' -> answers.forward(backend);
            case 'S', '3' -> {}
            case 'E' -> forwardError();
            default -> receive(type);
        }
        return false;
    }

    private void send(Unit unit, Inbox inbox, Names names) throws IOException {
        MessageBuffer message = backend.outgoing();
        prefix = backend.preamble().writeTo(message);
        if (!extended && prefix > 0) {
            // A simple query ends the part before it only when that was synchronised.
            message.empty('S');
            prefix++;
        }
        for (Unit.Message each : unit.messages) {
            copy(each, inbox, names, message);
        }
        if (extended) {
            for (String statement : suffix) {
                backend.preamble().write(message, statement, false);
            }
            message.empty('S');
        }
        backend.send(message);
    }

    private void copy(Unit.Message message, Inbox inbox, Names names, MessageBuffer target) {
        int at = message.start() + 5;
        switch (message.type()) {
            case 'P', 'B', 'E' -> {
                target.begin(message.type());
                int end = names.copy(at, target);
                if (message.type() == 'B') {
                    end = names.copy(end, target);
                }
                target.raw(inbox.bytes(), end, message.end() - end).end();
                expected++;
            }
            case 'D' -> {
                target.begin('D').int8(inbox.bytes()[at]);
                names.copy(at + 1, target);
                target.end();
                expected++;
            }
            case 'C' -> answers.outbox().empty('3');
            case 'S' -> {}
            default -> target.raw(inbox.bytes(), message.start(), message.end() - message.start());
        }
    }

    private void receive(char type) {
        if (prefix > 0) {
            prefix -= type == 'C' ? 1 : 0;
        } else if (!extended || expected > 0) {
            answers.forward(backend);
            copying = type == 'G' || copying && type != 'C';
            suspended |= type == 's';
            expected -= switch (type) {
                case '1', '2', 'T', 'n', 'C', 'I', 's' -> 1;
                default -> 0;
            };
        }
    }

    private void forwardError() {
        copying = false;
        if (prefix > 0) {
            transactions.breakDown("a savepoint of the sandbox is gone; something ended its transaction");
            prefix = extended ? 0 : 1;
        }
        if (isSqlState(ENDS_TRANSACTION)) {
            transactions.refusals().add(command);
        }
        if (isSqlState(IN_TRANSACTION)) {
            answers.forwardWithAdvice(backend, Transactions.HINT);
        } else {
            answers.forward(backend);
        }
    }

    private boolean isSqlState(String expectedState) {
        int at = backend.field('C');
        return at >= 0 && new String(backend.bytes(), at, 5, StandardCharsets.US_ASCII).equals(expectedState);
    }

    private void finish() throws IOException {
        if (backend.status() == 'I') {
            transactions.breakDown(command.shown() + " ended the sandbox's transaction");
        } else if (backend.status() == 'E') {
            transactions.failed(transaction);
        } else if (extended || suffix.isEmpty()) {
            transactions.succeeded(transaction, command, suspended);
        } else {
            byte[] violation = backend.run(suffix.toArray(String[]::new));
            if (violation == null) {
                transactions.succeeded(transaction, command, suspended);
            } else {
                answers.message(violation);
                transactions.failed(null);
            }
        }
    }
}
