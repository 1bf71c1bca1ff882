package dev.dataflow.sandbox;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * One step of a random program: what a thread does with one of its connections, with two numbers to vary it.
 *
 * @param round begins when all threads have ended the round before
 */
record Operation(int round, int thread, int connection, Kind kind, int a, int b) {

    enum Kind {
        INSERT(12),
        INSERT_RETURNING(4),
        UPDATE(6),
        DELETE(3),
        SUM(6),
        SYNTAX_ERROR(1),
        DIVISION_BY_ZERO(2),
        INSERT_PARENT(4),
        DELETE_PARENT(2),
        INSERT_CHILD(6),
        INSERT_SLOT(4),
        SHIFT_SLOTS(2),
        SWAP_SLOTS(2),
        BATCH(3),
        MULTI(3),
        CONSTRAINTS_DEFERRED(2),
        CONSTRAINTS_IMMEDIATE(2),
        ONE_CONSTRAINT_DEFERRED(2),
        BEGIN(8),
        COMMIT(8),
        ROLLBACK(4),
        AUTO_COMMIT(4),
        SAVEPOINT(4),
        NAMED_SAVEPOINT(2),
        ROLLBACK_TO(4),
        RELEASE(3),
        SQL_SAVEPOINT(2),
        SQL_ROLLBACK_TO(2),
        SQL_RELEASE(1),
        AUTOSAVE(1),
        STREAM(2),
        READ_ONLY(2),
        REPEATABLE_READ(1),
        SET_LOCAL(2),
        SET(1),
        SET_CONFIG(2),
        SETTING(3),
        COPY_IN(3),
        COPY_OUT(2),
        OPEN_CURSOR(2),
        FETCH_CURSOR(3),
        REUSED_INSERT(4),
        REUSED_STAR(4),
        CREATE_TABLE(2),
        DROP_TABLE(1),
        ADD_COLUMN(2),
        INSERT_EXTRA(2),
        KEYS_OF_BATCH(2),
        LONG_BATCH(1),
        TEMPORARY(2),
        SQL_PREPARE(1),
        SQL_EXECUTE(1),
        DEALLOCATE(1),
        /** Adds one to a number that all threads share: on a server the second waits for the first to end. */
        COUNT(0),
        /** Reads what all threads left behind. */
        SEE(0),
        /** Changes what other threads left behind. */
        TAKE(0);

        private static final Set<Kind> READS =
                EnumSet.of(SUM, SEE, SETTING, COPY_OUT, SQL_EXECUTE, SYNTAX_ERROR, DIVISION_BY_ZERO);

        /** Have a transaction begin, end or behave otherwise, and do nothing themselves. */
        private static final Set<Kind> CONTROLS = EnumSet.of(
                BEGIN,
                COMMIT,
                ROLLBACK,
                AUTO_COMMIT,
                SAVEPOINT,
                NAMED_SAVEPOINT,
                ROLLBACK_TO,
                RELEASE,
                SQL_SAVEPOINT,
                SQL_ROLLBACK_TO,
                SQL_RELEASE,
                AUTOSAVE,
                READ_ONLY,
                REPEATABLE_READ);

        /** Have constraints checked that are deferred, or could be. */
        private static final Set<Kind> CHECKS =
                EnumSet.of(COMMIT, AUTO_COMMIT, CONSTRAINTS_IMMEDIATE, INSERT_SLOT, SHIFT_SLOTS, SWAP_SLOTS);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        static Kind random(Random random) {
            int total = 0;
            for (Kind kind : values()) {
                total += kind.weight;
            }
            int pick = random.nextInt(total);
            for (Kind kind : values()) {
                pick -= kind.weight;
                if (pick < 0) {
                    return kind;
                }
            }
            throw new AssertionError();
        }

        /** Whether it leaves something behind that a rollback takes away: rows, settings, or a cursor. */
        boolean writes() {
            return !READS.contains(this) && !CONTROLS.contains(this);
        }

        boolean checks() {
            return CHECKS.contains(this);
        }

        boolean isControl() {
            return CONTROLS.contains(this);
        }

        /** Whether it goes back to a savepoint, or to before the transaction. */
        boolean undoes() {
            return this == ROLLBACK || this == ROLLBACK_TO || this == SQL_ROLLBACK_TO;
        }
    }

    @Override
    public String toString() {
        return "round %d, thread %d, connection %d: %s %d %d".formatted(round, thread, connection, kind, a, b);
    }
}
