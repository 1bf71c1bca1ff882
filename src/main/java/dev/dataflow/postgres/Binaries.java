package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * PostgreSQL's programs, unpacked into a folder of the cache.
 *
 * @param home the folder that has {@code bin}, {@code lib} and {@code share}
 * @param version what {@code postgres --version} says
 */
record Binaries(Path home, PostgresVersion version) {

    private static final String FOLDER = "binaries";
    private static final String LOCK = "binaries.lock";
    private static final String VERSION_FILE = "VERSION";
    private static final List<String> LIBRARY_SUFFIXES = List.of(".so", ".dylib", ".dll");

    /** Returns the unpacked archive, unpacking it when no other JVM has done so. */
    static Binaries installed(BinaryArchive archive, Path folder) throws IOException {
        Path home = folder.resolve(FOLDER);
        if (!isComplete(home)) {
            try (FolderLock lock = FolderLock.acquire(folder.resolve(LOCK))) {
                if (!isComplete(home)) {
                    install(archive, home);
                }
            }
        }
        return new Binaries(home, PostgresVersion.parse(Files.readString(home.resolve(VERSION_FILE))));
    }

    /** Unpacks the archive once more, in place of what was found to be damaged. */
    static Binaries reinstalled(BinaryArchive archive, Path folder) throws IOException {
        try (FolderLock lock = FolderLock.acquire(folder.resolve(LOCK))) {
            install(archive, folder.resolve(FOLDER));
        }
        return installed(archive, folder);
    }

    /** Returns the path of one of the programs: {@code initdb} or {@code postgres}. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Tells whether a library that extends the server came with it. */
    boolean hasLibrary(String name) {
        return Stream.of("lib/postgresql", "lib")
                .flatMap(folder -> LIBRARY_SUFFIXES.stream()
                        .map(suffix -> home.resolve(folder).resolve(name + suffix)))
                .anyMatch(Files::exists);
    }

    private static boolean isComplete(Path home) {
        return Files.exists(home.resolve(VERSION_FILE));
    }

    /** Unpacks beside the final place and moves, so that the final place never holds half of it. */
    private static void install(BinaryArchive archive, Path home) throws IOException {
        Path fresh = home.resolveSibling(FOLDER + ".new");
        Path old = home.resolveSibling(FOLDER + ".old-" + UUID.randomUUID());
        FileTree.delete(fresh);
        Files.createDirectories(fresh);
        try {
            archive.unpack(fresh);
            String version = new Command(List.of(fresh.resolve("bin/postgres").toString(), "--version")).run();
            Files.writeString(fresh.resolve(VERSION_FILE), version);
            if (Files.exists(home)) {
                // Servers of other JVMs run from the old folder; under its path they find the same files again.
                Files.move(home, old);
            }
            Files.move(fresh, home);
        } finally {
            FileTree.delete(fresh);
            FileTree.delete(old);
        }
    }
}
