package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PostPersist;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.JdbcSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A DataFlow on an application's own Hibernate and pool, which were not set up for it. */
class SharedFactoryTest {
    @Entity
    static class Entry extends Identified {
        @Column(unique = true)
        String name;

        int size;

        @PostPersist
        void postPersist() {
            if ("explode".equals(name)) {
                throw new IllegalStateException("callback");
            }
        }
    }

    @ParameterizedTest(name = "autocommit {0}")
    @ValueSource(booleans = {true, false})
    void operationsAreCommittedAndFailuresUndoneWithOrWithoutAutocommit(boolean autoCommit) {
        withSharedFactory(autoCommit, df -> {
            Model<Entry> entries = df.model(Entry.class);

            Object id = entries.create(Map.of("name", "a")).data().id();
            assertThat(entries.create(Map.of("name", "a")).error().attributes()).containsExactly("name");
            assertThat(entries.createMany(List.of(Map.of("name", "b"), Map.of("name", "a")))
                            .success())
                    .isFalse();
            assertThatIllegalStateException().isThrownBy(() -> entries.create(Map.of("name", "explode")));
            entries.update(eq("id", id), Map.of("size", 3)).orThrow();

            assertThat(entries.findMany().data())
                    .extracting(row -> row.get("name") + "=" + row.get("size"))
                    .containsExactly("a=3");
        });
    }

    @ParameterizedTest(name = "autocommit {0}")
    @ValueSource(booleans = {true, false})
    void aTransactionGoesOnAfterFailuresAndKeepsNoSavepoints(boolean autoCommit) {
        withSharedFactory(autoCommit, df -> {
            Model<Entry> entries = df.model(Entry.class);
            entries.create(Map.of("name", "a")).orThrow();
            df.transaction(tx -> {
                for (int i = 0; i < 300; i++) {
                    entries.create(Map.of("name", "n" + i)).orThrow();
                    assertThat(entries.create(Map.of("name", "a")).success()).isFalse();
                    assertThat(entries.findMany(eq("nmae", 1)).success()).isFalse();
                }
                assertThatIllegalStateException().isThrownBy(() -> entries.create(Map.of("name", "explode")));
                assertThat(openSubtransactions(df)).isLessThanOrEqualTo(1);
            });
            assertThat(entries.count().data()).isEqualTo(301);
            df.transaction(tx -> {
                entries.updateMany(Filter.all(), Map.of("size", Change.increment(1)))
                        .orThrow();
                tx.setRollbackOnly();
            });
            assertThat(entries.count(eq("size", 0)).data()).isEqualTo(301);
        });
    }

    /** Each savepoint in which something was written holds a lock until it is released. */
    static long openSubtransactions(DataFlow df) {
        String sql = "select count(*) from pg_locks where locktype = 'transactionid' and pid in"
                + " (select pid from pg_stat_activity where datname = current_database())";
        try (var entityManager = df.entityManagerFactory().createEntityManager()) {
            return (long) entityManager.createNativeQuery(sql, Long.class).getSingleResult();
        }
    }

    static void withSharedFactory(boolean autoCommit, Consumer<DataFlow> test) {
        try (Database database = PostgresServer.shared().newDatabase();
                HikariDataSource pool = pool(database, autoCommit);
                EntityManagerFactory factory = factory(pool, autoCommit);
                DataFlow df = DataFlow.on(factory)) {
            df.createTables();
            test.accept(df);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    static HikariDataSource pool(Database database, boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setAutoCommit(autoCommit);
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    static EntityManagerFactory factory(HikariDataSource pool, boolean autoCommit) {
        return new MetadataSources(new StandardServiceRegistryBuilder()
                        .applySetting(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, pool)
                        .applySetting(JdbcSettings.LOG_JDBC_ERRORS, false)
                        .applySetting(JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, !autoCommit)
                        .build())
                .addAnnotatedClass(Entry.class)
                .buildMetadata()
                .buildSessionFactory();
    }
}
