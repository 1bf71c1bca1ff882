package dev.dataflow.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The files that a path of the class path, or of the file system, stands for. */
final class Content {
    private static final String FILE = "file:";
    private static final String CLASS_PATH = "classpath:";

    /** A file by its name below the path, or by the path itself. */
    static final class Entry {
        private final String name;
        private final byte[] bytes;

        private Entry(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        String name() {
            return name;
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        void addTo(MessageDigest digest) {
            digest.update((name + '\0' + bytes.length + '\0').getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
    }

    private final TreeMap<String, byte[]> files = new TreeMap<>(NATURAL);

    private Content() {}

    /**
     * Answers the files in the natural order of their names: {@code V2.sql} comes before {@code V10.sql}.
     *
     * @throws ExtensionConfigurationException when there is no such file or folder
     */
    static List<Entry> of(String path, ClassLoader loader) {
        Content content = new Content();
        try {
            if (path.startsWith(FILE)) {
                content.add(Path.of(path.substring(FILE.length())));
            } else {
                String name = path.startsWith(CLASS_PATH) ? path.substring(CLASS_PATH.length()) : path;
                name = name.replaceAll("^/+|/+$", "");
                for (URL place : Collections.list(loader.getResources(name))) {
                    content.add(place, name);
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new ExtensionConfigurationException("'" + path + "' cannot be read", e);
        }
        if (content.files.isEmpty()) {
            throw new ExtensionConfigurationException("There is no file '" + path + "', nor a folder with files in it, "
                    + (path.startsWith(FILE) ? "below " + Path.of("").toAbsolutePath() : "on the class path"));
        }
        List<Entry> entries = new ArrayList<>();
        content.files.forEach((name, bytes) -> entries.add(new Entry(name.isEmpty() ? path : name, bytes)));
        return entries;
    }

    private void add(URL place, String name) throws IOException, URISyntaxException {
        URLConnection connection = place.openConnection();
        if ("file".equals(place.getProtocol())) {
            add(Path.of(new URI(place.toString())));
        } else if (connection instanceof JarURLConnection jar) {
            add(jar.getJarFile(), name);
        } else {
            try (InputStream in = connection.getInputStream()) {
                files.putIfAbsent("", in.readAllBytes());
            }
        }
    }

    private void add(JarFile jar, String name) throws IOException {
        for (JarEntry entry : Collections.list(jar.entries())) {
            boolean below = entry.getName().startsWith(name + '/');
            if (!entry.isDirectory() && (below || entry.getName().equals(name))) {
                try (InputStream in = jar.getInputStream(entry)) {
                    files.putIfAbsent(below ? entry.getName().substring(name.length() + 1) : "", in.readAllBytes());
                }
            }
        }
    }

    private void add(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> found = Files.walk(path)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String name = path.relativize(file).toString().replace('\\', '/');
                files.putIfAbsent(name, Files.readAllBytes(file));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Compares numbers in names as numbers; zeros before them make no difference unless nothing else does. */
    static final Comparator<String> NATURAL = ((Comparator<String>) Content::compare).thenComparing(name -> name);

    private static int compare(String left, String right) {
        String[] one = left.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
        String[] other = right.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            int order = compareParts(one[i], other[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.length, other.length);
    }

    private static int compareParts(String one, String other) {
        boolean numbers = one.matches("\\d+") && other.matches("\\d+");
        return numbers
                ? new java.math.BigInteger(one).compareTo(new java.math.BigInteger(other))
                : one.compareTo(other);
    }
}
