package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Map<String, String> HOME = Map.of("user.home", "/home/alice");

    @Test
    void nothingSaidMeansAnEmbeddedServerInTheUsersCache() {
        Settings settings = Settings.from(HOME::get, Map.<String, String>of()::get);

        assertThat(settings).isEqualTo(new Settings(null, null, null, null, Path.of("/home/alice/.cache/dataflow")));
    }

    @Test
    void environmentVariablesAreRead() {
        Map<String, String> environment = Map.of(
                "DATAFLOW_URL", "jdbc:postgresql://db/test",
                "DATAFLOW_USERNAME", "alice",
                "DATAFLOW_PASSWORD", "secret",
                "DATAFLOW_CACHE", "/fast/disk");

        Settings settings = Settings.from(HOME::get, environment::get);

        assertThat(settings.url()).isEqualTo("jdbc:postgresql://db/test");
        assertThat(settings.username()).isEqualTo("alice");
        assertThat(settings.password()).isEqualTo("secret");
        assertThat(settings.chosenCache()).isEqualTo(Path.of("/fast/disk"));
    }

    @Test
    void systemPropertiesWin() {
        Map<String, String> properties =
                Map.of("user.home", "/home/alice", "dataflow.url", "jdbc:postgresql://property/test");

        Settings settings =
                Settings.from(properties::get, Map.of("DATAFLOW_URL", "jdbc:postgresql://variable/test")::get);

        assertThat(settings.url()).isEqualTo("jdbc:postgresql://property/test");
    }

    @Test
    void anEmptyPropertyTakesTheVariableBack() {
        Map<String, String> properties = Map.of("user.home", "/home/alice", "dataflow.url", "");

        Settings settings =
                Settings.from(properties::get, Map.of("DATAFLOW_URL", "jdbc:postgresql://variable/test")::get);

        assertThat(settings.url()).isNull();
    }

    @Test
    void theXdgCacheIsPreferredUnlessRelative() {
        Settings absolute = Settings.from(HOME::get, Map.of("XDG_CACHE_HOME", "/var/caches")::get);
        Settings relative = Settings.from(HOME::get, Map.of("XDG_CACHE_HOME", "caches")::get);

        assertThat(absolute.defaultCache()).isEqualTo(Path.of("/var/caches/dataflow"));
        assertThat(relative.defaultCache()).isEqualTo(Path.of("/home/alice/.cache/dataflow"));
    }
}
