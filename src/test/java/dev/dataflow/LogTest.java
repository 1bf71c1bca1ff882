package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Secrets.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.Map;
import org.hibernate.cfg.JdbcSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No stored value is in any line of the log, whoever writes it. */
class LogTest {
    @Entity
    static class Person extends Identified {
        @Column(unique = true)
        String ssn;

        @Json
        Map<String, Object> doc;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Person.class);

    @RegisterExtension
    final Secrets secrets = new Secrets();

    final Model<Person> people = database.model(Person.class);

    @Test
    void failuresOfAllKindsOfWritesLeaveNoValueInTheLog() {
        Map<String, Object> person = Map.of("ssn", TEXT, "doc", Map.of("diagnosis", TEXT));
        people.create(person).orThrow();
        people.create(Map.of("ssn", "other")).orThrow();

        assertThat(people.create(person).success()).isFalse();
        assertThat(people.create(person(TEXT)).success()).isFalse();
        assertThat(people.upsertMany(List.of(Map.of("id", 1, "ssn", "other")), "id")
                        .success())
                .isFalse();
        assertThat(people.createMany(List.of(Map.of("ssn", "x"), person)).success())
                .isFalse();
        assertThat(people.update(eq("ssn", "other"), Map.of("ssn", TEXT)).success())
                .isFalse();
        assertThat(people.updateMany(Filter.all(), Map.of("doc.diagnosis", Change.increment(1)))
                        .success())
                .isFalse();
        assertThat(people.updateMany(eq("ssn", TEXT), Map.of("doc.diagnosis.x", TEXT))
                        .success())
                .isFalse();
        database.df().transaction(tx -> {
            assertThat(people.create(person).success()).isFalse();
        });

        assertThat(people.findOne(eq("ssn", TEXT)).data().at("doc.diagnosis")).isEqualTo(TEXT);
    }

    @Test
    void whatAThrownFailureShowsIsNoValueEither() {
        people.create(Map.of("ssn", TEXT)).orThrow();

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> people.create(Map.of("ssn", TEXT)).orThrow())
                .satisfies(thrown -> {
                    assertThat(thrown.getCause()).isNull();
                    assertThat(thrown.getSuppressed()).isEmpty();
                    Secrets.assertHidden(thrown.toString());
                });
    }

    private static Person person(String ssn) {
        Person person = new Person();
        person.ssn = ssn;
        return person;
    }

    /** The proof that this test would see a value: Hibernate's own default shows it. */
    @Test
    void hibernatesOwnDefaultWouldShowTheValue() {
        try (DataFlow talkative = database.builder()
                .models(Person.class)
                .property(JdbcSettings.LOG_JDBC_ERRORS, true)
                .build()) {
            talkative.model(Person.class).create(person("shown")).orThrow();
            talkative.model(Person.class).create(person("shown"));
        }

        assertThat(secrets.log()).contains("duplicate key");
    }
}
