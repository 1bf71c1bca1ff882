package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresVersionTest {

    @ParameterizedTest
    @CsvSource({
        "postgres (PostgreSQL) 18.6, 18, 6",
        "16.4 (Debian 16.4-1.pgdg120+1), 16, 4",
        "19beta1, 19, 0",
        "18, 18, 0"
    })
    void readsWhatServersAndProgramsSay(String text, int major, int minor) {
        assertThat(PostgresVersion.parse(text)).isEqualTo(new PostgresVersion(major, minor));
    }

    @Test
    void writesItselfAsPostgresDoes() {
        assertThat(new PostgresVersion(18, 6)).hasToString("18.6");
    }

    @Test
    void refusesTextWithoutVersion() {
        assertThatThrownBy(() -> PostgresVersion.parse("none")).isInstanceOf(IllegalArgumentException.class);
    }
}
