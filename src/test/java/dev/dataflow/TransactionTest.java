package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dataflow.TransactionOptions.Isolation;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.PrePersist;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions: what joins, what is undone, what is run again. */
class TransactionTest {
    @Entity
    static class Account extends Identified {
        @Column(unique = true)
        String owner;

        int balance;

        @Json
        Map<String, Object> doc;
    }

    @Entity
    static class Heard extends Identified {
        @Column(unique = true)
        String name;

        @PrePersist
        void prePersist() {
            if (name.equals("explode")) {
                throw new IllegalStateException("callback");
            }
        }
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Account.class, Heard.class);

    final DataFlow df = database.df();
    final Model<Account> accounts = df.model(Account.class);

    @BeforeEach
    void fill() {
        accounts.createMany(List.of(Map.of("owner", "a", "balance", 10), Map.of("owner", "b", "balance", 10)))
                .orThrow();
    }

    int balance(String owner) {
        return accounts.findOne(eq("owner", owner)).data().getInteger("balance");
    }

    Result<Row> add(String owner, int amount) {
        return accounts.update(eq("owner", owner), Map.of("balance", Change.increment(amount)));
    }

    @Test
    void operationsJoinAndAreCommittedTogether() throws Exception {
        Integer answer = df.transaction(tx -> {
            add("a", -5).orThrow();
            add("b", 5).orThrow();
            ChangeTest.inParallel(1, thread -> assertThat(balance("a")).isEqualTo(10));
            return balance("a");
        });

        assertThat(answer).isEqualTo(5);
        assertThat(balance("a")).isEqualTo(5);
    }

    @Test
    void oneCallIsEnoughWhetherItsAnswerIsNeededOrNot() {
        df.transaction(tx -> add("a", 1));
        Result<Row> answer = df.transaction(TransactionOptions.defaults(), tx -> add("a", 1));
        df.transaction(this::addToBoth);

        assertThat(answer.data().get("balance")).isEqualTo(12);
        assertThat(balance("a")).isEqualTo(13);
        assertThat(balance("b")).isEqualTo(11);
    }

    private void addToBoth(Transaction tx) {
        add("a", 1).orThrow();
        add("b", 1).orThrow();
    }

    @Test
    void anExceptionOfAnyKindRollsBackAndLeavesTheCallUnchanged() {
        for (Exception thrown : List.of(
                new IOException("checked"), new IllegalStateException("unchecked"), new SQLException("own", "23505"))) {
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> df.transaction((TransactionAction<Exception>) tx -> {
                        add("a", 1).orThrow();
                        throw thrown;
                    }))
                    .isSameAs(thrown);
        }
        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(() -> df.transaction(tx -> {
                    add("a", 1).orThrow();
                    overflow();
                }));

