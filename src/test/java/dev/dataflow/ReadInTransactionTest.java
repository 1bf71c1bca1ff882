package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.hibernate.annotations.Formula;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A read that fails on the server undoes nothing and leaves the transaction usable, wherever it stands among reads, writes and savepoints. */
class ReadInTransactionTest {
    @Entity
    @Table(name = "gauge")
    static class Gauge extends Identified {
        int level;

        @Formula("10 / level")
        Integer share;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Gauge.class);

    final Model<Gauge> gauges = database.model(Gauge.class);

    /** Divides by the level of the row that is zero. */
    private void fails() {
        assertThat(gauges.findMany(eq("share", 10)).success()).isFalse();
    }

    private void zero() {
        database.execute("insert into gauge (level) values (0)");
    }

    private void create(int level) {
        gauges.create(Map.of("level", level)).orThrow();
    }

    private long count() {
        return gauges.count().data();
    }

    @Test
    void asTheFirstOperation() {
        zero();
        database.df().transaction(tx -> {
            fails();
            fails();
            assertThat(count()).isEqualTo(1);
            create(5);
        });
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void afterWritesAndBetweenThem() {
        zero();
        database.df().transaction(tx -> {
            create(1);
            fails();
            create(2);
            assertThat(count()).isEqualTo(3);
            fails();
            create(3);
            create(4);
            assertThat(count()).isEqualTo(5);
            create(5);
            fails();
            fails();
        });
        assertThat(count()).isEqualTo(6);
    }

    @Test
    void afterAFailedWrite() {
        zero();
        database.df().transaction(tx -> {
            assertThat(count()).isEqualTo(1);
            assertThat(gauges.create(Map.of("id", 1, "level", 1)).success()).isFalse();
            fails();
            create(2);
            assertThat(gauges.updateMany(eq("share", 1), Map.of("level", 3)).success())
                    .isFalse();
            fails();
        });
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void insideAndAfterNestedTransactions() {
        zero();
        database.df().transaction(tx -> {
            create(1);
            assertThat(count()).isEqualTo(2);
            database.df().transaction(inner -> {
                fails();
                create(2);
                fails();
            });
            fails();
            database.df().transaction(inner -> {
                create(3);
                assertThat(count()).isEqualTo(4);
                inner.setRollbackOnly();
            });
            assertThat(count()).isEqualTo(3);
            fails();
        });
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void insideAStream() {
        zero();
        database.df().transaction(tx -> {
            create(1);
            assertThat(count()).isEqualTo(2);
            gauges.stream(Query.where(eq("level", 1)), rows -> {
                        rows.forEach(row -> {
                            fails();
                            create(2);
                            fails();
                        });
                        return count();
                    })
                    .orThrow();
            fails();
            create(3);
        });
        assertThat(count()).isEqualTo(4);
    }

    @Test
    void aLockIsKept() throws Exception {
        zero();
        database.df().transaction(tx -> {
            assertThat(count()).isEqualTo(1);
            create(1);
        });
        database.df().transaction(tx -> {
            assertThat(count()).isEqualTo(2);
            gauges.findOne(Query.where(eq("level", 1)).forUpdate()).orThrow();
            assertThat(count()).isEqualTo(2);
            fails();

            try (Connection other = database.database().dataSource().getConnection();
                    Statement statement = other.createStatement()) {
                assertThat(statement
                                .executeQuery("select 1 from gauge where level = 1 for update skip locked")
                                .next())
                        .isFalse();
            }
        });
    }

    @Test
    void afterAnyNumberOfWrites() {
        zero();
        database.df().transaction(tx -> {
            for (int i = 1; i <= 50; i++) {
                create(i);
                if (i % 2 == 0) {
                    fails();
                }
                assertThat(gauges.create(Map.of("id", i, "level", 1)).success()).isFalse();
                if (i % 3 == 0) {
                    fails();
                }
                assertThat(count()).isEqualTo(1 + i);
            }
        });
        assertThat(count()).isEqualTo(51);
    }

    @Test
    void thousandsOfThem() {
        database.df().transaction(tx -> {
            for (int i = 1; i <= 2_000; i++) {
                create(i);
                assertThat(gauges.findById(i).found()).isTrue();
            }
        });
        assertThat(count()).isEqualTo(2_000);
    }
}
