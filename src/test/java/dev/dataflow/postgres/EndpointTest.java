package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:5433/test, jdbc:postgresql://db:5433/other",
        "jdbc:postgresql://db/test?ssl=true, jdbc:postgresql://db/other?ssl=true",
        "jdbc:postgresql://db/, jdbc:postgresql://db/other",
        "jdbc:postgresql:test, jdbc:postgresql://localhost:5432/other",
        "jdbc:postgresql:///test, jdbc:postgresql://localhost:5432/other",
        "postgres://db/test, jdbc:postgresql://db/other",
        "'jdbc:postgresql://one:1,two:2/test', 'jdbc:postgresql://one:1,two:2/other'",
        "jdbc:postgresql://[::1]:5432/test, jdbc:postgresql://[::1]:5432/other"
    })
    void reachesOtherDatabasesOfTheSameServer(String given, String other) {
        Endpoint.WithDatabase parsed = Endpoint.parse(given, "alice", null);

        assertThat(parsed.endpoint().url("other")).isEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/test?user=alice&ssl=true&password=a%2Fb",
                "jdbc:postgresql://alice:a%2Fb@db/test?ssl=true",
                "postgresql://alice:a%2Fb@db/test?ssl=true"
            })
    void takesUserAndPasswordOutOfTheUrl(String given) {
        Endpoint.WithDatabase parsed = Endpoint.parse(given, null, null);

        assertThat(parsed.endpoint()).isEqualTo(new Endpoint("db", "ssl=true", "alice", "a/b"));
        assertThat(parsed.database()).isEqualTo("test");
    }

    @Test
    void whatIsSaidApartFromTheUrlWins() {
        Endpoint endpoint = Endpoint.parse("jdbc:postgresql://db/test?user=alice&password=a", "bob", "b")
                .endpoint();

        assertThat(endpoint.username()).isEqualTo("bob");
        assertThat(endpoint.password()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://alice:secret@db/test?password=secret",
                "jdbc:postgresql://alice:sec@ret@db/a/b?password=secret",
                "jdbc:postgresql://db/test/x?sslpassword=secret&PASSWORD=secret",
                "secret@db"
            })
    void aUrlThatIsNoneIsRefusedWithoutShowingPasswords(String given) {
        assertThatThrownBy(() -> Endpoint.parse(given, null, null))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("DATAFLOW_URL")
                .hasMessageContaining("jdbc:postgresql://localhost:5432/mydb")
                .hasMessageNotContaining("sec");
    }
}
