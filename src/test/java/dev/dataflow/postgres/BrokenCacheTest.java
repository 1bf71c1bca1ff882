package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BrokenCacheTest {

    /** What may happen to a cache folder between two runs. */
    enum Damage {
        DATA_WITHOUT_VERSION {
            @Override
            void doTo(Path folder) throws IOException {
                Files.delete(folder.resolve("cluster-0/PG_VERSION"));
            }
        },
        DATA_OF_AN_OLDER_MAJOR_VERSION {
            @Override
            void doTo(Path folder) throws IOException {
                Files.writeString(folder.resolve("cluster-0/PG_VERSION"), "14\n");
            }
        },
        DATA_WITH_TRUNCATED_CONTROL_FILE {
            @Override
            void doTo(Path folder) throws IOException {
                truncate(folder.resolve("cluster-0/global/pg_control"));
            }
        },
        DATA_WITHOUT_WAL {
            @Override
            void doTo(Path folder) throws IOException {
                FileTree.delete(folder.resolve("cluster-0/pg_wal"));
            }
        },
        SERVER_KILLED {
            @Override
            void doTo(Path folder) throws IOException {
                Files.writeString(folder.resolve("cluster-0/postmaster.pid"), Long.MAX_VALUE + "\n");
            }
        },
        NUMBER_OF_THE_KILLED_SERVER_TAKEN_BY_ANOTHER_PROGRAM {
            @Override
            void doTo(Path folder) throws IOException {
                Files.writeString(
                        folder.resolve("cluster-0/postmaster.pid"),
                        ProcessHandle.current().pid() + "\n");
            }
        },
        INITIALISATION_INTERRUPTED {
            @Override
            void doTo(Path folder) throws IOException {
                Files.move(folder.resolve("cluster-0"), folder.resolve("cluster-0.new"));
                FileTree.delete(folder.resolve("cluster-0.new/base"));
            }
        },
        UNPACKING_INTERRUPTED {
            @Override
            void doTo(Path folder) throws IOException {
                Files.move(folder.resolve("binaries"), folder.resolve("binaries.new"));
                FileTree.delete(folder.resolve("binaries.new/share"));
            }
        },
        SERVER_PROGRAM_TRUNCATED {
            @Override
            void doTo(Path folder) throws IOException {
                truncate(folder.resolve("binaries/bin/postgres"));
            }
        };

        abstract void doTo(Path folder) throws IOException;

        /** Leaves half of a file, in a new one: the old one may have other names. */
        static void truncate(Path file) throws IOException {
            byte[] content = Files.readAllBytes(file);
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            Files.delete(file);
            Files.write(file, Arrays.copyOf(content, content.length / 2));
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    @TempDir
    Path cache;

    @ParameterizedTest
    @EnumSource
    void whatIsBrokenIsMadeAnew(Damage damage) throws Exception {
        Caches.ofAnEarlierRun(cache);
        damage.doTo(Caches.folderIn(cache));

        try (PostgresServer server = PostgresServer.start(Caches.settings(cache))) {
            try (Database database = server.newDatabase()) {
                Sql.execute(database, "create table t (id int)");
            }
        }

        try (Stream<Path> left = Files.list(Caches.folderIn(cache))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !name.endsWith(".lock"))
                    .containsExactlyInAnyOrder("binaries", "cluster-0", "cluster-0.log");
        }
    }
}
