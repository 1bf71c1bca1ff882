package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateTest {

    @TempDir
    static Path cache;

    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start(Caches.settings(Caches.ofAnEarlierRun(cache)));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void clonesHaveWhatTheBuilderMadeAndNothingOfEachOther() throws Exception {
        Template template =
                server.template("clones", empty -> Sql.execute(empty, "create table t (id int primary key)"));

        try (Database one = template.newDatabase();
                Database other = template.newDatabase()) {
            Sql.execute(one, "insert into t values (1)");

            assertThat(Sql.query(other, "select count(*) from t")).containsExactly("0");
        }
    }

    @Test
    void aClosedCloneIsGoneEvenIfSomebodyIsConnected() throws Exception {
        Database clone = server.template("closed", empty -> {}).newDatabase();

        try (Connection open = clone.dataSource().getConnection()) {
            clone.close();

            assertThat(databases()).doesNotContain(clone.name());
            assertThat(open.isValid(1)).isFalse();
        }
        clone.close();
    }

    @Test
    void theSameKeyIsBuiltOnceHoweverManyAskAtTheSameTime() throws Exception {
        AtomicInteger built = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> names = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                names.add(threads.submit(() -> server.template("once", empty -> {
                            built.incrementAndGet();
                            Sql.execute(empty, "create table t (id int)");
                        })
                        .name()));
            }

            for (Future<String> name : names) {
                assertThat(name.get()).isEqualTo(names.get(0).get());
            }
            assertThat(built).hasValue(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void otherKeysAreOtherTemplates() {
        Template one = server.template("one", empty -> {});
        Template other = server.template("other", empty -> {});

        assertThat(one.name()).isNotEqualTo(other.name());
    }

    @Test
    void aBuilderThatFailsLeavesNothingAndMayTryAgain() throws Exception {
        List<String> before = databases();
        SQLException failure = new SQLException("migration 7 is wrong");

        assertThatThrownBy(() -> server.template("failing", empty -> {
                    Sql.execute(empty, "create table half (id int)");
                    throw failure;
                }))
                .isInstanceOf(PostgresException.class)
                .hasCause(failure);

        assertThat(databases()).isEqualTo(before);
        Template template = server.template("failing", empty -> Sql.execute(empty, "create table whole (id int)"));
        try (Database clone = template.newDatabase()) {
            assertThat(Sql.query(clone, "select tablename from pg_tables where schemaname = 'public'"))
                    .containsExactly("whole");
        }
    }

    @Test
    void connectionsTheBuilderLeavesOpenAreCut() throws Exception {
        List<Connection> leaked = new ArrayList<>();

        Template template = server.template("leaking", empty -> {
            leaked.add(empty.dataSource().getConnection());
            leaked.add(empty.dataSource().getConnection());
        });

        try (Database clone = template.newDatabase()) {
            assertThat(Sql.query(clone, "select 1")).containsExactly("1");
        }
        for (Connection connection : leaked) {
            assertThat(connection.isValid(1)).isFalse();
        }
    }

    @Test
    void nobodyConnectsToATemplateByMistake() {
        Template template = server.template("closed to all", empty -> {});
        Database given = server.givenDatabase();

        assertThatThrownBy(() -> DriverManager.getConnection(
                        given.url().replace("/postgres?", "/" + template.name() + "?"),
                        given.username(),
                        given.password()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("not currently accepting connections");
    }

    @Test
    void othersHoldNobodyUpLongerThanTheLimit() throws Exception {
        Template template =
                server.template("restrained", empty -> Sql.execute(empty, "create table t (id int primary key)"));
        try (Database clone = template.newDatabase();
                Connection first = clone.dataSource().getConnection()) {
            clone.restrainOthers(Duration.ofMillis(100));
            first.setAutoCommit(false);
            first.createStatement().execute("insert into t values (1)");

            assertThatThrownBy(() -> Sql.execute(clone, "insert into t values (1)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
            try (Connection resting = clone.dataSource().getConnection()) {
                resting.setAutoCommit(false);
                resting.createStatement().execute("insert into t values (2)");

                // Waits for the one that rests, until the server ends that.
                first.createStatement().execute("insert into t values (2)");
            }
            first.commit();
            assertThat(Sql.query(clone, "select id from t order by id")).containsExactly("1", "2");
        }
    }

    @Test
    void ofTemplatesLongUnusedOnlyTheLatestAreKept() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            names.add(server.template("old " + i, empty -> {}).name());
            Instant lastUse = Instant.now().minus(Duration.ofDays(30 - i));
            Sql.execute(
                    server.givenDatabase(),
                    "comment on database " + names.get(i) + " is 'DataFlow template, last used " + lastUse + "'");
        }
        server.template("old 19", empty -> {});

        server.template("new", empty -> {});

        assertThat(databases())
                .doesNotContain(names.get(0), names.get(1), names.get(2))
                .contains(names.get(19));
    }

    private static List<String> databases() throws SQLException {
        return Sql.query(server.givenDatabase(), "select datname from pg_database order by 1");
    }
}
