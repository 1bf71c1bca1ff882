package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {

    @TempDir
    Path cache;

    private Path data;
    private Path log;
    private List<String> server;

    @BeforeEach
    void initialise() throws Exception {
        Path folder = Caches.folderIn(Caches.ofAnEarlierRun(cache));
        Binaries binaries = Binaries.installed(BinaryArchive.find(), folder);
        ServerUser user = ServerUser.detect();
        try (Cluster cluster = Cluster.take(folder, user)) {
            cluster.prepare(binaries);
        }
        data = folder.resolve("cluster-0");
        log = folder.resolve("log");
        server = user.wrapped(List.of(binaries.program("postgres"), "-D", data.toString()));
    }

    @Test
    void takesAnotherPortWhenSomebodyWasFaster() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Iterator<Integer> ports =
                    List.of(taken.getLocalPort(), Postmaster.freePort()).iterator();

            Postmaster postmaster = Postmaster.start(server, data, log, ports::next);

            assertThat(postmaster.port()).isNotEqualTo(taken.getLocalPort());
            postmaster.stop();
        }
    }

    @Test
    void quotesTheLogWhenTheServerDoesNotStart() throws Exception {
        Files.writeString(data.resolve("postgresql.conf"), "shared_buffers = 'plenty'\n");

        assertThatThrownBy(() -> Postmaster.start(server, data, log))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(log.toString())
                .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
    }

    @Test
    void stopsInGoodOrder() throws Exception {
        Postmaster postmaster = Postmaster.start(server, data, log);

        postmaster.stop();

        assertThat(data.resolve("postmaster.pid")).doesNotExist();
        assertThat(log).content().contains("database system is shut down").doesNotContain("interrupted");
    }
}
