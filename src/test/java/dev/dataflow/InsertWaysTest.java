package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A row is stored as the same bytes by each way that it may go: one by one, by COPY, by arrays, by parameters and by Hibernate. */
class InsertWaysTest {
    /** Stores something for no value. */
    static class Loud implements AttributeConverter<String, String> {
        @Override
        public String convertToDatabaseColumn(String value) {
            return value == null ? "none" : value.toUpperCase(Locale.ROOT);
        }

        @Override
        public String convertToEntityAttribute(String value) {
            return value == null || value.equals("none") ? null : value.toLowerCase(Locale.ROOT);
        }
    }

    /** Takes no value for one. */
    static class Sure implements AttributeConverter<Boolean, String> {
        @Override
        public String convertToDatabaseColumn(Boolean value) {
            return Boolean.TRUE.equals(value) ? "sure" : "not";
        }

        @Override
        public Boolean convertToEntityAttribute(String value) {
            return "sure".equals(value);
        }
    }

    static class YesNo implements AttributeConverter<Boolean, Character> {
        @Override
        public Character convertToDatabaseColumn(Boolean value) {
            return value == null ? null : value ? 'Y' : 'N';
        }

        @Override
        public Boolean convertToEntityAttribute(Character value) {
            return value == null ? null : value == 'Y';
        }
    }

    enum Color {
        RED,
        GREEN
    }

    @Embeddable
    static class Place {
        String street;

        @Column(name = "place_no")
        Integer no = 7;
    }

    /** What arrays and COPY take. */
    @MappedSuperclass
    abstract static class Common {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String text;

        @Convert(converter = Loud.class)
        String loud;

        @Convert(converter = Sure.class)
        Boolean sure;

        @Enumerated(EnumType.STRING)
        Color color;

        @Enumerated(EnumType.ORDINAL)
        Color ordinal;

        boolean flag;
        byte tiny;
        short small;
        Integer number;
        Long big;
        float single;
        Double dbl;

        @Column(precision = 20, scale = 5)
        BigDecimal decimal;

        BigInteger huge;
        UUID uuid;
        LocalDate date;
        LocalDateTime dateTime;
        Instant instant;
        OffsetDateTime offset;
        ZonedDateTime zoned;
        Place place = new Place();

        @Json
        Map<String, Object> doc;

        @JdbcTypeCode(SqlTypes.JSON)
        List<Object> list;

        @Version
        int version;
    }

    @Entity
    @Table(name = "plain")
    static class Plain extends Common {}

    /** With types that are bound one by one. */
    @Entity
    @Table(name = "odd")
    static class Odd extends Common {
        @Convert(converter = YesNo.class)
        Boolean yes;

        LocalTime time;
        Duration duration;
        Date legacy;
        byte[] bytes;
        char letter = 'x';
        List<String> words;
        Integer[] ints;
    }

