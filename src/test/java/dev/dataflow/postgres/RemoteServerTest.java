package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers named by a URL; an embedded one plays the part of the one that runs already. */
class RemoteServerTest {

    @TempDir
    static Path cache;

    private static PostgresServer other;
    private static Database given;

    @BeforeAll
    static void startServer() throws Exception {
        other = PostgresServer.start(Caches.settings(Caches.ofAnEarlierRun(cache)));
        given = other.givenDatabase();
    }

    @AfterAll
    static void stopServer() {
        other.close();
    }

    @Test
    void templatesAndClonesAreMadeThere() throws Exception {
        try (PostgresServer server = connect(given.url(), given.username(), given.password())) {
            Template template = server.template("remote", empty -> Sql.execute(empty, "create table t (id int)"));

            try (Database clone = template.newDatabase()) {
                assertThat(Sql.query(clone, "select count(*) from t")).containsExactly("0");
            }
            assertThat(server.version()).isEqualTo(other.version());
            assertThat(server.canCreateDatabases()).isTrue();
        }
        assertThat(Sql.query(given, "select 1")).containsExactly("1");
    }

    @Test
    void userAndPasswordMayStandInTheUrl() throws Exception {
        String url = given.url()
                .replace("jdbc:postgresql://", "postgres://" + given.username() + ":" + given.password() + "@");

        try (PostgresServer server = connect(url, null, null)) {
            assertThat(Sql.query(server.givenDatabase(), "select current_user")).containsExactly(given.username());
            assertThat(server.givenDatabase()).asString().doesNotContain(given.password());
        }
    }

    @Test
    void databasesThatAreStillOpenAreDroppedAtTheEnd() throws Exception {
        try (PostgresServer server = connect(given.url(), given.username(), given.password())) {
            server.newDatabase();
        }

        assertThat(leftovers()).isEmpty();
    }

    @Test
    void twoJvmsBuildATemplateOnce() throws Exception {
        AtomicInteger built = new AtomicInteger();
        CountDownLatch building = new CountDownLatch(1);
        TemplateBuilder slow = empty -> {
            building.countDown();
            Thread.sleep(200);
            built.incrementAndGet();
        };
        try (PostgresServer one = connect(given.url(), given.username(), given.password());
                PostgresServer two = connect(given.url(), given.username(), given.password())) {
            CompletableFuture<Template> first = CompletableFuture.supplyAsync(() -> one.template("shared", slow));
            assertThat(building.await(10, TimeUnit.SECONDS)).isTrue();

            Template second = two.template("shared", slow);

            assertThat(second.name()).isEqualTo(first.get(10, TimeUnit.SECONDS).name());
            assertThat(built).hasValue(1);
        }
    }

    @Test
    void twoJvmsThatDoNotSeeEachOthersLockEndUpWithOneTemplate() throws Exception {
        try (Database elsewhere = other.newDatabase();
                PostgresServer one = connect(given.url(), given.username(), given.password());
                PostgresServer two = connect(elsewhere.url(), given.username(), given.password())) {
            Template template = one.template("twice", empty -> two.template("twice", alsoEmpty -> {}));

            assertThat(Sql.query(given, "select datname from pg_database where datname = '" + template.name() + "'"))
                    .hasSize(1);
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatACrashedJvmLeftIsDroppedAndWhatALivingOneHasIsNot() throws Exception {
        Sql.execute(given, "create database dataflow_00abcdef_1");
        try (PostgresServer living = connect(given.url(), given.username(), given.password());
                Database used = living.newDatabase();
                PostgresServer starting = connect(given.url(), given.username(), given.password())) {
            starting.awaitStarted();

            await().untilAsserted(() -> assertThat(leftovers()).containsExactly(used.name()));
            assertThat(Sql.query(used, "select 1")).containsExactly("1");
        }
    }

    @Test
    void aUserWithoutCreatedbHasTheGivenDatabaseOnly() throws Exception {
        Sql.execute(given, "create role modest login password 'modest'");
        try (Database own = other.newDatabase();
                PostgresServer server = connect(own.url(), "modest", "modest")) {
            assertThat(server.canCreateDatabases()).isFalse();
            assertThat(Sql.query(server.givenDatabase(), "select current_database()"))
                    .containsExactly(own.name());
            for (Runnable refused : List.<Runnable>of(() -> server.template("any", empty -> {}), server::newDatabase)) {
                assertThatThrownBy(refused::run)
                        .isInstanceOf(PostgresException.class)
                        .hasMessageContaining("ALTER ROLE modest CREATEDB");
            }

            server.givenDatabase().close();

            assertThat(Sql.query(own, "select 1")).containsExactly("1");
        } finally {
            Sql.execute(given, "drop role modest");
        }
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutThePasswordAndSoon() {
        String url = "jdbc:postgresql://alice:se%40cret@127.0.0.1:1/test?sslpassword=secret&password=secret";

        assertThat(timeOf(() -> assertThatThrownBy(
                                () -> connect(url, null, "secret").awaitStarted())
                        .isInstanceOf(PostgresException.class)
                        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/test")
                        .hasMessageContaining("DATAFLOW_URL")
                        .hasMessageNotContaining("cret")))
                .isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpSoon() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/test";

            assertThat(timeOf(() -> assertThatThrownBy(
                                    () -> connect(url, "alice", "secret").awaitStarted())
                            .isInstanceOf(PostgresException.class)
                            .hasMessageContaining(url)))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aWrongPasswordIsReportedWithoutShowingIt() {
        assertThatThrownBy(() -> connect(given.url(), given.username(), "wrong").awaitStarted())
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("password authentication failed")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void aUrlOfAnotherKindIsRefused() {
        assertThatThrownBy(
                        () -> connect("jdbc:mysql://localhost/test", null, null).awaitStarted())
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("jdbc:mysql://localhost/test");
    }

    private static PostgresServer connect(String url, @Nullable String username, @Nullable String password) {
        return PostgresServer.start(new Settings(url, username, password, null, cache));
    }

    private static List<String> leftovers() throws SQLException {
        return Sql.query(given, "select datname from pg_database where datname ~ '^dataflow_[0-9a-f]{8}_'");
    }

    private static Duration timeOf(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
