package dev.dataflow.sandbox;

import static dev.dataflow.sandbox.Database.execute;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Runs random programs once with real commits and once in a sandbox; what they observe and leave behind must be equal.
 *
 * <p>The number of programs is {@code -Ddataflow.programs}, the first seed {@code -Ddataflow.seed}. Left out are the
 * differences that {@link Sandbox} documents: open transactions reading each other's rows, and the rollback of a
 * transaction inside which another one committed.
 */
class DifferentialTest {

    private static final String[] SCHEMA = {
        "CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY, owner int, k int, v int CHECK (v >= 0),"
                + " PRIMARY KEY (owner, k))",
        "CREATE TABLE parent (owner int, k int, PRIMARY KEY (owner, k))",
        "CREATE TABLE child (owner int, k int, parent int, PRIMARY KEY (owner, k), CONSTRAINT child_parent"
                + " FOREIGN KEY (owner, parent) REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE slot (owner int, k int, place int, PRIMARY KEY (owner, k), CONSTRAINT slot_place"
                + " UNIQUE (owner, place) DEFERRABLE INITIALLY IMMEDIATE)"
    };
    private static final String EMPTY =
            "DROP TABLE IF EXISTS extra_0, extra_1, extra_2; DELETE FROM child; DELETE FROM parent; DELETE FROM item; DELETE FROM slot;"
                    + " INSERT INTO parent SELECT o, 0 FROM generate_series(0, 2) o;"
                    + " SELECT setval('item_id_seq', 1, false)";
    private static final String TABLES = """
            SELECT 'item ' || item::text FROM item UNION ALL SELECT 'parent ' || parent::text FROM parent WHERE k < 1000
            UNION ALL SELECT 'many parents ' || count(*) FROM parent WHERE k >= 1000
            UNION ALL SELECT 'child ' || child::text FROM child UNION ALL SELECT 'slot ' || slot::text FROM slot
            UNION ALL SELECT 'sequence ' || last_value FROM item_id_seq
            UNION ALL SELECT attrelid::regclass || '.' || attname FROM pg_attribute
                WHERE attrelid::regclass::text LIKE 'extra_%' AND attnum > 0 AND NOT attisdropped
            ORDER BY 1""";

    private int skipped;

    @Test
    void programsSeeAndLeaveTheSameWithRealCommitsAndInTheSandbox() throws SQLException {
        int programs = Integer.getInteger("dataflow.programs", 2000);
        long first = Long.getLong("dataflow.seed", System.nanoTime() & 0xffffff);
        Database realDatabase = Database.create(SCHEMA);
        Database sandboxDatabase = Database.create(SCHEMA);
        try (Sandbox sandbox = Sandbox.open(
                        sandboxDatabase.source(), SandboxOptions.defaults().withResetSequences(true));
                Connections real = new Connections(realDatabase.source());
                Connections logical = new Connections(sandbox.dataSource())) {
            execute(logical.get(0), EMPTY, "SET app.c0 = 'none'", "SET app.c1 = 'none'", "SET app.c2 = 'none'");
            Mark mark = sandbox.mark("program");
            for (int i = 0; i < programs; i++) {
                compare(first + i, real, logical, mark);
            }
            assertThat(sandbox.isIntact()).isTrue();
        }
        System.out.printf("%d random programs from seed %d, %d of them left out%n", programs, first, skipped);
    }

    private void compare(long seed, Connections real, Connections logical, Mark mark) throws SQLException {
        List<Operation> program = Operation.program(new Random(seed));
        List<String> expected = real(program, real);
        if (expected.isEmpty()) {
            skipped++;
            return;
        }
        List<String> actual = sandboxed(program, logical, mark);
        if (!actual.equals(expected)) {
            List<Operation> small = shrink(program, real, logical, mark);
            assertThat(sandboxed(small, logical, mark))
                    .as(
                            "seed %d: %s",
                            seed,
                            String.join(
                                    "\n",
                                    small.stream().map(Operation::toString).toList()))
                    .isEqualTo(real(small, real));
            assertThat(actual)
                    .as("seed %d, not reproducible: %s", seed, program)
                    .isEqualTo(expected);
        }
    }

    private List<Operation> shrink(List<Operation> program, Connections real, Connections logical, Mark mark)
            throws SQLException {
        List<Operation> small = program;
        for (int size = program.size() / 2; size > 0; size = size > 1 ? size / 2 : 0) {
            for (int from = 0; from + size <= small.size(); ) {
                List<Operation> candidate = new ArrayList<>(small);
                candidate.subList(from, from + size).clear();
                List<String> expected = real(candidate, real);
                if (!expected.isEmpty() && !expected.equals(sandboxed(candidate, logical, mark))) {
                    small = candidate;
                } else {
                    from += size;
                }
            }
        }
        return small;
    }

