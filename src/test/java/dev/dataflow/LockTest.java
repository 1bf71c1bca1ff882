package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.Entity;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that are read with a lock. */
class LockTest {
    @Entity
    @jakarta.persistence.Table(name = "job")
    static class Job extends Identified {
        String state = "new";
    }

    @Entity
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Vehicle extends Identified {
        int wheels;
    }

    @Entity
    static class Car extends Vehicle {
        int doors;
    }

    @Entity
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    static class Shape {
        @jakarta.persistence.Id
        Long id;
    }

    @Entity
    static class Circle extends Shape {
        int radius;
    }

    @RegisterExtension
    static final FacadeDatabase database =
            FacadeDatabase.of(Job.class, Vehicle.class, Car.class, Shape.class, Circle.class);

    final Model<Job> jobs = database.model(Job.class);

    /** Runs work while another connection holds a lock on the row. */
    private void whileLocked(Object id, Runnable work) {
        try (Connection other = database.database().dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select 1 from job where id = " + id + " for update");
            work.run();
            other.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void noWaitFailsAtOnceAndTheTransactionGoesOn() {
        Row job = jobs.create(Map.of()).data();
        Query query = Query.where(eq("id", job.id())).noWait();

        whileLocked(
                job.id(),
                () -> database.df().transaction(tx -> {
                    Secrets.refused(jobs.findOne(query), ErrorCode.LOCK_TIMEOUT);
                    Secrets.refused(jobs.findFirst(query), ErrorCode.LOCK_TIMEOUT);
                    Secrets.refused(jobs.findMany(query), ErrorCode.LOCK_TIMEOUT);
                    Secrets.refused(jobs.page(query), ErrorCode.LOCK_TIMEOUT);
                    Secrets.refused(jobs.stream(query, rows -> rows.count()), ErrorCode.LOCK_TIMEOUT);
                    assertThat(jobs.findById(job.id()).data()).isEqualTo(job);
                }));
    }

    @Test
    void skipLockedAnswersWhatIsFree() {
        Row taken = jobs.create(Map.of()).data();
        Row free = jobs.create(Map.of()).data();

        whileLocked(
                taken.id(),
                () -> database.df().transaction(tx -> {
                    assertThat(jobs.findFirst(Query.all().skipLocked()).data()).isEqualTo(free);
                    assertThat(jobs.findMany(Query.all().skipLocked()).data()).containsExactly(free);
                    assertThat(jobs.findOne(Query.where(eq("id", taken.id())).skipLocked())
                                    .found())
                            .isFalse();
                }));
    }

    @Test
    void workersThatSkipLockedRowsShareTheWork() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            jobs.create(Map.of()).orThrow();
        }
        database.execute("create table if not exists done (id bigint)");
        ExecutorService workers = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            workers.execute(() -> {
                boolean found = true;
                while (found) {
                    found = database.df().transaction(tx -> {
                        Row job = jobs.findFirst(Query.where(eq("state", "new")).skipLocked())
                                .data();
                        if (job != null) {
                            database.execute("insert into done values (" + job.id() + ")");
                            jobs.update(eq("id", job.id()), Map.of("state", "done"))
                                    .orThrow();
                        }
                        return job != null;
                    });
                }
            });
        }
        workers.shutdown();

        assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(jobs.count(eq("state", "done")).data()).isEqualTo(40);
        assertThat(database.query("select count(distinct id) = 40 and count(*) = 40 from done"))
                .containsExactly(true);
    }

    @Test
    void aLockHoldsUntilTheTransactionEnds() throws Exception {
        Object id = jobs.create(Map.of()).data().id();
        CountDownLatch locked = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            var update = other.submit(() -> {
                locked.await();
                return jobs.update(eq("id", id), Map.of("state", "theirs")).success();
            });
            database.df().transaction(tx -> {
                jobs.findOne(Query.where(eq("id", id)).forUpdate()).orThrow();
                locked.countDown();
                jobs.update(eq("id", id), Map.of("state", "ours")).orThrow();
            });
            assertThat(update.get(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            other.shutdownNow();
        }
        assertThat(jobs.findById(id).data().get("state")).isEqualTo("theirs");
    }

    @Test
    void aLockOutsideOfATransactionIsAMistake() {
        jobs.create(Map.of()).orThrow();

        for (Query query : List.of(
                Query.all().forUpdate(), Query.all().skipLocked(), Query.all().noWait())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> jobs.findMany(query))
                    .withMessageContaining("df.transaction");
            assertThatIllegalStateException().isThrownBy(() -> jobs.page(query));
            assertThatIllegalStateException().isThrownBy(() -> jobs.stream(query, rows -> 1));
        }
    }

    @Test
    void aRowInSeveralTablesIsLockedByItsMainOne() {
        Model<Car> cars = database.model(Car.class);
        Row car = cars.create(Map.of("doors", 3)).data();

        database.df().transaction(tx -> {
            assertThat(cars.findOne(Query.all().forUpdate()).data()).isEqualTo(car);
            assertThat(database.model(Vehicle.class)
                            .findOne(Query.all().forUpdate())
                            .data())
                    .isEqualTo(car);
            assertThat(database.query("select 1 from \"lock_test$vehicle\" for update skip locked"))
                    .isEmpty();
        });
    }

    @Test
    void rowsOfSeveralUnitedTablesAreLockedThroughTheirOwnModels() {
        Row circle = database.model(Circle.class)
                .create(Map.of("id", 1, "radius", 2))
                .data();

        database.df().transaction(tx -> {
            Failure failure = Secrets.refused(
                    database.model(Shape.class).findMany(Query.all().forUpdate()), ErrorCode.INVALID_INPUT, "lock");
            assertThat(failure.message()).contains("Circle");
            assertThat(database.model(Circle.class)
                            .findMany(Query.all().forUpdate())
                            .data())
                    .containsExactly(circle);
        });
    }
}
