package dev.dataflow.sandbox;

import dev.dataflow.sandbox.Operation.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Writes programs of several threads, most of which have one outcome.
 *
 * <p>In a round of work that is kept, all threads commit and hardly anything fails; in a round of work that is undone, all
 * roll back and much fails; alone, a thread does what it likes, and sees what the others left behind.
 */
final class Author {

    static final int MOST_THREADS = 4;
    static final int CONNECTIONS_OF_EACH = 2;

    private static final Kind[] CAREFUL = {
        Kind.INSERT, Kind.INSERT, Kind.INSERT_RETURNING, Kind.UPDATE, Kind.DELETE, Kind.SUM, Kind.INSERT_PARENT,
        Kind.INSERT_CHILD, Kind.INSERT_SLOT, Kind.SHIFT_SLOTS, Kind.SWAP_SLOTS, Kind.BATCH, Kind.MULTI, Kind.STREAM,
        Kind.SET_LOCAL, Kind.SET, Kind.SET_CONFIG, Kind.SETTING, Kind.COPY_IN, Kind.COPY_OUT, Kind.REUSED_INSERT,
        Kind.KEYS_OF_BATCH, Kind.LONG_BATCH
    };
    private static final Kind[] CAREFUL_IN_TRANSACTION = {
        Kind.CONSTRAINTS_DEFERRED,
        Kind.CONSTRAINTS_IMMEDIATE,
        Kind.ONE_CONSTRAINT_DEFERRED,
        Kind.SAVEPOINT,
        Kind.NAMED_SAVEPOINT,
        Kind.RELEASE,
        Kind.SQL_SAVEPOINT,
        Kind.OPEN_CURSOR,
        Kind.FETCH_CURSOR,
        Kind.CREATE_TABLE
    };
    private static final Kind[] HARMLESS = {
        Kind.SUM, Kind.SETTING, Kind.COPY_OUT, Kind.SYNTAX_ERROR, Kind.DIVISION_BY_ZERO, Kind.SQL_EXECUTE
    };

    private final Random random;
    private final int threads;
    private final boolean held;
    private final List<Operation> operations = new ArrayList<>();
    private final Set<Integer> begun = new HashSet<>();
    private int round;
    private int thread;
    /** Shared numbers are counted up in order: a server would deadlock otherwise. */
    private int count;

    private int fresh = 10;

    private Author(Random random) {
        this.random = random;
        this.threads = 2 + random.nextInt(MOST_THREADS - 1);
        this.held = chance(3);
    }

    static Program programOfSeveralThreads(Random random) {
        Author author = new Author(random);
        author.write();
        return new Program(List.copyOf(author.operations));
    }

    private void write() {
        int rounds = 1 + random.nextInt(4);
        boolean keeps = chance(2);
        if (held) {
            add(0, Kind.BEGIN);
            careful(0);
            round++;
        }
        for (int end = round + rounds; round < end; round++) {
            int mood = random.nextInt(6);
            if (held) {
                together(keeps);
            } else if (mood == 0) {
                alone();
            } else {
                together(mood > 2);
            }
        }
        if (held) {
            thread = 0;
            add(0, keeps ? Kind.COMMIT : Kind.ROLLBACK);
        }
    }

    /** All threads at once; one of them may have a transaction open all the time. */
    private void together(boolean kept) {
        for (thread = 0; thread < threads; thread++) {
            if (held && thread == 0) {
                some(3, () -> careful(0));
            }
            if (!kept && chance(4)) {
                leave(connection());
                some(3, () -> add(connection(), pick(HARMLESS)));
            } else if (kept) {
                some(3, this::keptWork);
            } else {
                some(2, () -> transaction(connection(), false, true));
            }
        }
    }

    private void keptWork() {
        int kind = random.nextInt(8);
        if (kind < 3) {
            leave(connection());
            some(3, this::statement);
        } else if (kind == 3) {
            reading();
        } else {
            transaction(connection(), true, true);
        }
    }

    private void statement() {
        if (chance(4)) {
            add(connection(), Kind.COUNT);
        } else if (chance(6)) {
            add(connection(), pick(Kind.DIVISION_BY_ZERO, Kind.SYNTAX_ERROR));
        } else {
            careful(connection());
        }
    }

