package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.Entity;
import jakarta.persistence.PrePersist;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/** A document is stored, shown, found and read by Hibernate in one form, whatever Java types it is made of. */
class JsonTypesTest {
    enum Level {
        HIGH {
            @Override
            public String toString() {
                return "high";
            }
        },
        LOW
    }

    enum Code {
        FIRST;

        @JsonValue
        int number() {
            return 1;
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    sealed interface Shape permits Circle {}

    record Circle(float radius) implements Shape {}

    record Range(int from, int to) {
        Range {
            if (from > to) {
                throw new IllegalArgumentException("secret " + from);
            }
        }
    }

    record Reading(
            Level level,
            Code code,
            byte[] bytes,
            float weight,
            BigDecimal money,
            OffsetDateTime at,
            Optional<String> note,
            List<Shape> shapes,
            Map<Level, List<Range>> ranges,
            Map<LocalDate, Code> days,
            Map<UUID, Map<Integer, Instant>> stamps) {}

    @Entity
    static class Document extends Identified {
        @Json
        Reading reading;

        @Json
        Map<Level, Range> ranges;

        @Json
        List<Code> codes;

        @Json
        Level level;

        @Json
        JsonNode node;

        @Json
        Map<String, Object> map;
    }

    /** Hibernate stores what callbacks have seen. */
    @Entity
    static class Seen extends Identified {
        @Json
        Reading reading;

        @Json
        Map<Level, Range> ranges;

        @Json
        List<Code> codes;

        @Json
        Level level;

        @Json
        JsonNode node;

        @Json
        Map<String, Object> map;

        @PrePersist
        void see() {}
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Document.class, Seen.class);

    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final JsonNode NODE = JsonMapper.shared().readTree("{\"a\": {\"b\": [1, null, \"x\"]}}");

    private static Reading reading() {
        return new Reading(
                Level.HIGH,
                Code.FIRST,
                new byte[] {1, 2, 3},
                1.1f,
                new BigDecimal("12345678901234567890.15"),
                OffsetDateTime.parse("2026-01-01T10:00:00+02:00"),
                Optional.of("x"),
                List.of(new Circle(0.1f)),
                Map.of(Level.HIGH, List.of(new Range(1, 2))),
                Map.of(LocalDate.of(2026, 1, 2), Code.FIRST),
                Map.of(ID, Map.of(7, Instant.EPOCH)));
    }

    private static Map<String, Object> shownReading() {
        return Map.ofEntries(
                Map.entry("level", "high"),
                Map.entry("code", 1),
                Map.entry("bytes", "AQID"),
                Map.entry("weight", 1.1),
                Map.entry("money", new BigDecimal("12345678901234567890.15")),
                Map.entry("at", "2026-01-01T10:00:00+02:00"),
                Map.entry("note", "x"),
                Map.entry("shapes", List.of(Map.of("kind", "circle", "radius", 0.1))),
                Map.entry("ranges", Map.of("high", List.of(Map.of("from", 1, "to", 2)))),
                Map.entry("days", Map.of("2026-01-02", 1)),
                Map.entry("stamps", Map.of(ID.toString(), Map.of("7", "1970-01-01T00:00:00Z"))));
    }

    /** Model, attribute, what is given, and what the row shows. */
    static Stream<Arguments> values() {
        return Stream.of(Document.class, Seen.class)
                .flatMap(model -> Stream.of(
                        Arguments.of(model, "reading", reading(), shownReading()),
                        Arguments.of(model, "reading", shownReading(), shownReading()),
                        Arguments.of(
                                model,
                                "ranges",
                                Map.of(Level.HIGH, new Range(1, 2)),
                                Map.of("high", Map.of("from", 1, "to", 2))),
                        Arguments.of(model, "codes", List.of(Code.FIRST), List.of(1)),
                        Arguments.of(model, "level", Level.HIGH, "high"),
                        Arguments.of(model, "level", Level.LOW, "LOW"),
                        Arguments.of(model, "node", NODE, Map.of("a", Map.of("b", listOf(1, null, "x")))),
                        Arguments.of(model, "map", NODE, Map.of("a", Map.of("b", listOf(1, null, "x")))),
                        Arguments.of(
                                model,
                                "map",
                                Map.of(
                                        "reading",
                                        reading(),
                                        "level",
                                        Level.HIGH,
                                        "levels",
                                        Map.of(Level.HIGH, Code.FIRST),
                                        "node",
                                        NODE.get("a"),
                                        "bytes",
                                        new byte[] {1},
                                        "path",
                                        Path.of("/a/b")),
                                Map.of(
                                        "reading",
                                        shownReading(),
                                        "level",
                                        "HIGH",
                                        "levels",
                                        Map.of("HIGH", "FIRST"),
                                        "node",
                                        Map.of("b", listOf(1, null, "x")),
                                        "bytes",
                                        "AQ==",
                                        "path",
                                        "file:///a/b"))));
    }

    private static List<Object> listOf(Object... elements) {
        return Arrays.asList(elements);
    }

    @ParameterizedTest(name = "{0}.{1} #{index}")
    @MethodSource("values")
    void aDocumentOfAnyTypesIsStoredShownAndFoundInOneForm(
            Class<?> entity, String attribute, Object given, Object shown) {
        Model<?> model = database.model(entity);

        Row created = model.create(Map.of(attribute, given)).orThrow();
        Row changed = model.create(Map.of()).orThrow();
        changed = model.update(Filter.eq("id", changed.id()), Map.of(attribute, given))
                .orThrow();

        assertThat(created.get(attribute)).isEqualTo(shown);
        assertThat(changed.get(attribute)).isEqualTo(shown);
        assertThat(model.findMany(Filter.eq(attribute, given)).orThrow()).containsExactly(created, changed);
        assertThat(model.findMany(Filter.eq(attribute, shown)).orThrow()).containsExactly(created, changed);
    }

    @Test
    void enumsInsideADeclaredDocumentAreAsItsOwn() {
        Model<Document> documents = database.model(Document.class);
        Object id = documents.create(Map.of("reading", reading())).orThrow().id();

        documents
                .update(Filter.eq("id", id), Map.of("reading.level", Level.LOW, "reading.code", Code.FIRST))
                .orThrow();
        documents
                .update(Filter.eq("id", id), Map.of("reading.ranges", Map.of(Level.HIGH, List.of())))
                .orThrow();
        documents
                .update(Filter.eq("id", id), Map.of("reading.level", Level.HIGH, "map", Map.of("a", Level.HIGH)))
                .orThrow();

        assertThat(documents.count(Filter.eq("reading.level", Level.HIGH)).orThrow())
                .isEqualTo(1);
        assertThat(documents
                        .count(Filter.in("reading.code", List.of(Code.FIRST)))
                        .orThrow())
                .isEqualTo(1);
        assertThat(documents.count(Filter.eq("map.a", Level.HIGH)).orThrow()).isEqualTo(1);
        assertThat(database.query("select reading->'ranges' from json_types_test$document"))
                .extracting(Object::toString)
                .containsExactly("{\"high\": []}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reading", "ranges", "codes", "map"})
    void aDocumentThatIsNullIsNotTakenForNull(String attribute) {
        Model<Document> documents = database.model(Document.class);
        Object id = documents.create(Map.of()).orThrow().id();

        for (Object none : List.of(Optional.empty(), NullNode.getInstance())) {
            Secrets.refused(documents.create(Map.of(attribute, none)), ErrorCode.INVALID_INPUT, attribute);
            Secrets.refused(
                    documents.update(Filter.eq("id", id), Map.of(attribute, none)), ErrorCode.INVALID_INPUT, attribute);
        }
    }
}
