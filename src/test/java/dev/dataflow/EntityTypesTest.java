package dev.dataflow;

import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.between;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.gt;
import static dev.dataflow.Filter.lt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Lob;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.annotations.EmbeddableInstantiator;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.metamodel.spi.ValueAccess;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attributes of every type: what a create answers is what is read back, and what a filter finds. */
class EntityTypesTest {
    enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "a constant with a body";
            }
        }
    }

    record Money(BigDecimal amount, String currency) {}

    static class MoneyConverter implements AttributeConverter<Money, String> {
        @Override
        public String convertToDatabaseColumn(Money money) {
            if (money != null && money.currency().isEmpty()) {
                throw new IllegalArgumentException("S3CR3T currency");
            }
            return money == null ? null : money.amount() + " " + money.currency();
        }

        @Override
        public Money convertToEntityAttribute(String text) {
            if (text == null) {
                return null;
            }
            String[] parts = text.split(" ");
            return new Money(new BigDecimal(parts[0]), parts[1]);
        }
    }

    record Point(int x, int y) {}

    static class Bean {
        public String name;
        public List<Integer> numbers;
        public LocalDate day;

        @Override
        public boolean equals(Object other) {
            return other instanceof Bean bean && java.util.Objects.equals(name, bean.name);
        }

        @Override
        public int hashCode() {
            return java.util.Objects.hashCode(name);
        }
    }

    @Embeddable
    record Range(Integer low, Integer high) {}

    @Embeddable
    static final class Span {
        private final Integer from;
        private final Integer upTo;

        Span(Integer from, Integer upTo) {
            this.from = from;
            this.upTo = upTo;
        }
    }

    static final class SpanInstantiator implements org.hibernate.metamodel.spi.EmbeddableInstantiator {
        @Override
        public Object instantiate(ValueAccess values) {
            return new Span(values.getValue(0, Integer.class), values.getValue(1, Integer.class));
        }

        @Override
        public boolean isInstance(Object object) {
            return object instanceof Span;
        }

        @Override
        public boolean isSameClass(Object object) {
            return object.getClass() == Span.class;
        }
    }

    @Embeddable
    static class Inner {
        String code;

        @Embedded
        Range range;
    }

    @Embeddable
    static class Outer {
        String label;

        @Embedded
        Inner inner;
    }

    @Entity
    static class Everything extends Identified {
        String text;

        @Column(length = 5)
        String five;

        @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
        String longText;

        char letter = 'x';
        Character boxedLetter;
        byte tiny;
        short small;
        int number;
        long big;
        Byte boxedTiny;
        Short boxedSmall;
        Integer boxedNumber;
        Long boxedBig;
        float single;
        double dual;
        Float boxedSingle;
        Double boxedDual;

        @Column(precision = 12, scale = 3)
        BigDecimal decimal;

        BigDecimal plainDecimal;

        @Column(columnDefinition = "numeric")
        BigDecimal freeDecimal;

        BigInteger integer;
        boolean flag;
        Boolean boxedFlag;
        UUID uuid;
        byte[] bytes;
        LocalDate date;
        LocalTime time;

        @Column(secondPrecision = 6)
        LocalTime fineTime;

        LocalDateTime dateTime;
        Instant instant;
        OffsetDateTime offset;
        ZonedDateTime zoned;
        OffsetTime offsetTime;
        Year year;
        Duration duration;
        java.util.Date legacyDate;
        java.sql.Date sqlDate;
        java.sql.Timestamp sqlTimestamp;
        Level level;

        @Enumerated(EnumType.STRING)
        Level named;

        @Convert(converter = MoneyConverter.class)
        Money money;

        String[] words;
        int[] numbers;
        List<String> wordList;
        Set<Integer> numberSet;
        Locale locale;

        @Json
        Map<String, Object> map;

        @Json
        List<String> jsonList;

        @Json
        Point point;

        @Json
        Bean bean;

        @Json
        int[] jsonArray;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Object> nativeJson;

        @Embedded
        Outer outer;

        @Embedded
        @EmbeddableInstantiator(SpanInstantiator.class)
        Span span;

        @TimeZoneStorage(TimeZoneStorageType.COLUMN)
        OffsetDateTime local;
    }

    @Entity
    static class Large extends Identified {
        @Lob
        String text;

        @Lob
        byte[] bytes;

        int size;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Everything.class, Large.class);

    final Model<Everything> model = database.model(Everything.class);

    /** Attribute, what is given, and what the row shows. */
    static Stream<Arguments> values() {
        Instant nanos = Instant.parse("2024-01-31T10:15:30.123456789Z");
        return Stream.of(
                of("text", "häß\uD83D\uDE42", "häß\uD83D\uDE42"),
                of("text", new StringBuilder("built"), "built"),
                of("text", "", ""),
                of("five", "12345", "12345"),
                of("longText", "x".repeat(100_000), "x".repeat(100_000)),
                of("letter", "y", 'y'),
                of("boxedLetter", 'z', 'z'),
                of("tiny", 127, (byte) 127),
                of("small", -32768L, (short) -32768),
                of("number", "42", 42),
                of("number", 42.0, 42),
                of("big", Long.MIN_VALUE, Long.MIN_VALUE),
                of("boxedTiny", 1, (byte) 1),
                of("boxedSmall", 1, (short) 1),
                of("boxedNumber", new BigDecimal("7.00"), 7),
                of("boxedBig", 7, 7L),
                of("single", 1.1, 1.1f),
                of("single", 0.1f, 0.1f),
                of("dual", 1.1f, 1.1),
                of("boxedDual", "1e300", 1e300),
                of("boxedDual", Double.MIN_VALUE, Double.MIN_VALUE),
                of("boxedSingle", -0.5, -0.5f),
                of("decimal", 1, new BigDecimal("1.000")),
                of("decimal", "123456789.125", new BigDecimal("123456789.125")),
                of("decimal", 0.1, new BigDecimal("0.100")),
                of("plainDecimal", "1e3", new BigDecimal("1000.00")),
                of("freeDecimal", "1.2300", new BigDecimal("1.2300")),
                of("freeDecimal", new BigDecimal("1E+3"), new BigDecimal("1000")),
                of("integer", "123456789012345678901234567890", new BigInteger("123456789012345678901234567890")),
                of("flag", "true", true),
                of("boxedFlag", false, false),
                of(
                        "uuid",
                        "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000",
                        UUID.fromString("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000")),
                of("date", "2024-02-29", LocalDate.of(2024, 2, 29)),
                of("date", LocalDate.of(1, 1, 1), LocalDate.of(1, 1, 1)),
                of("date", LocalDate.of(12024, 3, 15), LocalDate.of(12024, 3, 15)),
                of("date", LocalDate.of(1500, 2, 28), LocalDate.of(1500, 2, 28)),
                of("time", "10:15:30.623456", LocalTime.parse("10:15:31")),
                of("fineTime", "10:15:30.123456", LocalTime.parse("10:15:30.123")),
                of("time", LocalTime.of(23, 59), LocalTime.of(23, 59)),
                of("dateTime", "2024-01-31T10:15:30.123456789", LocalDateTime.parse("2024-01-31T10:15:30.123457")),
                of("dateTime", "2024-01-31", LocalDateTime.parse("2024-01-31T00:00:00")),
                of("instant", nanos, Instant.parse("2024-01-31T10:15:30.123457Z")),
                of("instant", "2024-01-31T11:15:30+01:00", Instant.parse("2024-01-31T10:15:30Z")),
                of("instant", Instant.parse("1500-01-01T00:00:00Z"), Instant.parse("1500-01-01T00:00:00Z")),
                of("instant", Instant.parse("-0043-01-01T00:00:00Z"), Instant.parse("-0043-01-01T00:00:00Z")),
                of("year", 2024, Year.of(2024)),
                of("duration", "PT1H30M", Duration.ofMinutes(90)),
                of("duration", Duration.ofNanos(1), Duration.ofNanos(1)),
                of("level", "HIGH", Level.HIGH),
                of("named", Level.HIGH, Level.HIGH),
                of("money", new Money(new BigDecimal("12.50"), "EUR"), new Money(new BigDecimal("12.50"), "EUR")),
                of("money", "12.50 EUR", new Money(new BigDecimal("12.50"), "EUR")),
                of("wordList", List.of("a", "b,c", "\"d\""), List.of("a", "b,c", "\"d\"")),
                of("numberSet", List.of(3, 1), Set.of(1, 3)),
                of("locale", Locale.forLanguageTag("de-CH"), Locale.forLanguageTag("de-CH")),
                of("jsonList", List.of("a", "b"), List.of("a", "b")),
                of("point", Map.of("x", 1, "y", 2), Map.of("x", 1, "y", 2)),
                of("point", new Point(1, 2), Map.of("x", 1, "y", 2)),
                of("jsonArray", List.of(1, 2), List.of(1, 2)),
                of("jsonArray", new int[] {1, 2}, List.of(1, 2)),
                of("nativeJson", Map.of("a", List.of(1.5)), Map.of("a", List.of(1.5))),
                of("map", numbers(), plainNumbers()),
                of(
                        "map",
                        Map.of("day", LocalDate.of(2024, 1, 31), "level", Level.HIGH),
                        Map.of("day", "2024-01-31", "level", "HIGH")),
                of("span", Map.of("upTo", 2, "from", 1), Map.of("from", 1, "upTo", 2)),
                of("local", OffsetDateTime.parse("2024-01-31T10:15:30+02:00"), instantAndOffset()),
                of("local", instantAndOffset(), instantAndOffset()),
                of("outer", Map.of("label", "l", "inner", Map.of("code", "c", "range", Map.of("low", 1))), nested()));
    }

    /** A float differs from the decimal it was made of, and the elements of a set have no order in an array. */
    static Stream<Arguments> comparableValues() {
        Set<Object> others = Set.of("single", "boxedSingle", "dual", "numberSet");
        return values().filter(arguments -> !others.contains(arguments.get()[0]));
    }

    static Arguments of(String attribute, Object given, Object shown) {
        return Arguments.of(attribute, given, shown);
    }

    static Map<String, Object> instantAndOffset() {
        return Map.of("instant", Instant.parse("2024-01-31T08:15:30Z"), "zoneOffset", ZoneOffset.ofHours(2));
    }

    static Map<String, Object> numbers() {
        return Map.of(
                "long",
                1L,
                "wide",
                Long.MAX_VALUE,
                "wider",
                new BigInteger("123456789012345678901234567890"),
                "float",
                1.5f,
                "decimal",
                new BigDecimal("1.10"),
                "exact",
                new BigDecimal("0.12345678901234567890123456789"),
                "huge",
                1e300,
                "exponent",
                1.0e7);
    }

    static Map<String, Object> plainNumbers() {
        return Map.of(
                "long",
                1,
                "wide",
                Long.MAX_VALUE,
                "wider",
                new BigInteger("123456789012345678901234567890"),
                "float",
                1.5,
                "decimal",
                1.1,
                "exact",
                new BigDecimal("0.12345678901234567890123456789"),
                "huge",
                new BigDecimal("1e300").toBigInteger(),
                "exponent",
                10000000);
    }

    static Map<String, Object> nested() {
        Map<String, Object> range = new HashMap<>();
        range.put("low", 1);
        range.put("high", null);
        return Map.of("label", "l", "inner", Map.of("code", "c", "range", range));
    }

    @ParameterizedTest(name = "{0} #{index}")
    @MethodSource("values")
    void theCreatedRowIsTheRowReadBack(String attribute, Object given, Object shown) {
        Row created = model.create(Map.of(attribute, given)).data();

        assertThat(created.get(attribute)).isEqualTo(shown);
        assertThat(model.findById(created.id()).data()).isEqualTo(created);
        Row updated =
                model.update(eq("id", created.id()), Map.of(attribute, given)).data();
        assertThat(updated).isEqualTo(created);
    }

    @ParameterizedTest(name = "{0} #{index}")
    @MethodSource("comparableValues")
    void aFilterFindsWhatItShows(String attribute, Object given, Object shown) {
        Row created = model.create(Map.of(attribute, given)).data();

        assertThat(model.findMany(eq(attribute, shown)).data()).contains(created);
        assertThat(model.findMany(Filter.in(attribute, List.of(shown))).data()).contains(created);
    }

    @ParameterizedTest(name = "{0} #{index}")
    @MethodSource("values")
    void anEntityIsStoredLikeAMap(String attribute, Object given, Object shown) {
        Everything entity = new Everything();
        Row fromMap = model.create(Map.of(attribute, given)).data();
        Row fromEntity = model.create(entity).data();

        assertThat(entity.getId()).isEqualTo(fromEntity.id());
        Row updated = model.update(eq("id", fromEntity.id()), java.util.Collections.singletonMap(attribute, shown))
                .data();
        assertThat(updated.get(attribute)).isEqualTo(fromMap.get(attribute));
    }

    @Test
    void aWholeDayIsBetweenItsFirstTimeAndItsLast() {
        Object id = model.create(Map.of("time", "10:15:30", "fineTime", "23:59:59.998"))
                .data()
                .id();

        assertThat(model.count(between("time", LocalTime.MIN, LocalTime.MAX)).data())
                .isOne();
        assertThat(model.count(and(eq("id", id), lt("fineTime", LocalTime.MAX))).data())
                .isOne();
        assertThat(model.count(gt("fineTime", LocalTime.MAX)).data()).isZero();
    }

    @Test
    void arraysAreEqualByTheirElements() {
        Map<String, Object> arrays =
                Map.of("bytes", new byte[] {1, 2, -3}, "words", List.of("a", "b"), "numbers", new int[] {1, 2});

        Row created = model.create(arrays).data();
        Row read = model.findById(created.id()).data();

        assertThat(created.get("bytes")).isEqualTo(new byte[] {1, 2, -3});
        assertThat(created.get("words")).isEqualTo(new String[] {"a", "b"});
        assertThat(created.get("numbers")).isEqualTo(new int[] {1, 2});
        assertThat(read).isEqualTo(created).hasSameHashCodeAs(created);
        assertThat(model.findOne(eq("bytes", new byte[] {1, 2, -3})).data()).isEqualTo(created);
    }

    @Test
    void largeObjectsAreReadAndWrittenInATransactionOfTheirOwn() {
        Model<Large> larges = database.model(Large.class);
        Map<String, Object> values = Map.of("text", "x".repeat(100_000), "bytes", new byte[] {1, 2});

        Row created = larges.create(values).data();

        assertThat(larges.findById(created.id()).data()).isEqualTo(created).containsEntry("text", "x".repeat(100_000));
        assertThat(larges.update(eq("id", created.id()), Map.of("text", "short", "size", 3))
                        .data())
                .containsEntry("text", "short");
        Secrets.refused(larges.findMany(eq("text", "short")), ErrorCode.INVALID_INPUT, "text");
        assertThat(larges.delete(eq("id", created.id())).data()).containsEntry("size", 3);
    }

    @Test
    void timesWithAZoneKeepTheirInstant() {
        Map<String, Object> times = Map.of(
                "offset", "2024-01-31T10:15:30.5+01:00",
                "zoned", "2024-07-31T10:15:30+02:00",
                "offsetTime", "10:15:30+01:00");

        Row created = model.create(times).data();
        Row read = model.findById(created.id()).data();

        assertThat(created.getInstant("offset")).isEqualTo("2024-01-31T09:15:30.500Z");
        assertThat(created.getInstant("zoned")).isEqualTo("2024-07-31T08:15:30Z");
        assertThat(read).isEqualTo(created);
    }

    @Test
    void legacyDatesAreReadBackAsTheyWereWritten() {
        Map<String, Object> dates = Map.of(
                "legacyDate", "2024-01-31T10:15:30.123Z",
                "sqlDate", "2024-01-31",
                "sqlTimestamp", "2024-01-31T10:15:30.123456Z");

        Row created = model.create(dates).data();

        assertThat(model.findById(created.id()).data()).isEqualTo(created);
    }

    @Test
    void initialValuesOfFieldsAreDefaultsAndNullIsNull() {
        Row created =
                model.create(java.util.Collections.singletonMap("text", null)).data();

        assertThat(created)
                .containsEntry("letter", 'x')
                .containsEntry("text", null)
                .containsEntry("flag", false);
    }

    @Test
    void whatAConverterRefusesIsBadInput() {
        Secrets.refused(model.create(Map.of("money", new Money(BigDecimal.ONE, ""))), ErrorCode.INVALID_INPUT, "money");
        Secrets.refused(model.create(Map.of("money", "nonsense")), ErrorCode.INVALID_INPUT, "money");
        Secrets.refused(model.findMany(eq("money", new Money(BigDecimal.ONE, ""))), ErrorCode.INVALID_INPUT, "money");
        Secrets.refused(
                model.update(eq("id", 1), Map.of("money", new Money(BigDecimal.ONE, ""))),
                ErrorCode.INVALID_INPUT,
                "money");
    }

    @Test
    void gettersConvertWhenNothingIsLost() {
        Row row = model.create(Map.of(
                        "number", 7, "instant", "2024-01-31T10:15:30Z", "map", Map.of("a", List.of(Map.of("b", 1.5)))))
                .data();

        assertThat(row.getLong("number")).isEqualTo(7L);
        assertThat(row.getDecimal("map.a.0.b")).isEqualByComparingTo("1.5");
        assertThat(row.getInteger("map.x.y")).isNull();
        assertThat(row.getList("map.a")).hasSize(1);
        assertThat(row.getMap("map")).containsKey("a");
        assertThatIllegalArgumentException().isThrownBy(() -> row.getInteger("map.a.0.b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row.getLong("mapp"))
                .withMessageContaining("'map'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row.getList("number"))
                .withMessageContaining("number");
        assertThatIllegalArgumentException().isThrownBy(() -> row.at("map.\"a"));
    }

    record Part(List<Map<String, BigDecimal>> a) {}

    record View(Long id, int number, Instant instant, Part map) {}

    record Unfit(Long id, int boxedNumber) {}

    record Unknown(String nmuber) {}

    @Test
    void aRowBecomesARecord() {
        Row row = model.create(Map.of("number", 7, "map", Map.of("a", List.of(Map.of("b", 1.5)))))
                .data();

        View view = row.as(View.class);

        assertThat(view)
                .isEqualTo(new View((Long) row.id(), 7, null, new Part(List.of(Map.of("b", new BigDecimal("1.5"))))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row.as(Unfit.class))
                .withMessageContaining("boxedNumber");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row.as(Unknown.class))
                .withMessageContaining("number");
    }

    @Test
    void rowsAreReadOnlyMapsInTheOrderOfTheEntity() {
        Row row = model.create(Map.of("text", "x")).data();

        assertThat(row.keySet()).startsWith("id", "text", "five").hasSameSizeAs(row.values());
        assertThat(row).isEqualTo(new HashMap<>(row)).containsEntry("text", "x");
        assertThat(new HashMap<>(row)).isEqualTo(row);
        org.assertj.core.api.Assertions.assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> row.put("text", "y"));
        org.assertj.core.api.Assertions.assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> row.entrySet().iterator().next().setValue("y"));
    }

    @Test
    void aResultIsAMap() {
        Result<Row> created = model.create(Map.of("text", "x"));
        Result<Row> failed = model.create(Map.of("txet", "x"));

        assertThat(created)
                .containsEntry("success", true)
                .containsEntry("data", created.data())
                .hasSize(2);
        assertThat(failed)
                .containsEntry("success", false)
                .containsEntry("error", failed.error())
                .hasSize(2);
        assertThat(created.error()).isNull();
        org.assertj.core.api.Assertions.assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(failed::data)
                .satisfies(thrown -> assertThat(thrown.failure()).isEqualTo(failed.error()));
        org.assertj.core.api.Assertions.assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(failed::found);
    }
}
