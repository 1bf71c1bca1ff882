package dev.dataflow.junit;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases of tests that commit for real: made ahead while others run, and dropped behind, unless the test did not use them. What is
 * left when the JVM ends goes with the server's session. Thread-safe.
 */
final class CommittingWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(CommittingWorkers.class);

    /** How many are kept ready: one is in use while the next is made, and a test that is shorter than that finds another. */
    private static final int AHEAD = 2;

    /** How many wait to be dropped before a test waits for one of them: each takes some 8 MB. */
    private static final int BEHIND = 16;

    private static final ExecutorService MAKING = executor(AHEAD);
    private static final ExecutorService DROPPING = executor(1);

    private static ExecutorService executor(int threads) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(BEHIND),
                task -> {
                    Thread thread = new Thread(task, "dataflow-clones");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    private final Source source;
    private final Deque<CompletableFuture<Worker>> ready = new ArrayDeque<>();

    CommittingWorkers(Source source) {
        this.source = source;
    }

    /** Makes a database and opens a connection to it. */
    @FunctionalInterface
    interface Source {
        Worker make() throws SQLException;
    }

    /** Begins to make what is missing; does not wait. */
    synchronized void prepare() {
        while (ready.size() < AHEAD) {
            ready.add(CompletableFuture.supplyAsync(this::make, MAKING));
        }
    }

    private Worker make() {
        try {
            return source.make();
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    /** Answers the one that was begun first, when it is there. */
    Worker take() throws SQLException {
        CompletableFuture<Worker> next;
        synchronized (this) {
            prepare();
            next = ready.remove();
            prepare();
        }
        try {
            return next.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SQLException cause
                    ? cause
                    : new SQLException("No database was made: " + e.getCause(), e.getCause());
        }
    }

    /** Keeps one that was not used for the next test, to which it is as good as a new one; discards any other, and what is too many. */
    void giveBack(Worker worker) {
        if (worker.isUsed() || !keep(worker)) {
            discard(worker);
        }
    }

    private synchronized boolean keep(Worker worker) {
        boolean room = ready.size() <= AHEAD;
        if (room) {
            ready.addFirst(CompletableFuture.completedFuture(worker));
        }
        return room;
    }

    private static void discard(Worker worker) {
        DROPPING.execute(() -> {
            try {
                worker.close();
            } catch (SQLException | RuntimeException e) {
                // No test depends on it any more, and the end of the JVM drops it at the latest.
                LOG.debug("A database was not dropped", e);
            }
        });
    }
}
