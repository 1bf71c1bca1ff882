package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where random programs run: with real commits, or in a sandbox. Set up anew after a program that hangs. */
final class Stage implements AutoCloseable {

    /** More than a sandbox has somebody wait, so that its own message is seen first. */
    private static final int PATIENCE_SECONDS = 25;

    /** Shorter than by default, for programs that fail to be shrunken soon; far longer than any program takes. */
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(5);

    private static final String[] SCHEMA = {
        "CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY, owner int, k int, v int CHECK (v >= 0),"
                + " PRIMARY KEY (owner, k))",
        "CREATE TABLE parent (owner int, k int, PRIMARY KEY (owner, k))",
        "CREATE TABLE child (owner int, k int, parent int, PRIMARY KEY (owner, k), CONSTRAINT child_parent"
                + " FOREIGN KEY (owner, parent) REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE slot (owner int, k int, place int, PRIMARY KEY (owner, k), CONSTRAINT slot_place"
                + " UNIQUE (owner, place) DEFERRABLE INITIALLY IMMEDIATE)",
        "CREATE TABLE counter (k int PRIMARY KEY, n int)"
    };
    private static final String TABLES = """
            SELECT 'item ' || CASE WHEN %s THEN id || ' ' ELSE '' END || (owner, k, v)::text FROM item
            UNION ALL SELECT 'parent ' || parent::text FROM parent WHERE k < 1000
            UNION ALL SELECT 'many parents ' || count(*) FROM parent WHERE k >= 1000
            UNION ALL SELECT 'child ' || child::text FROM child UNION ALL SELECT 'slot ' || slot::text FROM slot
            UNION ALL SELECT 'counter ' || counter::text FROM counter
            UNION ALL SELECT 'sequence ' || last_value FROM item_id_seq
            UNION ALL SELECT relname || '.' || attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
                WHERE relname LIKE 'extra_%%' AND attnum > 0 AND NOT attisdropped
            ORDER BY 1""";

    private final Database database;
    private final boolean real;
    private final int count;
    private ExecutorService threads;
    private Sandbox sandbox;
    private Mark mark;
    private Connections connections;

    private Stage(boolean real, int count) throws SQLException {
        this.database = Database.create(SCHEMA);
        this.real = real;
        this.count = count;
        open();
    }

    /** Every commit is one. A thread that waits for another's row for long gives up. */
    static Stage withRealCommits(int connections) throws SQLException {
        return new Stage(true, connections);
    }

    static Stage inSandbox(int connections) throws SQLException {
        return new Stage(false, connections);
    }

    Outcome play(Program program) throws SQLException, InterruptedException {
        prepare(program.threads().size() == 1);
        Step[] steps = new Step[program.operations().size()];
        boolean[] ambiguous = new boolean[1];
        Phaser rounds = new Phaser(program.threads().size());
        List<Future<?>> all = new ArrayList<>();
        for (int thread : program.threads()) {
            all.add(threads.submit(() -> {
                play(program, thread, rounds, steps, ambiguous);
                return null;
            }));
        }
        String broken = await(all);
        if (broken != null) {
            return abandon(steps, ambiguous, broken);
        }
        try {
            boolean undone = connections.end(program.connections());
            List<String> rows =
                    connections.rows(TABLES.formatted(program.threads().size() == 1));
            tidyUp(program.connections());
            return new Outcome(Arrays.asList(steps), rows, ambiguous[0], undone);
        } catch (SQLException e) {
            return abandon(steps, ambiguous, "cannot be ended: " + e);
        }
    }

    private Outcome abandon(Step[] steps, boolean[] ambiguous, String reason) throws SQLException {
        reopen();
        return new Outcome(Arrays.asList(steps), List.of(reason), ambiguous[0], false);
    }

    boolean isIntact() {
        return real || sandbox.isIntact();
    }

    @Override
    public void close() throws SQLException {
        threads.shutdownNow();
        connections.close();
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private void play(Program program, int thread, Phaser rounds, Step[] steps, boolean[] ambiguous)
            throws SQLException {
        Set<Integer> own = program.connections(thread);
        try {
            for (int round : program.rounds()) {
                for (int i = 0; i < steps.length; i++) {
                    Operation operation = program.operations().get(i);
                    if (operation.thread() == thread && operation.round() == round) {
                        steps[i] = connections.perform(operation);
                        // A sandbox cannot tell whose fault it is when another open transaction would fail as well.
                        if (real && steps[i].violates()) {
                            ambiguous[0] |= connections.anyOtherViolates(operation.connection(), own);
                        }
                    }
                }
                rounds.arriveAndAwaitAdvance();
            }
        } finally {
            rounds.arriveAndDeregister();
        }
    }

    /** Null, or what kept the threads from ending. */
    private String await(List<Future<?>> all) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (Future<?> each : all) {
            try {
                each.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return "hangs for " + PATIENCE_SECONDS + " s: " + stacks();
            } catch (ExecutionException e) {
                return "breaks: " + e.getCause();
            }
        }
        return null;
    }

    private static String stacks() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("program thread"))
                .map(entry -> "\n" + entry.getKey().getName() + "\n  at "
                        + Arrays.stream(entry.getValue())
                                .map(StackTraceElement::toString)
                                .collect(Collectors.joining("\n  at ")))
                .collect(Collectors.joining());
    }

    private void prepare(boolean oneThread) throws SQLException {
        if (real) {
            execute(connections.get(0), empty());
        }
        connections.next(oneThread);
    }

    private void tidyUp(Set<Integer> used) throws SQLException {
        if (!real) {
            mark.rollback();
        }
        for (int i : used) {
            String own = real ? "SET app.c" + i + " = 'none'; DROP TABLE IF EXISTS mine_" + i + "; " : "";
            execute(connections.get(i), own + "DEALLOCATE ALL");
        }
    }

    private String empty() {
        String extras = IntStream.range(0, count).mapToObj(i -> "extra_" + i).collect(Collectors.joining(", "));
        return "DROP TABLE IF EXISTS " + extras + "; DELETE FROM child; DELETE FROM parent; DELETE FROM item;"
                + " DELETE FROM slot; DELETE FROM counter; INSERT INTO parent SELECT o, 0 FROM generate_series(0, "
                + (count - 1) + ") o; SELECT setval('item_id_seq', 1, false)";
    }

    private void open() throws SQLException {
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "program thread");
            thread.setDaemon(true);
            return thread;
        });
        if (real) {
            connections = new Connections(database.source(), count);
            for (int i = 0; i < count; i++) {
                execute(connections.get(i), "SET lock_timeout = '200ms'; SET app.c" + i + " = 'none'");
            }
        } else {
            sandbox = Sandbox.open(
                    database.source(),
                    SandboxOptions.defaults().withResetSequences(true).withWaitLimit(WAIT_LIMIT));
            connections = new Connections(sandbox.dataSource(), count);
            execute(connections.get(0), empty());
            for (int i = 0; i < count; i++) {
                execute(connections.get(0), "SET app.c" + i + " = 'none'");
            }
            mark = sandbox.mark("program");
        }
    }

    private void reopen() throws SQLException {
        threads.shutdownNow();
        if (sandbox != null) {
            sandbox.close();
        }
        for (int i = 0; i < count; i++) {
            Connection connection = connections.get(i);
            connection.abort(Runnable::run);
        }
        open();
    }
}
