package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {

    @TempDir
    Path folder;

    @Test
    void theVersionIsKnownAndIsTheServers() throws Exception {
        try (PostgresServer server = PostgresServer.start(Caches.settings(Caches.ofAnEarlierRun(folder)))) {
            PostgresVersion known = server.version();

            assertThat(Sql.query(server.givenDatabase(), "show server_version")).containsExactly(known.toString());
        }
    }

    @Test
    void durabilityIsOffAndNobodyButThisMachineIsServed() throws Exception {
        try (PostgresServer server = PostgresServer.start(Caches.settings(Caches.ofAnEarlierRun(folder)))) {
            assertThat(Sql.query(
                            server.givenDatabase(),
                            "select current_setting(s) from unnest(array['fsync', 'synchronous_commit', 'full_page_writes',"
                                    + " 'jit', 'listen_addresses', 'unix_socket_directories']) s"))
                    .containsExactly("off", "off", "off", "off", "127.0.0.1", "");
        }
    }

    @Test
    void othersOnThisMachineDoNotGetInWithoutThePassword() throws Exception {
        try (PostgresServer server = PostgresServer.start(Caches.settings(Caches.ofAnEarlierRun(folder)))) {
            Properties stranger = new Properties();
            stranger.setProperty("user", "postgres");
            stranger.setProperty("password", "postgres");

            assertThatThrownBy(() ->
                            DriverManager.getConnection(server.givenDatabase().url(), stranger))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void theNextStartFindsTheSameDataDirectoryAndItsTemplates() throws Exception {
        Settings settings = Caches.settings(Caches.ofAnEarlierRun(folder));
        try (PostgresServer server = PostgresServer.start(settings)) {
            server.template("kept", empty -> Sql.execute(empty, "create table kept (id int)"));
        }

        try (PostgresServer server = PostgresServer.start(settings)) {
            Template template = server.template("kept", empty -> {
                throw new AssertionError("built again");
            });
            try (Database clone = template.newDatabase()) {
                assertThat(Sql.query(clone, "select count(*) from kept")).containsExactly("0");
            }
        }
        assertThat(clustersIn(folder)).isEqualTo(1);
    }

    @Test
    void serversAtTheSameTimeHaveADataDirectoryEach() throws Exception {
        Settings settings = Caches.settings(Caches.ofAnEarlierRun(folder));

        try (PostgresServer one = PostgresServer.start(settings);
                PostgresServer other = PostgresServer.start(settings)) {
            String sql = "show data_directory";

            assertThat(Sql.query(one.givenDatabase(), sql)).isNotEqualTo(Sql.query(other.givenDatabase(), sql));
        }
        assertThat(clustersIn(folder)).isEqualTo(2);
    }

    @Test
    void theCacheMayHaveSpacesAndAnApostropheInItsPath() throws Exception {
        Path cache = Caches.ofAnEarlierRun(folder.resolve("it's a cache folder; really"));

        try (PostgresServer server = PostgresServer.start(Caches.settings(cache))) {
            assertThat(Sql.query(server.givenDatabase(), "select 1")).containsExactly("1");
        }
    }

    @Test
    void theCacheMayHaveLettersBeyondAsciiInItsPath() throws Exception {
        // In the POSIX locale a JVM before 18 cannot name such a file at all.
        assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")));
        Path cache = Caches.ofAnEarlierRun(folder.resolve("Zwischenspeicher für Prüfungen 試験"));

        try (PostgresServer server = PostgresServer.start(Caches.settings(cache))) {
            assertThat(Sql.query(server.givenDatabase(), "select 1")).containsExactly("1");
        }
    }

    @Test
    void aClosedServerIsStoppedAndSaysSo() throws Exception {
        PostgresServer server = PostgresServer.start(Caches.settings(Caches.ofAnEarlierRun(folder)));
        Database database = server.newDatabase();

        server.close();
        server.close();

        assertThatThrownBy(() -> Sql.query(database, "select 1")).isInstanceOf(SQLException.class);
        assertThatCode(database::close).doesNotThrowAnyException();
        assertThatThrownBy(server::newDatabase)
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void theSharedServerIsOneUntilItIsClosed() {
        PostgresServer first = PostgresServer.shared();

        assertThat(PostgresServer.shared()).isSameAs(first);
        first.close();
        assertThat(PostgresServer.shared()).isNotSameAs(first);
    }

    private static long clustersIn(Path cache) throws Exception {
        try (Stream<Path> files = Files.list(Caches.folderIn(cache))) {
            return files.filter(file -> file.getFileName().toString().matches("cluster-\\d+"))
                    .count();
        }
    }
}
