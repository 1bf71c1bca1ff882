package dev.dataflow.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cache folders for tests: what this machine's own cache has is copied, since unpacking takes seconds. */
final class Caches {

    private static @Nullable Path earlierRun;

    private Caches() {}

    /** Prepares a cache folder with programs that are unpacked and no data. */
    static Path withPrograms(Path cache) throws IOException {
        Path home = unpacked();
        // Linked, since copying 60 MB per test takes longer than most tests; so nobody may write into these files.
        forEachFile(home, Files.createDirectories(folderIn(cache)).resolve(home.getFileName()), Caches::link);
        return cache;
    }

    /** Prepares a cache folder as an earlier run leaves it: programs unpacked, one data directory initialised. */
    static Path ofAnEarlierRun(Path cache) throws IOException {
        withPrograms(cache);
        copy(folderIn(earlierRun()).resolve("cluster-0"), folderIn(cache).resolve("cluster-0"));
        return cache;
    }

    /** Returns the folder in which everything of this machine's PostgreSQL is. */
    static Path folderIn(Path cache) throws IOException {
        return cache.resolve("postgresql-" + BinaryArchive.find().id());
    }

    static Settings settings(Path cache) {
        return new Settings(null, null, null, cache, cache);
    }

    static void copy(Path from, Path to) throws IOException {
        forEachFile(from, to, (source, target) -> Files.copy(source, target, LinkOption.NOFOLLOW_LINKS));
    }

    private static void forEachFile(Path from, Path to, Transfer transfer) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                transfer.of(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void link(Path source, Path target) throws IOException {
        try {
            if (Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
                Files.createLink(target, source);
                return;
            }
        } catch (FileSystemException | UnsupportedOperationException otherDisk) {
            // Then it is a copy after all.
        }
        Files.copy(source, target, LinkOption.NOFOLLOW_LINKS);
    }

    /** Brings one file or one empty folder from here to there. */
    @FunctionalInterface
    private interface Transfer {
        void of(Path source, Path target) throws IOException;
    }

    private static synchronized Path earlierRun() throws IOException {
        if (earlierRun == null) {
            Path cache = Files.createTempDirectory("dataflow-cache");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(cache)));
            PostgresServer.start(settings(withPrograms(cache))).awaitStarted().close();
            earlierRun = cache;
        }
        return earlierRun;
    }

    private static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unpacked() throws IOException {
        Settings settings = Settings.fromEnvironment();
        Path chosen = settings.chosenCache();
        Path folder = Files.createDirectories(folderIn(chosen != null ? chosen : settings.defaultCache()));
        return Binaries.installed(BinaryArchive.find(), folder).home();
    }
}
