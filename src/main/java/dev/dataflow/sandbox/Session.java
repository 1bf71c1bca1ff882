package dev.dataflow.sandbox;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The server a logical connection believes to talk to.
 *
 * <p>It reads what the driver sends, has {@link Control} answer what begins and ends transactions, and passes everything
 * else on to the one real connection as an {@link Exchange}. Used by one thread at a time, except for {@link #close()}
 * and {@link #cancel()}.
 */
final class Session implements Gate.User {

    private static final int PROTOCOL_3 = 3;
    private static final int ENOUGH = 64 * 1024;

    private final Transactions transactions;
    private final Backend backend;
    private final int number;
    private final ReentrantLock io = new ReentrantLock();
    private final ReentrantLock cancelling = new ReentrantLock();
    private final Inbox inbox = new Inbox();
    private final Answers answers = new Answers();
    private final Names names;
    private final Control control;

    private boolean started;
    private volatile @Nullable Exchange active;
    private volatile boolean waiting;
    private volatile boolean gaveUp;
    private @Nullable LogicalTransaction transaction;
    private int knownParameters;
    private int knownSchema;
    private volatile boolean closed;
    private volatile int timeout;

    Session(Transactions transactions, int number) {
        this.transactions = transactions;
        this.backend = transactions.backend();
        this.number = number;
        this.names = new Names(inbox, backend.preamble(), number);
        this.control = new Control(this, transactions, answers, names);
        this.knownParameters = backend.parameterVersion();
        this.knownSchema = transactions.schemaVersion();
    }

    Control control() {
        return control;
    }

    @Nullable
    LogicalTransaction transaction() {
        return transaction;
    }

    void transaction(@Nullable LogicalTransaction current) {
        transaction = current;
    }

    // What the driver's socket does.

    void write(byte[] source, int offset, int length) throws IOException {
        checkOpen();
        Exchange exchange = active;
        if (exchange != null && exchange.isCopying()) {
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
        while (answers.outbox().isEmpty()) {
            io.lock();
            try {
                checkOpen();
                goOn();
            } finally {
                io.unlock();
                if (closed) {
                    close();
                }
            }
        }
        return answers.outbox().take(target, offset, length);
    }

    int available() {
        return answers.outbox().remaining();
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

    /** Stops what the connection is doing or waiting for, if it does something. */
    void cancel() {
        cancelling.lock();
        try {
            if (active != null) {
                backend.cancel();
            } else if (waiting) {
                gaveUp = true;
                transactions.gate().wake();
            }
        } finally {
            cancelling.unlock();
        }
    }

    @Override
    public boolean gaveUp() {
        return gaveUp || closed;
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
        } catch (IOException e) {
            transactions.lost(e);
        } finally {
            io.unlock();
        }
    }

    private void release() throws IOException {
        Exchange unfinished = active;
        if (unfinished != null) {
            backend.timeout(0);
            backend.cancel();
            if (unfinished.isCopying()) {
                backend.send(backend.outgoing()
                        .begin('f')
                        .text("The connection was closed")
                        .end());
            }
            while (active != null) {
                receive(unfinished);
            }
        }
        if (transactions.broken() != null
                || transactions.gate().enter(this, transactions.options().waitLimit()) != null) {
            return;
        }
        try {
            if (transaction != null && !transaction.hasEnded()) {
                transactions.endings().rollback(transaction);
            }
            names.passOn();
            names.closePortals();
            names.closeStatements();
        } finally {
            transactions.gate().leave(this);
        }
    }

    private void checkOpen() throws SocketException {
        if (closed) {
            throw new SocketException("This connection of the sandbox is closed");
        }
    }

    private void start(byte[] source, int offset, int length) throws IOException {
        if (length < 8 || source[offset + 5] != PROTOCOL_3 || source[offset + 4] != 0) {
            throw new IOException("The driver does not speak version 3 of PostgreSQL's protocol");
        }
        started = true;
        transactions.sessions().add(this);
        answers.welcome(backend.parameters(), backend.processId(), number);
    }

    private void goOn() throws IOException {
        Exchange exchange = active;
        if (exchange != null) {
            receive(exchange);
            return;
        }
        Unit unit = inbox.poll();
        if (unit == null) {
            waitForNothing();
        } else {
            perform(unit);
        }
    }

    /** The driver waits for notifications, which arrive when a transaction is committed: never. */
    private void waitForNothing() throws SocketTimeoutException, SocketException {
        long end = System.nanoTime() + timeout * 1_000_000L;
        while (!closed && (timeout == 0 || System.nanoTime() < end)) {
            LockSupport.parkNanos(1_000_000);
            if (Thread.currentThread().isInterrupted()) {
                throw new SocketException("Interrupted while waiting for notifications");
            }
        }
        checkOpen();
        throw new SocketTimeoutException("No notification arrived");
    }

    // One unit of work.

    private void perform(Unit unit) throws IOException {
        List<SqlText> commands = names.read(unit);
        String refusal = transactions.broken();
        if (refusal != null) {
            fail("08006", "The sandbox can no longer be used: " + refusal, null);
            return;
        }
        if (commands.size() == 1 && control.answer(unit, commands.get(0))) {
            return;
        }
        waits(true);
        refusal = transactions.gate().enter(this, transactions.options().waitLimit());
        if (refusal != null) {
            giveUp(refusal);
            waits(false);
            return;
        }
        try {
            answer(unit, commands);
        } catch (SQLException e) {
            // Who waited and was ended has sent nothing: then the server's last failure is somebody else's.
            if (backend.status() == 'E' && !(e instanceof EndedException)) {
                transactions.failed(transaction);
            }
            fail(e.getSQLState() == null ? "XX000" : e.getSQLState(), String.valueOf(e.getMessage()), null);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            transactions.lost(e);
            throw e;
        } finally {
            waits(false);
            if (active == null) {
                transactions.gate().leave(this);
            }
        }
    }

    private void waits(boolean value) {
        cancelling.lock();
        try {
            waiting = value;
            gaveUp &= value;
        } finally {
            cancelling.unlock();
        }
    }

    private void giveUp(String reason) {
        if (transaction != null) {
            transaction.abort();
        }
        if (gaveUp) {
            fail("57014", "canceling statement due to user request", reason);
        } else {
            fail("55P03", "Waited in vain: " + reason, "A test's threads share one connection; end what holds it.");
        }
    }

    private void answer(Unit unit, List<SqlText> commands) throws IOException, SQLException {
        names.passOn();
        SqlText command = SqlText.heaviest(commands);
        LogicalTransaction current = transaction;
        String aborted = current == null ? null : current.aborted;
        if (gaveUp) {
            giveUp("It had to wait for its turn.");
        } else if (command.isControl() && (commands.size() > 1 || command.kind() == SqlText.Kind.SEVERAL)) {
            control.refuse(command, "together with other statements");
        } else if (command.isControl() && !unit.runs()) {
            succeed(unit, "");
        } else if (aborted != null && !command.undoes()) {
            // The server looks for a portal before it looks at the transaction.
            boolean lost = names.lacksPortal(unit);
            fail(lost ? "34000" : "25P02", lost ? "portal does not exist" : aborted, null);
        } else if (command.isControl()) {
            control.perform(unit, command);
        } else if (current == null && command.needsTransaction()) {
            answers.warning(Control.NO_TRANSACTION, command.keyword() + " can only be used in transaction blocks");
            succeed(unit, "SET");
        } else if (isOutdated(unit, commands)) {
            prepareAgain();
        } else if (current != null && commands.size() == 1 && transactions.postpones(current, command)) {
            succeed(unit, command.keyword());
        } else {
            transactions.prepare(current, command, names.opensPortal(unit));
            if (gaveUp) {
                giveUp("It waited for a younger transaction to end.");
                return;
            }
            active = Exchange.begin(transactions, answers, current, command, unit, inbox, names);
            receive(active);
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

    /** Takes at least one message from the server, and more while they need no waiting. */
    private void receive(Exchange exchange) throws IOException {
        backend.timeout(timeout);
        try {
            MessageBuffer outbox = answers.outbox();
            do {
                if (exchange.receive()) {
                    stopped();
                    backend.timeout(0);
                    ready();
                    transactions.gate().leave(this);
                    return;
                }
            } while (outbox.size() < ENOUGH && (outbox.isEmpty() || backend.hasNext()));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            stopped();
            transactions.lost(e);
            transactions.gate().leave(this);
            throw e;
        }
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

    // How it ends.

    void succeed(Unit unit, String tag) {
        succeed(unit, tag, null);
    }

    void succeed(Unit unit, String tag, @Nullable String value) {
        answers.acknowledge(unit, tag, value);
        ready();
    }

    void fail(String sqlState, String message, @Nullable String hint) {
        answers.error(sqlState, message, hint);
        ready();
    }

    /** Says that the next unit may come, and what changed in the meantime. */
    void ready() {
        if (knownParameters != backend.parameterVersion()) {
            knownParameters = backend.parameterVersion();
            answers.parameters(backend.parameters());
        }
        LogicalTransaction current = transaction;
        answers.ready(current == null ? 'I' : current.aborted == null ? 'T' : 'E');
    }
}
