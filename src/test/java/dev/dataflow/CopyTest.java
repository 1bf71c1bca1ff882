package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many rows that are copied in: what a table does to new rows, and the ids that it gives them, are as with an INSERT. */
class CopyTest {
    @MappedSuperclass
    abstract static class Texted extends Identified {
        String text;
    }

    @Entity
    @Table(name = "letters")
    static class Letter extends Texted {}

    @Entity
    @Table(name = "serials")
    static class Serial extends Texted {}

    @Entity
    @Table(name = "tens")
    static class Ten extends Texted {}

    @Entity
    @Table(name = "renumbered")
    static class Renumbered extends Texted {}

    @Entity
    @Table(name = "ruled")
    static class Ruled extends Texted {}

    @Entity
    @Table(name = "secured")
    static class Secured extends Texted {}

    @Entity
    @Table(name = "tokens")
    static class Token {
        @Id
        UUID id;

        String text;
    }

    @Entity
    @Table(name = "steps")
    static class Step {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Integer id;

        @Column(name = "\"Text\"")
        String text;
    }

    /** Looks into the database. */
    @Converter
    static class Curious implements AttributeConverter<String, String> {
        @Override
        public String convertToDatabaseColumn(String text) {
            database.model(Letter.class).count().orThrow();
            return text;
        }

        @Override
        public String convertToEntityAttribute(String text) {
            return text;
        }
    }

    @Entity
    @Table(name = "questions")
    static class Question extends Identified {
        @Convert(converter = Curious.class)
        String text;
    }

    private static final int ROWS = 300;

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(
            Letter.class,
            Serial.class,
            Ten.class,
            Renumbered.class,
            Ruled.class,
            Secured.class,
            Token.class,
            Step.class,
            Question.class);

    private static List<Map<String, Object>> rows() {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> Map.<String, Object>of("text", "t" + i))
                .toList();
    }

    /** Answers the ids of new rows, whose texts tell which is which. */
    private static List<Object> createdIds(Class<?> entity, List<Map<String, Object>> rows) {
        Created created = database.model(entity)
                .createMany(rows, CreateOptions.answeringIds())
                .orThrow();
        assertThat(created.count()).isEqualTo(rows.size());
        return created.ids();
    }

    private static void areThoseOfTheRows(Class<?> entity, List<Object> ids) {
        for (int i = 0; i < ids.size(); i += 37) {
            assertThat(database.model(entity).findById(ids.get(i)).orThrow()).containsEntry("text", "t" + i);
        }
        assertThat(ids).hasSize(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void idsOfAnIdentityColumnAreTakenFromItsSequence() {
        Object before = database.model(Letter.class).create(Map.of()).orThrow().id();

        List<Object> ids = createdIds(Letter.class, rows());

        areThoseOfTheRows(Letter.class, ids);
        assertThat(ids).startsWith((Long) before + 1).endsWith((Long) before + ROWS);
        assertThat(database.model(Letter.class).create(Map.of()).orThrow().id()).isEqualTo((Long) before + ROWS + 1);
    }

    @Test
    void idsOfASerialColumnAreTakenFromItsSequence() {
        database.execute("""
                alter table serials alter column id drop identity;
                create sequence "Letters' Ids" start 7000;
                alter table serials alter column id set default nextval('"Letters'' Ids"')""");

        List<Object> ids = createdIds(Serial.class, rows());

        areThoseOfTheRows(Serial.class, ids);
        assertThat(ids).startsWith(7000L);
    }

    @Test
    void idsOfADefaultOfAnotherKindAreThoseThatTheDatabaseMakes() {
        database.execute("""
                alter table tens alter column id drop identity;
                create sequence odd start 1 increment 2;
                alter table tens alter column id set default 10 * nextval('odd')""");

        List<Object> ids = createdIds(Ten.class, rows());

        areThoseOfTheRows(Ten.class, ids);
        assertThat(ids).startsWith(10L, 30L);
    }

    @Test
    void idsThatATriggerMakesAreAnswered() {
        database.execute("""
                create function renumber() returns trigger language plpgsql
                 as 'begin new.id := 500000 - new.id; return new; end';
                create trigger renumber before insert on renumbered for each row execute function renumber()""");

        List<Object> ids = createdIds(Renumbered.class, rows());

        areThoseOfTheRows(Renumbered.class, ids);
        assertThat((Long) ids.get(0)).isGreaterThan(400_000);
    }

    @Test
    void aRuleIsFollowed() {
        database.execute("create rule aside as on insert to ruled where new.text = 't7' do instead nothing");

        database.model(Ruled.class).createMany(rows(), CreateOptions.counting()).orThrow();

        assertThat(database.model(Ruled.class).count().orThrow()).isEqualTo(ROWS - 1);
    }

    @Test
    void rowLevelSecurityIsKept() {
        database.execute("""
                do $$ begin create role dataflow_reader; exception when duplicate_object then null; end $$;
                grant all on secured to dataflow_reader;
                alter table secured enable row level security;
                create policy short on secured for all using (length(text) < 4)""");
        String url = database.database().url();
        try (DataFlow df = database.builder()
                .jdbcUrl(url + (url.contains("?") ? "&" : "?") + "options=-c%20role=dataflow_reader")
                .models(Secured.class)
                .build()) {
            Model<Secured> secured = df.model(Secured.class);

            Result<Created> tooLong = secured.createMany(rows(), CreateOptions.counting());
            assertThat(tooLong.success()).isFalse();
            assertThat(secured.createMany(rows().subList(0, 100), CreateOptions.counting())
                            .orThrow()
                            .count())
                    .isEqualTo(100);
        } finally {
            database.execute("drop owned by dataflow_reader");
        }
    }

    @Test
    void idsThatTheCallerGivesAreAnswered() {
        List<Map<String, Object>> rows = IntStream.range(0, ROWS)
                .mapToObj(i -> Map.<String, Object>of("id", new UUID(7, i), "text", "t" + i))
                .toList();

        List<Object> ids = createdIds(Token.class, rows);

        areThoseOfTheRows(Token.class, ids);
        assertThat(ids).startsWith(new UUID(7, 0));
    }

    @Test
    void idsThatHibernateTakesAheadAreAnswered() {
        areThoseOfTheRows(Step.class, createdIds(Step.class, rows()));
    }

    @Test
    @Timeout(60) // COPY keeps the connection until it ends
    void aConverterMayUseTheConnection() {
        database.df().transaction(tx -> {
            Created created = database.model(Question.class)
                    .createMany(rows(), CreateOptions.answeringIds().chunk(ROWS / 2))
                    .orThrow();
            areThoseOfTheRows(Question.class, created.ids());
        });
    }
}
