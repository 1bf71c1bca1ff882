package dev.dataflow.postgres;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a user may say about where PostgreSQL comes from. A system property wins over the environment variable of the same
 * meaning.
 *
 * @param url {@code dataflow.url} or {@code DATAFLOW_URL}; absent: an embedded server
 * @param username {@code dataflow.username} or {@code DATAFLOW_USERNAME}
 * @param password {@code dataflow.password} or {@code DATAFLOW_PASSWORD}
 * @param chosenCache {@code dataflow.cache} or {@code DATAFLOW_CACHE}
 * @param defaultCache the folder {@code dataflow} in {@code XDG_CACHE_HOME} or in {@code ~/.cache}
 */
record Settings(
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path chosenCache,
        Path defaultCache) {

    static Settings fromEnvironment() {
        return from(System::getProperty, System::getenv);
    }

    static Settings from(Lookup properties, Lookup environment) {
        String cache = setting("cache", properties, environment);
        return new Settings(
                setting("url", properties, environment),
                setting("username", properties, environment),
                setting("password", properties, environment),
                cache == null ? null : path(cache),
                defaultCache(properties, environment));
    }

    private static @Nullable String setting(String name, Lookup properties, Lookup environment) {
        String property = properties.get("dataflow." + name);
        String value = property != null ? property : environment.get("DATAFLOW_" + name.toUpperCase(Locale.ROOT));
        return value == null || value.isBlank() ? null : value;
    }

    private static Path defaultCache(Lookup properties, Lookup environment) {
        String xdg = environment.get("XDG_CACHE_HOME");
        String home = properties.get("user.home");
        // The specification of XDG_CACHE_HOME says to ignore a relative path.
        Path caches = path(xdg != null && xdg.startsWith("/") ? xdg : home + "/.cache");
        return caches.resolve("dataflow");
    }

    private static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new PostgresException(
                    "The cache folder of DATAFLOW_CACHE, dataflow.cache, XDG_CACHE_HOME or the user's home is no path for this"
                            + " JVM: " + text + ". If it has letters beyond ASCII, start the JVM with the environment"
                            + " variable LC_ALL=C.UTF-8.",
                    e);
        }
    }

    /** A system property or an environment variable by name. */
    @FunctionalInterface
    interface Lookup {
        @Nullable
        String get(String name);
    }
}
