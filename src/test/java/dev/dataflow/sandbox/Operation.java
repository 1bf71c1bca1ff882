package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One step of a random program: what one of its connections does, with two numbers to vary it. */
record Operation(int connection, Kind kind, int a, int b) {

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
        DEALLOCATE(1);

        final int weight;

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
    }

    static List<Operation> program(Random random) {
        int connections = 1 + random.nextInt(Connections.COUNT);
        int length = 3 + random.nextInt(30);
        int connection = 0;
        List<Operation> program = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            if (random.nextInt(4) == 0) {
                connection = random.nextInt(connections);
            }
            program.add(new Operation(connection, Kind.random(random), random.nextInt(6), random.nextInt(6) - 1));
        }
        return program;
    }
}
