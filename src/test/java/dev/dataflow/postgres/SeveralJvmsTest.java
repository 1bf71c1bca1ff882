package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralJvmsTest {

    @TempDir
    Path cache;

    @Test
    void inAnEmptyCacheBothHaveAServerAndTheProgramsAreUnpackedOnce() throws Exception {
        try (ChildJvm one = ChildJvm.start(cache);
                ChildJvm other = ChildJvm.start(cache)) {
            assertThat(Stream.of(one.line(), other.line())
                            .map(path -> Path.of(path).getFileName().toString()))
                    .containsExactlyInAnyOrder("cluster-0", "cluster-1");
        }
        try (Stream<Path> files = Files.list(Caches.folderIn(cache))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("binaries")))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("binaries", "binaries.lock");
        }
    }

    @Test
    void aServerEndsWithItsJvmInGoodOrder() throws Exception {
        Caches.ofAnEarlierRun(cache);
        String data;
        try (ChildJvm jvm = ChildJvm.start(cache)) {
            data = jvm.line();
        }

        assertThat(Path.of(data, "postmaster.pid")).doesNotExist();
    }

    @Test
    void aServerEndsWhenItsJvmIsKilledAndTheNextTakesOverWhatItLeft() throws Exception {
        Caches.ofAnEarlierRun(cache);
        String data;
        String clone;
        try (ChildJvm jvm = ChildJvm.start(cache)) {
            data = jvm.line();
            clone = jvm.line();
            jvm.kill();
        }

        try (PostgresServer server = PostgresServer.start(Caches.settings(cache))) {
            Database given = server.givenDatabase();
            assertThat(Sql.query(given, "show data_directory")).containsExactly(data);
            assertKeepsTheChildsTemplate(server);
            await().untilAsserted(() -> assertThat(Sql.query(given, "select datname from pg_database"))
                    .doesNotContain(clone));
        }
    }

    @Test
    void aServerWithoutItsGuardIsStoppedByTheNextJvm() throws Exception {
        Caches.ofAnEarlierRun(cache);
        try (ChildJvm jvm = ChildJvm.start(cache)) {
            Path data = Path.of(jvm.line());
            String server = serverOf(data);
            ProcessHandle guard = ProcessHandle.allProcesses()
                    .filter(process -> commandLine(process).contains("postmaster.pid")
                            && commandLine(process).contains(data.toString()))
                    .findFirst()
                    .orElseThrow();
            guard.destroyForcibly();
            jvm.kill();
            assertThat(serverOf(data)).isEqualTo(server);

            try (PostgresServer next = PostgresServer.start(Caches.settings(cache))) {
                assertThat(Sql.query(next.givenDatabase(), "show data_directory"))
                        .containsExactly(data.toString());
                assertThat(serverOf(data)).isNotEqualTo(server);
                assertKeepsTheChildsTemplate(next);
            }
        }
    }

    @Test
    void theDataOfAServerThatWasKilledIsNotTrusted() throws Exception {
        Caches.ofAnEarlierRun(cache);
        try (ChildJvm jvm = ChildJvm.start(cache)) {
            Path data = Path.of(jvm.line());
            ProcessHandle.of(Long.parseLong(serverOf(data))).orElseThrow().destroyForcibly();
        }

        AtomicBoolean builtAgain = new AtomicBoolean();
        try (PostgresServer server = PostgresServer.start(Caches.settings(cache))) {
            server.template("child", empty -> builtAgain.set(true));
        }
        assertThat(builtAgain).isTrue();
    }

    private static void assertKeepsTheChildsTemplate(PostgresServer server) {
        server.template("child", empty -> {
            throw new AssertionError("the template was lost");
        });
    }

    private static String serverOf(Path data) throws IOException {
        return Files.readAllLines(data.resolve("postmaster.pid")).get(0);
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }
}
