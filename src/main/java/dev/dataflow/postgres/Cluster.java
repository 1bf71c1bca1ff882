package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory in the cache that belongs to this JVM until it is closed. Builds that run at the same time get one each;
 * the next build takes over what an earlier one has left, its templates included.
 */
final class Cluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private static final int MAX_CLUSTERS = 64;
    private static final String PASSWORD_FILE = "dataflow.password";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final long ORPHAN_SECONDS = 10;

    /** What knows the statements of connections that are gone; a server without it would not start when told to load it. */
    private static final String STATEMENTS = "pg_stat_statements";

    private final FolderLock lock;
    private final Path data;
    private final ServerUser user;

    private Cluster(FolderLock lock, Path data, ServerUser user) {
        this.lock = lock;
        this.user = user;
        this.data = data;
    }

    /** Takes the first cluster that nobody else holds and that this user may use. */
    static Cluster take(Path folder, ServerUser user) throws IOException {
        for (int number = 0; number < MAX_CLUSTERS; number++) {
            Path data = folder.resolve("cluster-" + number);
            FolderLock lock = FolderLock.tryAcquire(folder.resolve("cluster-" + number + ".lock"));
            if (lock != null) {
                if (Files.notExists(data) || Files.isWritable(data)) {
                    return new Cluster(lock, data, user);
                }
                lock.close();
            }
        }
        throw new IOException(
                "All " + MAX_CLUSTERS + " data directories in " + folder + " are in use or belong to others");
    }

    /** Makes sure that the data directory can be started with these binaries: initialised, of their version, at rest. */
    void prepare(Binaries binaries) throws IOException {
        if (!isAtRest() || !hasVersion(binaries.version()) || !Files.exists(data.resolve(PASSWORD_FILE))) {
            rebuild(binaries);
        }
        Path configuration = data.resolve("postgresql.conf");
        String wanted = configuration();
        if (!Files.exists(configuration) || !Files.readString(configuration).equals(wanted)) {
            Files.writeString(configuration, wanted);
        }
    }

    /** Throws away what there is and initialises the directory anew. */
    void rebuild(Binaries binaries) throws IOException {
        Path fresh = data.resolveSibling(data.getFileName() + ".new");
        Path password = data.resolveSibling(data.getFileName() + ".password");
        FileTree.delete(data);
        FileTree.delete(fresh);
        Files.deleteIfExists(password);
        try {
            Files.createDirectory(fresh);
            user.take(fresh);
            Files.createFile(password, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(password, randomPassword());
            user.take(password);
            initialise(binaries, fresh, password);
            spreadDatabases(fresh.resolve("base"));
            Files.move(password, fresh.resolve(PASSWORD_FILE));
            Files.writeString(fresh.resolve("postgresql.conf"), configuration());
            Files.move(fresh, data);
        } finally {
            FileTree.delete(fresh);
            Files.deleteIfExists(password);
        }
    }

    Postmaster start(Binaries binaries) throws IOException {
        List<String> command = new ArrayList<>(List.of(binaries.program("postgres"), "-D", data.toString()));
        if (binaries.hasLibrary(STATEMENTS)) {
            command.addAll(List.of("-c", "shared_preload_libraries=" + STATEMENTS));
        }
        List<String> server = user.wrapped(command);
        return Postmaster.start(server, data, data.resolveSibling(data.getFileName() + ".log"));
    }

    String password() throws IOException {
        return Files.readString(data.resolve(PASSWORD_FILE));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /**
     * Tells whether the last server on this directory has ended in good order, after waiting for one whose JVM is gone. A
     * server that was killed leaves its {@code postmaster.pid}; with {@code fsync = off} what it left is not to be trusted.
     */
    private boolean isAtRest() throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ORPHAN_SECONDS);
        boolean asked = false;
        while (Files.exists(pidFile)) {
            Optional<ProcessHandle> orphan = runningServer(pidFile);
            if (orphan.isEmpty()) {
                return !Files.exists(pidFile);
            }
            if (System.nanoTime() > deadline) {
                orphan.get().destroyForcibly();
                return false;
            }
            if (!asked) {
                new Command(List.of("sh", "-c", "kill -INT " + orphan.get().pid())).run();
                asked = true;
            }
            Pause.millis(5);
        }
        return true;
    }

    private static Optional<ProcessHandle> runningServer(Path pidFile) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(pidFile);
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        }
        // The number may belong to another program by now; that one must not be touched.
        return lines.isEmpty() || !lines.get(0).matches("\\d+")
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0)))
                        .filter(process -> process.info().command().orElse("").contains("postgres"));
    }

    private void initialise(Binaries binaries, Path directory, Path password) throws IOException {
        List<String> initdb = List.of(
                binaries.program("initdb"),
                "--pgdata=" + directory,
                "--username=postgres",
                "--pwfile=" + password,
                // Anybody on this machine can reach the port, and a superuser can run programs in our name.
                "--auth=password",
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                // Sorting by code point and Unicode's upper and lower case, the same on every machine.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-sync",
                "--no-instructions");
        new Command(user.wrapped(initdb)).run();
    }

    /**
     * Tells ext4 that the databases have nothing to do with each other. In one place of the disk, each file of a clone would
     * be sought behind all those deleted within the last minutes: on ext4 without a journal a clone then takes 100 ms and more
     * instead of 15. Other file systems and operating systems do not know the attribute, and need it as little.
     */
    private static void spreadDatabases(Path base) {
        try {
            new Command(List.of("chattr", "+T", base.toString())).run();
        } catch (IOException e) {
            LOG.debug("No attribute for {}", base, e);
        }
    }

    private boolean hasVersion(PostgresVersion version) throws IOException {
        Path file = data.resolve("PG_VERSION");
        return Files.exists(file) && Files.readString(file).strip().equals(Integer.toString(version.major()));
    }

    private static String configuration() throws IOException {
        try (var resource = Cluster.class.getResourceAsStream("postgresql.conf")) {
            if (resource == null) {
                throw new IOException("postgresql.conf is missing from DataFlow's jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
