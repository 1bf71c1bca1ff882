package dev.dataflow.sandbox;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The server a logical connection believes to talk to.
 *
 * <p>It reads what the driver sends, answers what begins and ends transactions itself, and passes everything else on to
 * the one real connection: names of prepared statements and portals made unique, preceded by the savepoints that it
 * takes. All of it travels in the message that the driver sends anyway.
 */
final class Session {

    private static final String ABORTED = "25P02";
    private static final String NO_TRANSACTION = "25P01";
    private static final String IN_TRANSACTION = "25001";
    private static final int PROTOCOL_3 = 3;

    private final Transactions transactions;
    private final Backend backend;
    private final String prefix;
    private final int key;
    private final ReentrantLock io = new ReentrantLock();
    private final ReentrantLock cancelling = new ReentrantLock();
    private final Inbox inbox = new Inbox();
    private final MessageBuffer outbox = new MessageBuffer();
    private final Map<String, SqlText> statements = new HashMap<>();
    private final Map<String, SqlText> portals = new HashMap<>();

    private boolean started;
    private volatile @Nullable Exchange active;
    private @Nullable LogicalTransaction transaction;
    private String isolation;
    private boolean readOnly;
    private int knownParameters;
    private int knownSchema;
    private @Nullable String constraintMode;
    private volatile boolean ending;
    private volatile boolean closed;
    private volatile int timeout;

    Session(Transactions transactions, int number) {
        this.transactions = transactions;
        this.backend = transactions.backend();
        this.prefix = number + ".";
        this.key = number;
        this.isolation = transactions.isolation();
        this.knownParameters = backend.parameterVersion();
        this.knownSchema = transactions.schemaVersion();
        transactions.sessions().add(this);
    }

    // What the driver's socket does.

    void write(byte[] source, int offset, int length) throws IOException {
        checkOpen();
        Exchange exchange = active;
        if (exchange != null && exchange.copying) {
            backend.send(source, offset, length);
            return;
        }
        if (!started) {
            start(source, offset, length);
            return;
        }
        inbox.append(source, offset, length);
        Unit last = inbox.last();
        if (last != null && last.end() == 'X') {
            close();
        }
    }