        assertThat(balance("a")).isEqualTo(10);
        assertThat(add("a", 1).success()).isTrue();
    }

    @Test
    void aFailedWriteLeavesTheTransactionUsable() {
        df.transaction(tx -> {
            add("a", 1).orThrow();
            for (int i = 0; i < 3; i++) {
                assertThat(accounts.create(Map.of("owner", "a")).error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
                assertThat(accounts.createMany(List.of(Map.of("owner", "c"), Map.of("owner", "a")))
                                .success())
                        .isFalse();
                assertThat(accounts.update(eq("owner", "b"), Map.of("owner", "a"))
                                .success())
                        .isFalse();
                assertThat(accounts.updateMany(Filter.all(), Map.of("balance", Change.increment(Integer.MAX_VALUE)))
                                .success())
                        .isFalse();
                assertThat(accounts.updateMany(Filter.all(), Map.of("doc", Change.increment(1), "owner", "x"))
                                .success())
                        .isFalse();
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> df.model(Heard.class).create(Map.of("name", "explode")));
            accounts.create(Map.of("owner", "d")).orThrow();
        });

        assertThat(balance("a")).isEqualTo(11);
        assertThat(accounts.findMany().data())
                .extracting(row -> row.get("owner"))
                .containsExactly("a", "b", "d");
    }

    @Test
    void aNestedTransactionIsASavepoint() {
        df.transaction(outer -> {
            add("a", 1).orThrow();
            assertThatIllegalStateException()
                    .isThrownBy(() -> df.transaction(inner -> {
                        add("a", 10).orThrow();
                        fail();
                    }));
            df.transaction(inner -> {
                add("b", 1).orThrow();
                inner.setRollbackOnly();
            });
            df.transaction(inner -> {
                df.transaction(innermost -> {
                    add("b", 100).orThrow();
                });
                assertThat(accounts.create(Map.of("owner", "a")).success()).isFalse();
            });
        });

        assertThat(balance("a")).isEqualTo(11);
        assertThat(balance("b")).isEqualTo(110);
    }

    @Test
    void rollbackOnlyUndoesAll() {
        df.transaction(tx -> {
            add("a", 1).orThrow();
            tx.setRollbackOnly();
            add("a", 1).orThrow();
        });

        assertThat(balance("a")).isEqualTo(10);
    }

    @Test
    void hooksRunInOrderAfterTheCommitAndNotAfterARollback() {
        List<String> heard = new ArrayList<>();

        df.transaction(tx -> {
            tx.afterCommit(() -> heard.add("first, sees " + balance("a")));
            add("a", 1).orThrow();
            df.transaction(inner -> {
                inner.afterCommit(() -> heard.add("second"));
            });
            df.transaction(inner -> {
                inner.afterCommit(() -> heard.add("undone"));
                inner.setRollbackOnly();
            });
            tx.afterCommit(() -> heard.add("third"));
            assertThat(heard).isEmpty();
        });
        df.transaction(tx -> {
            tx.afterCommit(() -> heard.add("rolled back"));
            tx.setRollbackOnly();
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> df.transaction(tx -> {
                    tx.afterCommit(() -> heard.add("rolled back"));
                    fail();
                }));

        assertThat(heard).containsExactly("first, sees 11", "second", "third");
    }

    @Test
    void aHookThatFailsKeepsNoOtherFromRunningAndNothingIsRunAgain() {
        List<String> heard = new ArrayList<>();
        Failure deadlock = new Failure(ErrorCode.DEADLOCK, "of the hook", null, List.of(), null, "40P01");

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> df.transaction(tx -> {
                    add("a", 1).orThrow();
                    tx.afterCommit(() -> {
                        throw new DataFlowException(deadlock);
                    });
                    tx.afterCommit(() -> heard.add("second"));
                }))
                .withMessageContaining("of the hook");

        assertThat(heard).containsExactly("second");
        assertThat(balance("a")).isEqualTo(11);
    }

    @Test
    void aHookMayRunTransactionsOfItsOwn() {
        df.transaction(tx -> {
            tx.afterCommit(() -> df.transaction(own -> {
                add("a", 1).orThrow();
            }));
        });

        assertThat(balance("a")).isEqualTo(11);
    }

    @Test
    void readOnlyRefusesWritesAndGoesOn() {
        df.transaction(TransactionOptions.defaults().withReadOnly(), tx -> {
            assertThat(add("a", 1).error().code()).isEqualTo(ErrorCode.PERMISSION);
            assertThat(balance("a")).isEqualTo(10);
        });
        assertThat(add("a", 1).success()).isTrue();
    }

    @Test
    void theIsolationLevelHoldsForTheTransactionAlone() throws Exception {
        df.transaction(TransactionOptions.defaults().withIsolation(Isolation.REPEATABLE_READ), tx -> {
            assertThat(balance("a")).isEqualTo(10);
            ChangeTest.inParallel(1, thread -> add("a", 5).orThrow());
            assertThat(balance("a")).isEqualTo(10);
        });
        df.transaction(tx -> {
            assertThat(balance("a")).isEqualTo(15);
            ChangeTest.inParallel(1, thread -> add("a", 5).orThrow());
            assertThat(balance("a")).isEqualTo(20);
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> df.transaction(outer -> {
                    df.transaction(TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE), inner -> {});
                }));
    }

    @Test
    void serializationFailuresAreRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        TransactionOptions serializable = TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE);

        ChangeTest.inParallel(
                2,
                thread -> df.transaction(serializable, tx -> {
                    int sum = balance("a") + balance("b");
                    if (runs.incrementAndGet() <= 2) {
                        await(bothHaveRead);
                    }
                    accounts.update(eq("owner", thread == 0 ? "a" : "b"), Map.of("balance", sum))
                            .orThrow();
                }));

        assertThat(runs.get()).isEqualTo(3);
        assertThat(List.of(balance("a"), balance("b"))).containsExactlyInAnyOrder(20, 30);
    }

    @Test
    void aRetryHappensAlsoWhereTheFailureIsOnlyLookedAt() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        TransactionOptions repeatable = TransactionOptions.defaults().withIsolation(Isolation.REPEATABLE_READ);

        ChangeTest.inParallel(
                2,
                thread -> df.transaction(repeatable, tx -> {
                    balance("a");
                    if (runs.incrementAndGet() <= 2) {
                        await(bothHaveRead);
                    }
                    add("a", 1);
                }));

        assertThat(runs.get()).isEqualTo(3);
        assertThat(balance("a")).isEqualTo(12);
    }

    @Test
    void deadlocksAreRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        CountDownLatch oneIsDone = new CountDownLatch(1);

        ChangeTest.inParallel(2, thread -> {
            df.transaction(tx -> {
                boolean again = runs.incrementAndGet() > 2;
                if (again) {
                    await(oneIsDone);
                }
                add(thread == 0 ? "a" : "b", 1).orThrow();
                if (!again) {
                    await(bothHaveOne);
                }
                add(thread == 0 ? "b" : "a", 1).orThrow();
            });
            oneIsDone.countDown();
        });

        assertThat(runs).hasValue(3);
        assertThat(balance("a")).isEqualTo(12);
        assertThat(balance("b")).isEqualTo(12);
    }

    @Test
    void withoutRetriesTheCallerLearnsOfIt() throws Exception {
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        TransactionOptions once = TransactionOptions.defaults()
                .withIsolation(Isolation.REPEATABLE_READ)
                .withRetries(0);
        List<ErrorCode> codes = java.util.Collections.synchronizedList(new ArrayList<>());

        ChangeTest.inParallel(2, thread -> {
            try {
                df.transaction(once, tx -> {
                    balance("a");
                    await(bothHaveRead);
                    add("a", 1).orThrow();
                });
            } catch (DataFlowException e) {
                codes.add(e.code());
            }
        });

        assertThat(codes).containsExactly(ErrorCode.SERIALIZATION);
        assertThat(balance("a")).isEqualTo(11);
    }

    @Test
    void whatACommitRejectsIsAFailureOfTheTransaction() {
        database.execute("create table if not exists seat (account_id bigint references \"transaction_test$account\""
                + " deferrable initially deferred)");
        database.execute("insert into seat values (1)");
        List<String> heard = new ArrayList<>();

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> df.transaction(tx -> {
                    tx.afterCommit(() -> heard.add("committed"));
                    assertThat(accounts.delete(eq("id", 1)).success()).isTrue();
                }))
                .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.FOREIGN_KEY_VIOLATION));

        assertThat(heard).isEmpty();
        assertThat(balance("a")).isEqualTo(10);
        Secrets.refused(accounts.delete(eq("id", 1)), ErrorCode.FOREIGN_KEY_VIOLATION);
    }

    static void fail() {
        throw new IllegalStateException();
    }

    static void overflow() {
        throw new StackOverflowError();
    }

    static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFullPoolIsAConnectionFailure() throws Exception {
        try (DataFlow small =
                database.builder().models(Account.class).maximumPoolSize(1).build()) {
            CountDownLatch taken = new CountDownLatch(1);
            CyclicBarrier released = new CyclicBarrier(2);
            Thread holder = new Thread(() -> small.transaction(tx -> {
                small.model(Account.class).count().orThrow();
                taken.countDown();
                await(released);
            }));
            holder.start();
            taken.await();

            List<ErrorCode> codes = java.util.Collections.synchronizedList(new ArrayList<>());
            ChangeTest.inParallel(2, thread -> {
                if (thread == 0) {
                    codes.add(small.model(Account.class).count().error().code());
                } else {
                    codes.add(catchThrowableOfType(DataFlowException.class, () -> small.transaction(tx -> {}))
                            .code());
                }
            });
            await(released);
            holder.join();

            assertThat(codes).containsExactly(ErrorCode.CONNECTION, ErrorCode.CONNECTION);
            assertThat(small.model(Account.class).count().data()).isEqualTo(2);
        }
    }

    @Test
    void manyThreadsWorkAtOnce() throws Exception {
        ChangeTest.inParallel(16, thread -> {
            for (int n = 0; n < 500; n++) {
                int i = n;
                switch (i % 5) {
                    case 0 -> accounts.create(Map.of("owner", thread + "-" + i)).orThrow();
                    case 1 -> add("a", 1).orThrow();
                    case 2 ->
                        assertThat(accounts.findOne(eq("owner", "a")).found()).isTrue();
                    case 3 ->
                        assertThat(accounts.create(Map.of("owner", "b")).success())
                                .isFalse();
                    default ->
                        df.transaction(tx -> {
                            accounts.findById(1).orThrow();
                            accounts.update(eq("owner", thread + "-" + (i - 4)), Map.of("balance", i))
                                    .orThrow();
                        });
                }
            }
        });

        assertThat(balance("a")).isEqualTo(10 + 16 * 100);
        assertThat(accounts.count().data()).isEqualTo(2 + 16 * 100);
    }
}