    private void reading() {
        leave(connection());
        add(connection(), Kind.READ_ONLY, 0, 0);
        add(connection(), Kind.BEGIN);
        some(3, () -> add(connection(), pick(Kind.SUM, Kind.COPY_OUT, Kind.STREAM)));
        add(connection(), Kind.AUTO_COMMIT);
        add(connection(), Kind.READ_ONLY, 1, 0);
    }

    /** One thread, which takes over from the others. */
    private void alone() {
        thread = random.nextInt(threads);
        leave(connection());
        if (chance(2)) {
            add(connection(), Kind.SEE);
        }
        if (chance(3)) {
            add(connection(), Kind.TAKE);
        }
        if (chance(2)) {
            add(connection(), Kind.BEGIN);
            some(2, () -> careful(connection()));
            detour(connection());
            add(connection(), Kind.COMMIT);
        }
        some(12, () -> {
            Kind kind = Kind.random(random);
            // Levels above the real one are none.
            if (kind != Kind.REPEATABLE_READ) {
                add(connection() + (chance(6) ? 1 : 0), kind);
            }
        });
        add(connection(), Kind.AUTO_COMMIT);
        add(connection() + 1, Kind.AUTO_COMMIT);
    }

    private void transaction(int connection, boolean kept, boolean outer) {
        add(connection, Kind.BEGIN);
        count = 0;
        some(5, () -> {
            if (outer && chance(4)) {
                count += random.nextInt(3 - count);
                add(connection, Kind.COUNT, count, 0);
            } else if (!kept && chance(6)) {
                detour(connection);
            } else if (!kept) {
                wild(connection);
            } else if (chance(4)) {
                add(connection, pick(CAREFUL_IN_TRANSACTION));
            } else {
                careful(connection);
            }
        });
        if (outer && !held && chance(3)) {
            transaction(connection + 1, kept, false);
        }
        if (kept && chance(3)) {
            int parent = fresh();
            add(connection, Kind.INSERT_CHILD, fresh(), parent);
            some(2, () -> careful(connection));
            add(connection, Kind.INSERT_PARENT, parent, 0);
        }
        add(connection, !kept ? Kind.ROLLBACK : chance(2) ? Kind.COMMIT : Kind.AUTO_COMMIT);
    }

    /** Goes back to a savepoint, and looks at what is left. */
    private void detour(int connection) {
        add(connection, pick(Kind.SAVEPOINT, Kind.NAMED_SAVEPOINT));
        some(3, () -> careful(connection));
        add(connection, Kind.ROLLBACK_TO);
        add(connection, pick(Kind.SUM, Kind.STREAM, Kind.COPY_OUT));
    }

    /** What does not fail, mostly. */
    private void careful(int connection) {
        Kind kind = pick(CAREFUL);
        switch (kind) {
            case UPDATE, DELETE -> add(connection, kind, 10 + random.nextInt(fresh), 0);
            case INSERT_SLOT, SWAP_SLOTS -> add(connection, kind, fresh(), fresh());
            case INSERT_CHILD, BATCH, MULTI, LONG_BATCH -> add(connection, kind, fresh(), 0);
            default -> add(connection, kind, fresh(), 5);
        }
    }

    private void wild(int connection) {
        Kind kind = Kind.random(random);
        switch (kind) {
            case BEGIN, COMMIT, ROLLBACK, AUTO_COMMIT, READ_ONLY, REPEATABLE_READ, AUTOSAVE -> careful(connection);
            default -> add(connection, kind);
        }
    }

    /** Has a connection commit what it began. */
    private void leave(int connection) {
        if (begun.contains(connection)) {
            add(connection, Kind.AUTO_COMMIT);
        }
    }

    /** The connection of the thread at work that has nothing open. */
    private int connection() {
        return thread * CONNECTIONS_OF_EACH + (held && thread == 0 ? 1 : 0);
    }

    private void add(int connection, Kind kind) {
        add(connection, kind, random.nextInt(6), random.nextInt(6) - 1);
    }

    private void add(int connection, Kind kind, int a, int b) {
        operations.add(new Operation(round, thread, connection, kind, a, b));
        if (kind == Kind.BEGIN) {
            begun.add(connection);
        } else if (kind == Kind.AUTO_COMMIT) {
            begun.remove(connection);
        }
    }

    /** A key that is not taken; a batch takes the two after it as well. */
    private int fresh() {
        return fresh += 3;
    }

    private boolean chance(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }

    private Kind pick(Kind... kinds) {
        return kinds[random.nextInt(kinds.length)];
    }

    private void some(int most, Runnable work) {
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            work.run();
        }
    }
}
