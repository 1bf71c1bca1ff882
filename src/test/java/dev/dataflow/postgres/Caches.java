package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Cache folders for tests: what this machine's own cache has is copied, since unpacking takes seconds. */
final class Caches {

    private Caches() {}

    /** Prepares a cache folder with programs that are unpacked and no data. */
    static Path withPrograms(Path cache) throws IOException {
        Path home = unpacked();
        copy(home, Files.createDirectories(folderIn(cache)).resolve(home.getFileName()));
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
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static Path unpacked() throws IOException {
        Settings settings = Settings.fromEnvironment();
        Path chosen = settings.chosenCache();
        Path folder = Files.createDirectories(folderIn(chosen != null ? chosen : settings.defaultCache()));
        return Binaries.installed(BinaryArchive.find(), folder).home();
    }
}
