package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * PostgreSQL's programs, unpacked into a folder of the cache.
 *
 * @param home the folder that has {@code bin}, {@code lib} and {@code share}
 * @param version what {@code postgres --version} says
 */
record Binaries(Path home, PostgresVersion version) {

    private static final String VERSION_FILE = "VERSION";

    /** Returns the unpacked archive, unpacking it when no other JVM has done so. */
    static Binaries installed(BinaryArchive archive, Path folder) throws IOException {
        Path home = folder.resolve("binaries");
        if (!Files.exists(home.resolve(VERSION_FILE))) {
            try (FolderLock lock = FolderLock.acquire(folder.resolve("binaries.lock"))) {
                if (!Files.exists(home.resolve(VERSION_FILE))) {
                    install(archive, home);
                }
            }
        }
        return new Binaries(home, PostgresVersion.parse(Files.readString(home.resolve(VERSION_FILE))));
    }

    /** Unpacks the archive once more, over what was found to be damaged. */
    static Binaries reinstalled(BinaryArchive archive, Path folder) throws IOException {
        try (FolderLock lock = FolderLock.acquire(folder.resolve("binaries.lock"))) {
            install(archive, folder.resolve("binaries"));
        }
        return installed(archive, folder);
    }

    /** Returns the path of one of the programs: {@code initdb}, {@code pg_ctl} or {@code postgres}. */
    String program(String name) {
        return home.resolve("bin")
                .resolve(Command.WINDOWS ? name + ".exe" : name)
                .toString();
    }

    /** Unpacks beside the final place and moves, so that the final place never holds half of it. */
    private static void install(BinaryArchive archive, Path home) throws IOException {
        Path fresh = home.resolveSibling("binaries.new");
        FileTree.delete(fresh);
        Files.createDirectories(fresh);
        try {
            archive.unpack(fresh);
            String version = Command.asServerUser(
                            List.of(fresh.resolve("bin/postgres").toString(), "--version"))
                    .run();
            Files.writeString(fresh.resolve(VERSION_FILE), version);
            if (Files.exists(home)) {
                // Servers of other JVMs still run from the old folder and find the same files under the same path.
                Path old = home.resolveSibling("binaries.old-" + UUID.randomUUID());
                Files.move(home, old);
                Files.move(fresh, home);
                FileTree.delete(old);
            } else {
                Files.move(fresh, home);
            }
        } finally {
            FileTree.delete(fresh);
        }
    }
}