    int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (outbox.isEmpty()) {
            io.lock();
            try {
                checkOpen();
                Exchange exchange = active;
                if (exchange != null) {
                    receive(exchange);
                } else {
                    Unit unit = inbox.poll();
                    if (unit == null) {
                        waitForNothing();
                    } else {
                        perform(unit);
                    }
                }
            } finally {
                io.unlock();
                if (closed) {
                    close();
                }
            }
        }
        return outbox.take(target, offset, length);
    }

    int available() {
        return outbox.remaining();
    }

    void timeout(int millis) {
        timeout = millis;
    }

    int timeout() {
        return timeout;
    }

    boolean isClosed() {
        return closed;
    }

    /** Stops what the connection is doing, if it is doing something. */
    void cancel() {
        cancelling.lock();
        try {
            if (active != null) {
                backend.cancel();
            }
        } finally {
            cancelling.unlock();
        }
    }

    void ending(boolean byDriver) {
        ending = byDriver;
    }

    /** Rolls back what is open and gives everything back; a thread that is reading does it as soon as it stops. */
    void close() {
        closed = true;
        if (!io.tryLock()) {
            cancel();
            return;
        }
        try {
            if (transactions.sessions().remove(this)) {
                release();
            }
        } finally {
            io.unlock();
        }
    }

    private void release() {
        try {
            Exchange unfinished = active;
            if (unfinished != null) {
                backend.timeout(0);
                backend.cancel();
                if (unfinished.copying) {
                    backend.send(backend.outgoing()
                            .begin('f')
                            .text("The connection was closed")
                            .end());
                }
                for (Exchange exchange = active; exchange != null; exchange = active) {
                    receive(exchange);
                }
            } else if (transactions.broken() != null) {
                return;
            }
            if (transactions.gate().enter(this, transactions.options().waitLimit()) == null) {
                try {
                    if (transaction != null && transaction.state != LogicalTransaction.State.ENDED) {
                        transactions.rollback(transaction);
                    }
                    closePortals();
                    closeStatements();
                } finally {
                    transactions.gate().leave(this);
                }
            }
        } catch (IOException e) {
            transactions.breakDown("its connection was lost: " + e.getMessage());
        }
    }

    private void checkOpen() throws SocketException {
        if (closed) {
            throw new SocketException("This connection of the sandbox is closed");
        }
    }

    private void waitForNothing() throws SocketTimeoutException, SocketException {
        long end = System.nanoTime() + timeout * 1_000_000L;
        while (!closed && (timeout == 0 || System.nanoTime() < end)) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            if (Thread.currentThread().isInterrupted()) {
                throw new SocketException("Interrupted while waiting for notifications");
            }
        }
        checkOpen();
        throw new SocketTimeoutException("Notifications arrive when a transaction is committed; a sandbox never does");
    }

    private void start(byte[] source, int offset, int length) throws IOException {
        if (length < 8 || source[offset + 5] != PROTOCOL_3 || source[offset + 4] != 0) {
            throw new IOException("The driver does not speak version 3 of PostgreSQL's protocol");
        }
        started = true;
        Answers.welcome(outbox, backend.parameters(), backend.processId(), key);
    }

    // One unit of work.

    private void perform(Unit unit) throws IOException {
        List<SqlText> commands = read(unit);
        String refusal = transactions.broken();
        if (refusal != null) {
            fail("08006", "The sandbox can no longer be used: " + refusal, null);
            return;
        }
        refusal = transactions.gate().enter(this, transactions.options().waitLimit());
        if (refusal != null) {
            if (transaction != null) {
                transaction.abort();
            }
            fail("55P03", "Waited in vain: " + refusal, "A test's threads share one connection; end what holds it.");
            return;
        }
        try {
            answer(unit, commands);
        } catch (SQLException e) {
            fail(e.getSQLState() == null ? "XX000" : e.getSQLState(), String.valueOf(e.getMessage()), null);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            transactions.breakDown("its connection was lost: " + e.getMessage());
            throw e;
        } finally {
            if (active == null) {
                transactions.gate().leave(this);
            }
        }
    }

    /** Learns which statements the unit prepares and runs. */
    private List<SqlText> read(Unit unit) {
        List<SqlText> commands = new ArrayList<>(1);
        for (Unit.Message message : unit.messages) {
            int at = message.start() + 5;
            switch (message.type()) {
                case 'Q' -> commands.add(SqlText.of(inbox.text(at)));
                case 'F' -> commands.add(new SqlText(SqlText.Kind.WRITE, "FUNCTION CALL", null, ""));
                case 'P' -> statements.put(inbox.text(at), SqlText.of(inbox.text(inbox.textEnd(at) + 1)));
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
            commands.add(described(unit));
        }
        return commands;
    }

    private void close(int at) {
        char kind = (char) inbox.bytes()[at];
        String name = inbox.text(at + 1);
        SqlText text = (kind == 'S' ? statements : portals).remove(name);
        if (text != null && !text.isControl()) {
            backend.closeLater(kind, prefix + name);
        }
    }

    private SqlText described(Unit unit) {
        for (Unit.Message message : unit.messages) {
            if (message.type() == 'P') {
                SqlText text = statements.get(inbox.text(message.start() + 5));
                if (text != null && text.isControl()) {
                    return new SqlText(SqlText.Kind.SEVERAL, text.keyword(), null, "");
                }
            }
        }
        return SqlText.DESCRIPTION;
    }

    private void answer(Unit unit, List<SqlText> commands) throws IOException, SQLException {
        SqlText command = commands.get(0);
        SqlText control = null;
        for (SqlText each : commands) {
            if (each.isControl()) {
                control = each;
            }
        }
        if (control != null && commands.size() > 1 || command.kind() == SqlText.Kind.SEVERAL) {
            refuse(control == null ? command : control, "together with other statements");
            return;
        }
        LogicalTransaction current = transaction;
        boolean undoes = command.kind() == SqlText.Kind.ROLLBACK
                || command.kind() == SqlText.Kind.COMMIT
                || command.kind() == SqlText.Kind.ROLLBACK_TO;
        if (current != null && current.aborted != null && command.kind() == SqlText.Kind.EMPTY) {
            succeed(unit, "");
        } else if (current != null && current.aborted != null && !undoes) {
            fail(ABORTED, current.aborted, null);
        } else if (control != null) {
            control(unit, command);
        } else if (isOutdated(unit, commands)) {
            prepareAgain();
        } else {
            passOn(unit, commands);
        }
    }

    /** Whether the unit runs a statement that was prepared when tables looked otherwise. */
    private boolean isOutdated(Unit unit, List<SqlText> commands) {
        if (knownSchema == transactions.schemaVersion()) {
            return false;
        }
        knownSchema = transactions.schemaVersion();
        boolean untouched = transaction == null || transaction.base == null;
        return untouched && commands.size() == 1 && unit.isPreparedBefore();
    }

    /** Makes the driver prepare its statements anew: outside a transaction it answers this error by trying again. */
    private void prepareAgain() {
        transaction = null;
        fail("26000", "prepared statement does not exist any more", null);
    }

    // What the sandbox answers itself.

    private void control(Unit unit, SqlText command) throws IOException, SQLException {
        LogicalTransaction current = transaction;
        switch (command.kind()) {
            case BEGIN -> begin(unit, command);
            case COMMIT, ROLLBACK -> {
                if (!ending) {
                    refuse(command, "as SQL text");
                } else if (current == null) {
                    succeed(unit, command.keyword());
                } else if (command.kind() == SqlText.Kind.COMMIT && current.aborted == null) {
                    commit(unit, current);
                } else {
                    rollback(unit, current);
                }
            }
            case SAVEPOINT, RELEASE, ROLLBACK_TO -> {
                if (current == null) {
                    fail(NO_TRANSACTION, command.keyword() + " can only be used in transaction blocks", null);
                } else {
                    savepoint(unit, command, current);
                }
            }
            case SET_TRANSACTION -> {
                if (current == null) {
                    Answers.warning(outbox, NO_TRANSACTION, "SET TRANSACTION can only be used in transaction blocks");
                } else {
                    setTransaction(command, current);
                }
                succeed(unit, "SET");
            }
            case SESSION_CHARACTERISTICS -> {
                isolation = honour(command, isolation);
                Boolean only = command.readOnly();
                readOnly = only == null ? readOnly : only;
                succeed(unit, "SET");
            }
            case SHOW_ISOLATION -> show(unit, current == null ? isolation : current.isolation);
            case DEALLOCATE_ALL -> {
                closeStatements();
                succeed(unit, "DEALLOCATE ALL");
            }
            default -> refuse(command, "in a sandbox");
        }
    }

    private void begin(Unit unit, SqlText command) throws IOException {
        boolean byDriver = unit.end() == 'Q' && command.keyword().equals("BEGIN");
        if (!byDriver || transaction != null) {
            refuse(command, "as SQL text");
            return;
        }
        transaction = new LogicalTransaction(isolation, readOnly || Boolean.TRUE.equals(command.readOnly()));
        succeed(unit, "BEGIN");
    }

    private void commit(Unit unit, LogicalTransaction current) throws IOException, SQLException {
        byte[] violation = transactions.commit(current);
        closePortals();
        if (violation != null) {
            outbox.raw(violation, 0, violation.length);
            transaction = null;
            ready();
            return;
        }
        transaction = null;
        succeed(unit, "COMMIT");
    }

    private void rollback(Unit unit, LogicalTransaction current) {
        String conflict = current.state == LogicalTransaction.State.ENDED ? null : transactions.rollback(current);
        if (conflict != null) {
            fail("55006", conflict, "End the younger transaction first. " + Transactions.HINT);
            return;
        }
        closePortals();
        transaction = null;
        succeed(unit, "ROLLBACK");
    }

    private void savepoint(Unit unit, SqlText command, LogicalTransaction current) throws IOException, SQLException {
        String name = command.name();
        if (command.kind() == SqlText.Kind.SAVEPOINT) {
            transactions.savepoint(current, String.valueOf(name));
            succeed(unit, "SAVEPOINT");
            return;
        }
        LogicalTransaction.Savepoint savepoint = current.savepoint(name);
        if (savepoint == null || !current.isOpen()) {
            transactions.abort(current);
            fail("3B001", "savepoint \"" + name + "\" does not exist", null);
        } else if (command.kind() == SqlText.Kind.RELEASE) {
            transactions.releaseSavepoint(current, savepoint);
            succeed(unit, "RELEASE");
        } else {
            String conflict = transactions.rollbackTo(current, savepoint);
            if (conflict != null) {
                fail("55006", conflict, "End the younger transaction first. " + Transactions.HINT);
            } else {
                succeed(unit, "ROLLBACK");
            }
        }
    }

    private void setTransaction(SqlText command, LogicalTransaction current) {
        current.isolation = honour(command, current.isolation);
        if (Boolean.TRUE.equals(command.readOnly()) && !current.readOnly) {
            if (current.base == null) {
                current.readOnly = true;
            } else {
                backend.later("SET TRANSACTION READ ONLY");
            }
        }
    }

    /** The level asked for, which the application sees from now on; warns when it is stricter than the real one. */
    private String honour(SqlText command, String before) {
        String level = command.isolationLevel();
        if (level == null) {
            return before;
        }
        if (!level.equals(transactions.isolation()) && !level.equals("read uncommitted")) {
            Answers.warning(
                    outbox,
                    "01000",
                    "isolation level " + level + " cannot be honoured: all connections of a sandbox share one "
                            + transactions.isolation() + " transaction. " + Transactions.HINT);
        }
        return level;
    }

    private void refuse(SqlText command, String how) {
        boolean begins = command.kind() == SqlText.Kind.BEGIN;
        if (transaction != null) {
            transactions.abort(transaction);
        }
        fail(
                begins ? IN_TRANSACTION : "2D000",
                command.keyword() + " " + how + " is refused in a sandbox",
                "Use Connection.setAutoCommit, commit and rollback. " + Transactions.HINT);
    }

    private void fail(String sqlState, String message, @Nullable String hint) {
        Answers.error(outbox, sqlState, message, hint);
        ready();
    }

    private void succeed(Unit unit, String tag) {
        acknowledge(unit, null, tag);
    }

    private void show(Unit unit, String value) {
        acknowledge(unit, value, "SHOW");
    }

    private void acknowledge(Unit unit, @Nullable String value, String tag) {
        for (Unit.Message message : unit.messages) {
            switch (message.type()) {
                case 'P' -> outbox.empty('1');
                case 'B' -> outbox.empty('2');
                case 'C' -> outbox.empty('3');
                case 'D' -> describe(value);
                case 'E', 'Q' -> {
                    if (message.type() == 'Q' && value != null) {
                        describe(value);
                    }
                    if (value != null) {
                        Answers.textRow(outbox, value);
                    }
                    if (tag.isEmpty()) {
                        outbox.empty('I');
                    } else {
                        Answers.complete(outbox, tag);
                    }
                }
                default -> {}
            }
        }
        ready();
    }

    private void describe(@Nullable String value) {
        if (value == null) {
            outbox.empty('n');
        } else {
            Answers.textColumn(outbox, "transaction_isolation");
        }
    }

    private void ready() {
        if (knownParameters != backend.parameterVersion()) {
            knownParameters = backend.parameterVersion();
            backend.parameters().forEach((name, value) -> Answers.parameter(outbox, name, value));
        }
        LogicalTransaction current = transaction;
        Answers.ready(outbox, current == null ? 'I' : current.aborted == null ? 'T' : 'E');
    }

    private void closePortals() {
        portals.forEach((name, text) -> {
            if (!name.isEmpty()) {
                backend.closeLater('P', prefix + name);
            }
        });
        portals.clear();
    }

    private void closeStatements() {
        statements.forEach((name, text) -> {
            if (!name.isEmpty() && !text.isControl()) {
                backend.closeLater('S', prefix + name);
            }
        });
        statements.clear();
    }

    // What the server answers.

    private void passOn(Unit unit, List<SqlText> commands) throws IOException, SQLException {
        LogicalTransaction current = transaction;
        SqlText heaviest = commands.get(0);
        for (SqlText each : commands) {
            heaviest = each.kind().compareTo(heaviest.kind()) > 0 ? each : heaviest;
            if (!leave(each, current)) {
                succeed(unit, "SET");
                return;
            }
        }
        transactions.prepare(current, heaviest.reads());
        if (current != null && constraintMode != null) {
            current.constraintModes.add(constraintMode);
            transactions.savepoints().modes(current);
            constraintMode = null;
        }
        List<String> suffix = current == null ? transactions.checkBehind(heaviest) : List.of();
        boolean extended = unit.end() == 'S';
        Exchange exchange = new Exchange(current, heaviest, extended, suffix);
        MessageBuffer message = backend.outgoing();
        exchange.prefix = backend.writeLater(message);
        if (!extended && exchange.prefix > 0) {
            // A simple query ends the part before it only when that was synchronised.
            message.empty('S');
            exchange.prefix++;
        }
        for (Unit.Message each : unit.messages) {
            passOn(each, message, exchange);
        }
        if (extended) {
            for (String statement : suffix) {
                backend.write(message, statement, false);
            }
            message.empty('S');
        }
        backend.send(message);
        active = exchange;
        receive(exchange);
    }

    /** Notes what must be undone at the end of a transaction; false when the server would only warn. */
    private boolean leave(SqlText command, @Nullable LogicalTransaction current) throws IOException, SQLException {
        boolean local = command.keyword().equals("SET LOCAL") || command.kind() == SqlText.Kind.SET_CONSTRAINTS;
        if (current == null) {
            if (local) {
                Answers.warning(outbox, NO_TRANSACTION, command.keyword() + " can only be used in transaction blocks");
            }
            return !local;
        }
        if (command.kind() == SqlText.Kind.SET_CONSTRAINTS) {
            constraintMode = command.text();
        }
        String setting = command.kind() == SqlText.Kind.SET_LOCAL ? command.name() : null;
        if (setting != null && !current.settings.containsKey(setting)) {
            transactions.prepare(current, true);
            @Nullable
            String[] row = backend.query("SELECT pg_catalog.current_setting(" + Sequences.literal(setting) + ", true)")
                    .get(0);
            String before = row[0];
            if (before != null || setting.indexOf('.') > 0) {
                current.settings.put(setting, before == null ? "" : before);
            }
        }
        return true;
    }

    private void passOn(Unit.Message message, MessageBuffer target, Exchange exchange) {
        byte[] bytes = inbox.bytes();
        int at = message.start() + 5;
        switch (message.type()) {
            case 'P' -> {
                target.begin('P');
                int end = name(target, at);
                target.raw(bytes, end, message.end() - end).end();
                exchange.expected++;
            }
            case 'B' -> {
                target.begin('B');
                int end = name(target, name(target, at));
                target.raw(bytes, end, message.end() - end).end();
                exchange.expected++;
            }
            case 'D' -> {
                target.begin('D').int8(bytes[at]);
                name(target, at + 1);
                target.end();
                exchange.expected++;
            }
            case 'E' -> {
                target.begin('E');
                int end = name(target, at);
                target.raw(bytes, end, message.end() - end).end();
                exchange.expected++;
            }
            case 'C' -> outbox.empty('3');
            case 'S' -> {}
            default -> target.raw(bytes, message.start(), message.end() - message.start());
        }
    }

    /** Copies a name and makes it this connection's own; returns where the text ends. */
    private int name(MessageBuffer target, int at) {
        String name = inbox.text(at);
        target.text(name.isEmpty() ? name : prefix + name);
        return inbox.textEnd(at) + 1;
    }

    /** Takes at least one message from the server, and more while they need no waiting. */
    private void receive(Exchange exchange) throws IOException {
        backend.timeout(timeout);
        try {
            do {
                receive(exchange, backend.next());
            } while (active != null && outbox.size() < 64 * 1024 && (outbox.isEmpty() || backend.hasNext()));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            transactions.breakDown("its connection was lost: " + e.getMessage());
            active = null;
            transactions.gate().leave(this);
            throw e;
        }
    }

    private void receive(Exchange exchange, char type) throws IOException {
        switch (type) {
            case 'Z' -> finish(exchange);
            case 'N', 'A' -> forward();
            case 'S' -> {}
            case '3' -> {}
            case 'E' -> {
                exchange.copying = false;
                forwardError(exchange);
            }
            default -> {
                if (exchange.prefix > 0) {
                    exchange.prefix -= type == 'C' ? 1 : 0;
                } else if (!exchange.extended || exchange.expected > 0) {
                    forward();
                    exchange.copying = type == 'G' || exchange.copying && type != 'C';
                    boolean done = switch (type) {
                        case '1', '2', 'T', 'n', 'C', 'I', 's' -> true;
                        default -> false;
                    };
                    exchange.expected -= done ? 1 : 0;
                }
            }
        }
    }

    private void forward() {
        outbox.raw(backend.bytes(), backend.start(), backend.length());
    }

    private void forwardError(Exchange exchange) {
        if (exchange.prefix > 0) {
            transactions.breakDown("a savepoint of the sandbox is gone; something ended its transaction");
        }
        if (isSqlState(IN_TRANSACTION)) {
            Answers.errorWithHint(outbox, backend.bytes(), backend.start(), backend.length(), Transactions.HINT);
        } else {
            forward();
        }
    }

    private boolean isSqlState(String expected) {
        byte[] bytes = backend.bytes();
        for (int at = backend.start() + 5; bytes[at] != 0; at++) {
            if (bytes[at] == 'C') {
                return new String(bytes, at + 1, 5, java.nio.charset.StandardCharsets.US_ASCII).equals(expected);
            }
            while (bytes[at] != 0) {
                at++;
            }
        }
        return false;
    }

    private void finish(Exchange exchange) throws IOException {
        if (exchange.prefix > 0) {
            exchange.prefix--;
            return;
        }
        boolean failed = backend.status() == 'E';
        if (backend.status() == 'I') {
            transactions.breakDown(exchange.command.keyword() + " ended the sandbox's transaction");
        } else if (failed) {
            transactions.failed(exchange.transaction);
        } else {
            if (!exchange.extended && !exchange.suffix.isEmpty()) {
                byte[] violation = backend.run(exchange.suffix.toArray(String[]::new));
                if (violation != null) {
                    outbox.raw(violation, 0, violation.length);
                    transactions.failed(null);
                }
            }
            transactions.succeeded(exchange.transaction, exchange.command);
        }
        stopped();
        backend.timeout(0);
        ready();
        transactions.gate().leave(this);
    }

    /** From here on a request to cancel would hit somebody else. */
    private void stopped() {
        cancelling.lock();
        try {
            active = null;
        } finally {
            cancelling.unlock();
        }
    }

    /** What is on its way to the server and back. */
    private static final class Exchange {

        final @Nullable LogicalTransaction transaction;
        final SqlText command;
        final boolean extended;
        final List<String> suffix;

        /** Answers to come first that concern only the sandbox. */
        int prefix;

        /** Answers to come that the driver waits for; what follows them concerns the sandbox again. */
        int expected;

        /** Whether the driver is sending data. */
        boolean copying;

        Exchange(@Nullable LogicalTransaction transaction, SqlText command, boolean extended, List<String> suffix) {
            this.transaction = transaction;
            this.command = command;
            this.extended = extended;
            this.suffix = suffix;
        }
    }
}
