package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dataflow.TransactionOptions.Isolation;
import dev.dataflow.junit.DataFlowTest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.Formula;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A transaction that asks for no savepoints ends with the first statement that the server refuses, and says so. */
class WithoutSavepointsTest {
    @Entity
    static class Seat extends Identified {
        @Column(unique = true)
        Integer number;

        int price = 1;

        @Formula("1 / price")
        Integer share;
    }

    static final TransactionOptions PLAIN = TransactionOptions.defaults().withoutSavepoints();

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Seat.class);

    final DataFlow df = database.df();
    final Model<Seat> seats = df.model(Seat.class);

    private Result<Row> create(int number) {
        return seats.create(Map.of("number", number));
    }

    /** Answers in how many subtransactions the rows were written. */
    private Object subtransactions() {
        return database.query("select count(distinct xmin::text) from \"without_savepoints_test$seat\"")
                .get(0);
    }

    @Test
    void writesShareOneSubtransaction() {
        df.transaction(PLAIN, tx -> {
            create(1).orThrow();
            create(2).orThrow();
            seats.update(eq("number", 1), Map.of("price", 5)).orThrow();
        });
        assertThat(subtransactions()).isEqualTo(1L);
    }

    @Test
    void elsewhereEachHasItsOwn() {
        df.transaction(tx -> {
            for (int i = 0; i < 40; i++) {
                create(i).orThrow();
            }
        });
        assertThat(subtransactions()).isEqualTo(40L);
    }

    @Test
    void aRefusedWriteEndsIt() {
        List<String> heard = new ArrayList<>();

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> df.transaction(PLAIN, tx -> {
                    tx.afterCommit(() -> heard.add("committed"));
                    create(1).orThrow();
                    Failure twin = create(1).error();
                    assertThat(twin.code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
                    assertThat(twin.attributes()).containsExactly("number");

                    Failure later = create(2).error();
                    assertThat(later.sqlState()).isEqualTo("25P02");
                    assertThat(later.message()).contains("an earlier failure has ended the transaction");
                    assertThat(seats.count().success()).isFalse();
                }))
                .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION))
                .satisfies(thrown -> assertThat(thrown.failure().constraint()).isNotNull());

        assertThat(heard).isEmpty();
        assertThat(seats.count().data()).isZero();
        assertThat(create(1).success()).isTrue();
    }

    @Test
    void aRefusedReadEndsIt() {
        database.execute("insert into \"without_savepoints_test$seat\" (number, price) values (1, 0)");

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> df.transaction(PLAIN, tx -> {
                    create(2).orThrow();
                    assertThat(seats.findMany(eq("share", 1)).success()).isFalse();
                }))
                .satisfies(thrown -> assertThat(thrown.failure().sqlState()).isEqualTo("22012"));

        assertThat(seats.count().data()).isEqualTo(1);
    }

    @Test
    void itsLocksEndWithIt() {
        create(1).orThrow();

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> df.transaction(PLAIN, tx -> {
                    seats.update(eq("number", 1), Map.of("price", 1)).orThrow();
                    create(1);
                    database.execute("set lock_timeout = '1s'; update \"without_savepoints_test$seat\" set price = 2");
                }));

        assertThat(seats.findOne(eq("number", 1)).data().getInteger("price")).isEqualTo(2);
    }

    @Test
    void whatTheServerNeverRefusedEndsNothing() {
        df.transaction(PLAIN, tx -> {
            create(1).orThrow();
            create(2).orThrow();
            assertThat(seats.create(Map.of("number", "many")).error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(seats.update(eq("number", 9), Map.of("price", 1)).error().code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(seats.update(Filter.all(), Map.of("price", 1)).error().code())
                    .isEqualTo(ErrorCode.NOT_UNIQUE);
            assertThat(seats.delete(Filter.all()).error().code()).isEqualTo(ErrorCode.NOT_UNIQUE);
            create(3).orThrow();
        });
        assertThat(seats.count(eq("price", 1)).data()).isEqualTo(3);
    }

    @Test
    void anOperationOfSeveralStatementsEndsItAsWell() {
        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> df.transaction(PLAIN, tx -> {
                    create(1).orThrow();
                    assertThat(seats.createMany(List.of(Map.of("number", 2), Map.of("number", 1)))
                                    .error()
                                    .attributes())
                            .containsExactly("number");
                    assertThat(create(3).error().sqlState()).isEqualTo("25P02");
                }))
                .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION));
        assertThat(seats.count().data()).isZero();
    }

    @Test
    void aRowThatABestEffortLeavesOutEndsNothing() {
        df.transaction(PLAIN, tx -> {
            create(1).orThrow();
            Created created = seats.createMany(
                            List.of(Map.of("number", 2), Map.of("number", 1)),
                            CreateOptions.counting().bestEffort())
                    .orThrow();
            assertThat(created.count()).isEqualTo(1);
            create(3).orThrow();
        });
        assertThat(seats.count().data()).isEqualTo(3);
    }

    @Test
    void anUpsertMayTryWhatTheServerRefuses() {
        database.execute("alter table \"without_savepoints_test$seat\" drop constraint if exists dear");
        database.execute(
                "alter table \"without_savepoints_test$seat\" add constraint dear check (price < 100 or id = 1)");
        create(1).orThrow();

        df.transaction(PLAIN, tx -> {
            assertThat(seats.upsert(Map.of("number", 1), Map.of("price", 500)).success())
                    .isTrue();
            create(3).orThrow();
        });

        assertThat(seats.count().data()).isEqualTo(2);
    }

    @Test
    void aNestedOneIsUndoneAlone() {
        df.transaction(PLAIN, tx -> {
            create(1).orThrow();
            assertThatExceptionOfType(DataFlowException.class)
                    .isThrownBy(() -> df.transaction(PLAIN, inner -> {
                        create(2).orThrow();
                        create(1);
                    }))
                    .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION));
            create(3).orThrow();
        });
        assertThat(seats.findMany(Query.all().orderBy("number").select("number"))
                        .data())
                .extracting(row -> row.getInteger("number"))
                .containsExactly(1, 3);
    }

    @Test
    void aNestedOneMayHaveThem() {
        df.transaction(PLAIN, tx -> {
            create(1).orThrow();
            df.transaction(inner -> {
                assertThat(create(1).success()).isFalse();
                create(2).orThrow();
            });
            create(3).orThrow();
        });
        df.transaction(tx -> {
            assertThat(create(3).success()).isFalse();
            df.transaction(PLAIN, inner -> {
                create(4).orThrow();
            });
            assertThat(create(4).success()).isFalse();
        });
        assertThat(seats.count().data()).isEqualTo(4);
    }

    @Test
    void whoWantsItUndoneNeedNotHearWhy() {
        df.transaction(PLAIN, tx -> {
            create(1).orThrow();
            if (!create(1).success()) {
                tx.setRollbackOnly();
            }
        });
        assertThat(seats.count().data()).isZero();
    }

    @Test
    void whatFailsByAConcurrentTransactionIsRunAgain() {
        assertThat(overtaken(() -> {})).containsExactly(1, 7);
        assertThat(seats.findOne(eq("number", 1)).data().getInteger("price")).isEqualTo(8);
    }

    @Test
    void itIsRunAgainAlsoWhenALaterOperationThrows() {
        assertThat(overtaken(() -> create(2).orThrow())).containsExactly(1, 7);
    }

    /** Answers the prices that a transaction reads, each time it runs; another one overtakes it when it runs first. */
    private List<Integer> overtaken(Runnable rest) {
        create(1).orThrow();
        List<Integer> prices = new ArrayList<>();
        df.transaction(PLAIN.withIsolation(Isolation.REPEATABLE_READ), tx -> {
            prices.add(seats.findOne(eq("number", 1)).data().getInteger("price"));
            if (prices.size() == 1) {
                database.execute("update \"without_savepoints_test$seat\" set price = 7");
            }
            seats.update(eq("number", 1), Map.of("price", Change.increment(1)));
            rest.run();
        });
        return prices;
    }

    @Nested
    @DataFlowTest(models = Seat.class)
    class InASandbox {
        @Test
        void itEndsAsWell(DataFlow df) {
            Model<Seat> seats = df.model(Seat.class);

            assertThatExceptionOfType(DataFlowException.class)
                    .isThrownBy(() -> df.transaction(PLAIN, tx -> {
                        seats.create(Map.of("number", 1)).orThrow();
                        assertThat(seats.create(Map.of("number", 1)).success()).isFalse();
                        assertThat(seats.create(Map.of("number", 2)).error().sqlState())
                                .isEqualTo("25P02");
                    }))
                    .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION));

            assertThat(seats.count().data()).isZero();
            df.transaction(PLAIN, tx -> {
                seats.create(Map.of("number", 1)).orThrow();
            });
            assertThat(seats.count().data()).isEqualTo(1);
        }
    }
}