    /** Nothing when the program does what is left out. */
    private static List<String> real(List<Operation> program, Connections connections) throws SQLException {
        execute(connections.get(0), EMPTY);
        for (int i = 0; i < Connections.COUNT; i++) {
            execute(
                    connections.get(i),
                    "SET app.c" + i + " = 'none'",
                    "DROP TABLE IF EXISTS mine_" + i,
                    "DEALLOCATE ALL");
        }
        return run(program, connections, true);
    }

    private static List<String> sandboxed(List<Operation> program, Connections connections, Mark mark)
            throws SQLException {
        mark.rollback();
        for (int i = 0; i < Connections.COUNT; i++) {
            execute(connections.get(i), "DEALLOCATE ALL");
        }
        List<String> log = run(program, connections, false);
        mark.rollback();
        return log;
    }

    private static List<String> run(List<Operation> program, Connections connections, boolean judge)
            throws SQLException {
        List<String> log = new ArrayList<>();
        Nesting nesting = new Nesting();
        connections.next();
        for (Operation operation : program) {
            String seen = connections.perform(operation);
            log.add(seen);
            if (judge && (!nesting.accepts(operation, seen) || isSecondViolation(operation, seen, connections))) {
                connections.reset(false);
                return List.of();
            }
        }
        boolean undone = connections.reset(true);
        if (judge && undone && nesting.anyForeignWork()) {
            return List.of();
        }
        log.addAll(connections.rows(TABLES));
        return log;
    }

    /** A sandbox cannot tell whose fault it is when a commit fails and another open transaction would fail as well. */
    private static boolean isSecondViolation(Operation operation, String seen, Connections connections)
            throws SQLException {
        return seen.startsWith("I") && seen.contains("!23") && connections.anyOtherViolates(operation.connection());
    }

    /** Knows when a program does something that a sandbox cannot imitate. */
    private static final class Nesting {

        private final boolean[] open = new boolean[Connections.COUNT];
        private final boolean[] failed = new boolean[Connections.COUNT];
        private final boolean[] foreignWork = new boolean[Connections.COUNT];
        private final boolean[] savepoints = new boolean[Connections.COUNT];
        private final boolean[] autosave = new boolean[Connections.COUNT];
        private final List<Integer> order = new ArrayList<>();

        boolean accepts(Operation operation, String seen) {
            int connection = operation.connection();
            boolean fails = seen.startsWith("E");
            boolean isOpen = seen.startsWith("T") || fails;
            boolean wasDeep = order.contains(connection) && order.indexOf(connection) != order.size() - 1;
            boolean undone = fails
                    || operation.kind() == Operation.Kind.ROLLBACK
                    || operation.kind() == Operation.Kind.ROLLBACK_TO
                    || operation.kind() == Operation.Kind.SQL_ROLLBACK_TO
                    || open[connection] && !isOpen && (failed[connection] || seen.contains("!"));
            if (undone && order.contains(connection) && (foreignWork[connection] || wasDeep)) {
                return false;
            }
            if (isOpen && wasDeep) {
                // An older transaction at work inside a younger one: the younger must not be undone any more.
                for (int younger : order.subList(order.indexOf(connection) + 1, order.size())) {
                    foreignWork[younger] = true;
                }
            }
            savepoints[connection] |= operation.kind().name().endsWith("SAVEPOINT");
            // The driver leaves a savepoint behind after each failure.
            autosave[connection] |= operation.kind() == Operation.Kind.AUTOSAVE;
            if (isOpen && !open[connection]) {
                order.add(connection);
            }
            if (!isOpen) {
                int index = order.indexOf(connection);
                for (int other : index < 0 ? order : order.subList(0, index)) {
                    foreignWork[other] = true;
                }
            }
            if (!isOpen || fails && !savepoints[connection] && !autosave[connection]) {
                order.remove((Integer) connection);
                foreignWork[connection] = false;
            }
            savepoints[connection] &= isOpen;
            open[connection] = isOpen;
            failed[connection] = fails;
            return true;
        }

        boolean anyForeignWork() {
            for (boolean foreign : foreignWork) {
                if (foreign) {
                    return true;
                }
            }
            return order.size() > 1;
        }
    }
}