    private static final int ROWS = 120;

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Plain.class, Odd.class);

    private static <T> T pick(int i, List<T> values) {
        return values.get(i % values.size());
    }

    private static Map<String, Object> row(int i, boolean odd) {
        boolean even = i % 2 == 0;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(
                "text",
                pick(
                        i,
                        List.of(
                                "",
                                "\\N",
                                "a\tb\\c\nd\r\n\\.",
                                "é😀\u0001\u2028",
                                "null",
                                "  x  ",
                                "\\.",
                                "\b\f\u000b")));
        row.put("loud", even ? null : "loud\\n");
        row.put("color", even ? "RED" : null);
        row.put("ordinal", even ? null : "GREEN");
        row.put("flag", even);
        row.put("tiny", even ? -128 : 127);
        row.put("small", -32_768);
        row.put("number", even ? null : Integer.MIN_VALUE);
        row.put("big", Long.MIN_VALUE);
        row.put("single", even ? Float.NaN : 0.1f);
        row.put("dbl", pick(i, List.of(Double.NEGATIVE_INFINITY, 1e-320, -0.0, 123_456_789.123456789)));
        row.put("decimal", new BigDecimal(even ? "1E+3" : "-0.00001"));
        row.put("huge", even ? BigInteger.TEN.pow(30) : null);
        row.put("uuid", even ? new UUID(i, 5) : null);
        row.put("date", pick(i, List.of(LocalDate.of(2024, 2, 29), LocalDate.of(9999, 12, 31))));
        row.put("dateTime", LocalDateTime.of(1700, 1, 1, 0, 0, 0, 1_000));
        row.put("instant", pick(i, List.of(Instant.parse("2024-10-27T01:30:00.123456Z"), Instant.EPOCH)));
        row.put("offset", OffsetDateTime.parse("2024-03-31T02:30:00+05:30"));
        row.put("zoned", ZonedDateTime.parse("2024-03-31T03:30:00+02:00[Europe/Berlin]"));
        row.put("place", even ? null : Map.of("street", "\tS\\"));
        row.put("doc", even ? document() : null);
        row.put("list", even ? Arrays.asList(1, "a\tb", null) : null);
        if (odd) {
            row.put("yes", even ? true : null);
            row.put("time", LocalTime.of(10, 15, 30));
            row.put("duration", even ? Duration.ofMillis(1_234_567) : Duration.ofNanos(-5));
            row.put("legacy", even ? new Date(1_700_000_000_123L) : null);
            row.put("bytes", even ? new byte[] {0, 9, 10, 92, -1} : null);
            row.put("words", even ? List.of("a,b", "{\"", "\\", "") : null);
            row.put("ints", even ? List.of(1, 2) : List.of());
        }
        return row;
    }

    private static Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("absent", null);
        document.put("text", "\\t\t\"\n\\\\");
        document.put("decimal", 1.5);
        document.put("list", Arrays.asList(1, null, Map.of()));
        return document;
    }

    private static List<Map<String, Object>> rows(Class<?> entity) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> row(i, entity == Odd.class))
                .toList();
    }

    private static List<Object> stored(Class<?> entity) {
        String table = entity.getAnnotation(Table.class).name();
        return database.query("select (to_jsonb(r) - 'id')::text from " + table + " r order by id");
    }

    /** Answers what single creates have stored, and leaves nothing of it. */
    private static List<Object> storedOneByOne(Class<?> entity, List<Map<String, Object>> rows) {
        rows.forEach(row -> database.model(entity).create(row).orThrow());
        List<Object> stored = stored(entity);
        database.model(entity).deleteMany(Filter.all()).orThrow();
        return stored;
    }

    static Stream<Arguments> ways() {
        return Stream.of(Plain.class, Odd.class)
                .flatMap(entity -> Stream.of(
                                CreateOptions.counting(),
                                CreateOptions.answeringIds(),
                                CreateOptions.answeringRows(),
                                CreateOptions.counting().chunk(3))
                        .map(options -> Arguments.of(entity, options)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void manyAtOnceAreStoredAsOneByOne(Class<?> entity, CreateOptions options) {
        List<Map<String, Object>> rows = rows(entity);
        List<Object> expected = storedOneByOne(entity, rows);

        Created created = database.model(entity).createMany(rows, options).orThrow();

        assertThat(stored(entity)).isEqualTo(expected);
        if (!created.rows().isEmpty()) {
            assertThat(created.rows())
                    .isEqualTo(database.model(entity).findMany().orThrow());
        }
    }

    @Test
    void datesOfTheJulianCalendarAreStoredAsOneByOne() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(Map.of(
                    "date", LocalDate.of(1582, 9, 20).plusDays(i % 15),
                    "dateTime", LocalDateTime.of(1582, 10, 4, 1, 2),
                    "instant", Instant.parse("0001-01-01T00:00:00Z"),
                    "offset", OffsetDateTime.parse("1500-01-01T00:00:00Z")));
        }
        List<Object> expected = storedOneByOne(Plain.class, rows);

        List<Row> created = database.model(Plain.class).createMany(rows).orThrow();

        assertThat(stored(Plain.class)).isEqualTo(expected);
        assertThat(created.get(0)).containsEntry("instant", Instant.parse("0001-01-01T00:00:00Z"));
    }

    @Test
    void hibernateStoresTheSame() {
        Model<Odd> odds = database.model(Odd.class);
        List<Object> ids = odds.createMany(rows(Odd.class), CreateOptions.answeringIds())
                .orThrow()
                .ids();
        List<Object> expected = stored(Odd.class);
        try (EntityManager manager = database.df().entityManagerFactory().createEntityManager()) {
            List<Odd> entities =
                    ids.stream().map(id -> manager.find(Odd.class, id)).toList();
            manager.clear();
            odds.deleteMany(Filter.all()).orThrow();
            manager.getTransaction().begin();
            entities.forEach(entity -> {
                entity.id = null;
                manager.persist(entity);
            });
            manager.getTransaction().commit();
        }

        assertThat(stored(Odd.class)).isEqualTo(expected);
    }

    @Entity
    @Table(name = "marked")
    static class Marked {
        @Id
        @Column(columnDefinition = "uuid")
        String id;

        int n;
    }

    @Test
    void aTypeOfTheDatabaseIsTakenForTheIdsOfManyAtOnceWhereItIsTakenForOne() {
        try (DataFlow df = withUntypedTexts()) {
            df.createTables();
            Model<Marked> marked = df.model(Marked.class);
            List<String> ids =
                    List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
            ids.forEach(id -> marked.create(Map.of("id", id)).orThrow());
            for (int i = 1; i < 3; i++) {
                marked.updateEach(List.of(Map.of("id", ids.get(0), "n", i), Map.of("id", ids.get(1), "n", i)))
                        .orThrow();
            }
        }

        assertThat(database.query("select n from marked")).containsExactly(2, 2);
    }

    @Entity
    @Table(name = "felt")
    static class Felt extends Identified {
        @Column(unique = true)
        String name;

        @Column(columnDefinition = "mood")
        String mood;
    }

    private static DataFlow withUntypedTexts() {
        String url = database.database().url();
        return database.builder()
                .jdbcUrl(url + (url.contains("?") ? "&" : "?") + "stringtype=unspecified")
                .models(Felt.class, Marked.class)
                .build();
    }

    @Test
    void aTypeOfTheDatabaseIsTakenByManyAtOnceWhereItIsTakenByOne() {
        database.execute("create type mood as enum ('glad', 'sad')");
        try (DataFlow df = withUntypedTexts()) {
            df.createTables();
            Model<Felt> felt = df.model(Felt.class);
            felt.create(Map.of("name", "a", "mood", "glad")).orThrow();
            felt.createMany(List.of(Map.of("name", "b", "mood", "sad"), Map.of("name", "c", "mood", "glad")))
                    .orThrow();
        }
        try (DataFlow df = withUntypedTexts()) {
            df.model(Felt.class)
                    .upsertMany(
                            List.of(Map.of("name", "b", "mood", "glad"), Map.of("name", "d", "mood", "sad")), "name")
                    .orThrow();
        }

        assertThat(database.query("select mood::text from felt order by name"))
                .containsExactly("glad", "glad", "glad", "sad");
    }

    @Test
    void aConverterIsAskedWhatNoValueIs() {
        Model<Plain> plains = database.model(Plain.class);
        Object id = plains.create(Map.of()).orThrow().id();
        assertThat(database.query("select loud from plain")).containsExactly("none");

        plains.update(Map.of("id", id), Map.of("loud", "x")).orThrow();
        assertThat(database.query("select loud from plain")).containsExactly("X");
        plains.update(Map.of("id", id), Map.of("loud", Change.unset())).orThrow();
        assertThat(database.query("select loud from plain")).containsExactly("none");
        assertThat(plains.findById(id).orThrow()).containsEntry("loud", null);
    }

    @Test
    void whatAConverterStoresForNoValueIsNullToAFilter() {
        Model<Plain> plain = database.model(Plain.class);
        Object none = plain.create(Map.of("text", "a")).data().id();
        Object some = plain.create(Map.of("loud", "x")).data().id();

        assertThat(plain.findMany(Filter.isNull("loud")).data())
                .extracting(Row::id)
                .containsExactly(none);
        assertThat(plain.findMany(Filter.isNotNull("loud")).data())
                .extracting(Row::id)
                .containsExactly(some);
        assertThat(plain.findMany(Filter.exists("loud")).data())
                .extracting(Row::id)
                .containsExactly(some);
        assertThat(plain.count(Filter.in("loud", Arrays.asList("x", null))).data())
                .isEqualTo(2);
        assertThat(plain.count(Filter.isNotNull("sure")).data()).isEqualTo(2);
        assertThat(plain.count(Filter.isNull("sure")).data()).isZero();
        Secrets.refused(
                plain.findMany(Filter.eq("doc.sure", Filter.attribute("sure"))), ErrorCode.INVALID_INPUT, "doc.sure");
    }
}
