package dev.dataflow;

import static dev.dataflow.Aggregate.avg;
import static dev.dataflow.Aggregate.count;
import static dev.dataflow.Aggregate.countDistinct;
import static dev.dataflow.Aggregate.max;
import static dev.dataflow.Aggregate.min;
import static dev.dataflow.Aggregate.sum;
import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.attribute;
import static dev.dataflow.Filter.gt;
import static dev.dataflow.Filter.isNull;
import static dev.dataflow.Filter.ne;
import static dev.dataflow.Filter.startsWith;
import static dev.dataflow.Grouping.by;
import static dev.dataflow.Grouping.part;
import static dev.dataflow.Grouping.period;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sums, means, extremes and counts, over all rows or in groups. */
class AggregationTest {
    enum Status {
        OPEN,
        PAID
    }

    @Entity
    static class Buyer extends Identified {
        String name;
    }

    @Embeddable
    static class Parcel {
        Double weight;
        String carrier;
    }

    @Entity
    static class Sale extends Identified {
        @ManyToOne
        Buyer buyer;

        @Enumerated(EnumType.STRING)
        Status status;

        @Column(precision = 30, scale = 10)
        BigDecimal total;

        Integer pieces;
        Long points;
        Boolean gift;
        UUID token;
        Parcel parcel;
        Instant placedAt;
        LocalDate day;
        LocalTime time;

        @Json
        Map<String, Object> details;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Buyer.class, Sale.class);

    private final Model<Sale> sales = database.model(Sale.class);

    private List<Row> of(Aggregation aggregation) {
        return sales.aggregate(aggregation).orThrow();
    }

    private Map<String, Object> only(Aggregate... aggregates) {
        return of(Aggregation.of(aggregates)).get(0);
    }

    @Test
    void no_rows_have_a_count_and_nothing_else() {
        assertThat(only(count(), count("total"), sum("total"), avg("total"), min("total"), max("day")))
                .containsExactly(
                        Map.entry("count", 0L),
                        Map.entry("countTotal", 0L),
                        entry("sumTotal", null),
                        entry("avgTotal", null),
                        entry("minTotal", null),
                        entry("maxDay", null));
    }

    private static Map.Entry<String, Object> entry(String name, Object value) {
        return new java.util.AbstractMap.SimpleEntry<>(name, value);
    }

    @Test
    void decimals_are_exact() {
        for (String total : List.of("0.1", "0.2", "12345678901234567890.0000000001")) {
            sales.create(Map.of("total", new BigDecimal(total))).orThrow();
        }

        assertThat(of(Aggregation.of(sum("total"))).get(0).getDecimal("sumTotal"))
                .isEqualByComparingTo("12345678901234567890.3000000001");
    }

    @Test
    void a_sum_of_whole_numbers_does_not_overflow() {
        sales.create(Map.of("points", Long.MAX_VALUE, "pieces", Integer.MAX_VALUE))
                .orThrow();
        sales.create(Map.of("points", Long.MAX_VALUE, "pieces", Integer.MAX_VALUE))
                .orThrow();

        assertThat(only(sum("points"), sum("pieces")))
                .containsEntry("sumPoints", new BigDecimal("18446744073709551614"))
                .containsEntry("sumPieces", new BigDecimal("4294967294"));
    }

    @Test
    void nulls_do_not_count() {
        sales.create(Map.of("pieces", 1)).orThrow();
        sales.create(Map.of("pieces", 2)).orThrow();
        sales.create(Map.of()).orThrow();

        Row row = of(Aggregation.of(count(), count("pieces"), avg("pieces"))).get(0);

        assertThat(row).containsEntry("count", 3L).containsEntry("countPieces", 2L);
        assertThat(row.getDecimal("avgPieces")).isEqualByComparingTo("1.5");
    }

    @Test
    void the_lowest_and_highest_value_are_of_the_attributes_own_type() {
        sales.create(Map.of("day", "2026-01-31", "status", "PAID", "placedAt", "2026-01-31T10:00:00Z", "pieces", 4))
                .orThrow();
        sales.create(Map.of("day", "2025-12-01", "status", "OPEN", "placedAt", "2026-02-01T10:00:00Z", "pieces", 3))
                .orThrow();

        assertThat(only(min("day"), max("status"), max("placedAt"), max("pieces")))
                .containsEntry("minDay", LocalDate.of(2025, 12, 1))
                .containsEntry("maxStatus", Status.PAID)
                .containsEntry("maxPlacedAt", Instant.parse("2026-02-01T10:00:00Z"))
                .containsEntry("maxPieces", 4);
    }

    @Test
    void approximate_numbers_stay_approximate() {
        sales.create(Map.of("parcel", Map.of("weight", 0.5))).orThrow();
        sales.create(Map.of("parcel", Map.of("weight", 1.0))).orThrow();

        assertThat(only(sum("parcel.weight"), avg("parcel.weight")))
                .containsEntry("sumWeight", 1.5)
                .containsEntry("avgWeight", 0.75);
    }

    @Test
    void groups_come_in_their_order_with_those_without_a_value_first() {
        sales.create(Map.of("status", "PAID", "pieces", 1)).orThrow();
        sales.create(Map.of("status", "PAID", "pieces", 2)).orThrow();
        sales.create(Map.of("status", "OPEN", "pieces", 3)).orThrow();
        sales.create(Map.of("pieces", 4)).orThrow();

        List<Row> rows = of(Aggregation.of(count(), sum("pieces")).groupBy("status"));

        assertThat(rows).extracting(row -> row.get("status")).containsExactly(null, Status.OPEN, Status.PAID);
        assertThat(rows).extracting(row -> row.getLong("sumPieces")).containsExactly(4L, 3L, 3L);
    }

    @Test
    void groups_without_aggregates_are_the_different_values() {
        List.of("PAID", "OPEN", "PAID")
                .forEach(status -> sales.create(Map.of("status", status)).orThrow());

        assertThat(of(Aggregation.of().groupBy("status"))).isEqualTo(List.of(rowOf(Status.OPEN), rowOf(Status.PAID)));
    }

    private static Map<String, Object> rowOf(Status status) {
        return Map.of("status", status);
    }

    @Test
    void an_association_groups_by_its_id() {
        Object alice = database.model(Buyer.class)
                .create(Map.of("name", "Alice"))
                .data()
                .id();
        sales.create(Map.of("buyer", alice, "pieces", 1)).orThrow();
        sales.create(Map.of("buyer", alice, "pieces", 2)).orThrow();

        assertThat(of(Aggregation.of(sum("pieces"), countDistinct("buyer")).groupBy("buyer")))
                .singleElement()
                .satisfies(
                        row -> assertThat(row).containsEntry("buyer", alice).containsEntry("countDistinctBuyer", 1L));
    }

    @Test
    void having_and_orders_know_results_by_name() {
        for (int i = 0; i < 10; i++) {
            sales.create(Map.of("parcel", Map.of("carrier", "carrier" + i % 4), "pieces", i))
                    .orThrow();
        }

        List<Row> rows = of(Aggregation.of(count().as("n"), sum("pieces").as("all"), max("pieces"))
                .groupBy("parcel.carrier")
                .having(and(gt("n", 2), ne("all", attribute("n")), startsWith("parcel.carrier", "carrier")))
                .orderByDescending("all")
                .limit(1));

        assertThat(rows)
                .isEqualTo(List.of(
                        row("parcel.carrier", "carrier1", "n", 3L, "all", BigDecimal.valueOf(15), "maxPieces", 9)));
        assertThat(of(Aggregation.of(count())
                        .groupBy("parcel.carrier")
                        .having(Map.of("count", Map.of("$in", List.of(2, 7))))))
                .hasSize(2);
        assertThat(of(Aggregation.of(count())
                        .groupBy("parcel.carrier")
                        .orderBy("count")
                        .offset(3)))
                .extracting(row -> row.getString("parcel.carrier"))
                .containsExactly("carrier1");
    }

    private static Map<String, Object> row(Object... entries) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            row.put((String) entries[i], entries[i + 1]);
        }
        return row;
    }

    @Test
    void a_filter_on_nothing_to_have_is_null() {
        sales.create(Map.of("status", "OPEN")).orThrow();
        sales.create(Map.of("status", "PAID", "pieces", 1)).orThrow();

        assertThat(of(Aggregation.of(sum("pieces")).groupBy("status").having(isNull("sumPieces"))))
                .extracting(row -> row.get("status"))
                .containsExactly(Status.OPEN);
    }

    @Test
    void json_paths_are_computed_with_where_they_hold_numbers() {
        sales.create(Map.of("details", Map.of("price", 1.10, "color", "red"))).orThrow();
        sales.create(Map.of("details", Map.of("price", 2, "color", "red"))).orThrow();
        sales.create(Map.of("details", Map.of("price", "free", "color", "blue")))
                .orThrow();
        sales.create(Map.of("details", Map.of("other", 7))).orThrow();

        List<Row> rows = of(Aggregation.of(count(), sum("details.price"), max("details.price"))
                .groupBy("details.color"));

        assertThat(rows)
                .isEqualTo(List.of(
                        row("details.color", null, "count", 1L, "sumPrice", null, "maxPrice", null),
                        row("details.color", "blue", "count", 1L, "sumPrice", null, "maxPrice", "free"),
                        row("details.color", "red", "count", 2L, "sumPrice", new BigDecimal("3.1"), "maxPrice", 2)));
    }

    @Test
    void date_parts_and_periods_are_of_utc_or_of_the_zone_asked_for() {
        sales.create(Map.of("placedAt", "2025-12-31T23:30:00Z")).orThrow();
        sales.create(Map.of("placedAt", "2026-03-01T00:00:59.999Z")).orThrow();

        assertThat(of(Aggregation.of(count()).groupBy(part(DatePart.YEAR, "placedAt"))))
                .extracting(row -> row.get("year"))
                .containsExactly(2025, 2026);
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(of(Aggregation.of(count())
                        .groupBy(part(DatePart.YEAR, "placedAt").in(berlin))))
                .extracting(row -> row.get("year"))
                .containsExactly(2026);
        assertThat(of(Aggregation.of()
                        .groupBy(period(DatePart.MONTH, "placedAt").in(berlin), part(DatePart.SECOND, "placedAt"))))
                .extracting(row -> row.get("month"), row -> row.get("second"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Instant.parse("2025-12-31T23:00:00Z"), 0),
                        org.assertj.core.groups.Tuple.tuple(Instant.parse("2026-02-28T23:00:00Z"), 59));
    }

    @Test
    void dates_and_times_have_their_own_parts() {
        sales.create(Map.of("day", "2027-01-03", "time", "14:35:10")).orThrow();

        assertThat(of(Aggregation.of()
                        .groupBy(
                                part(DatePart.WEEK, "day"),
                                part(DatePart.WEEK_YEAR, "day"),
                                part(DatePart.DAY_OF_WEEK, "day"),
                                part(DatePart.QUARTER, "day"),
                                part(DatePart.DAY_OF_YEAR, "day"),
                                period(DatePart.WEEK, "day").as("monday"),
                                period(DatePart.HOUR, "time"),
                                part(DatePart.MINUTE, "time"))))
                .isEqualTo(List.of(row(
                        "week",
                        53,
                        "weekYear",
                        2026,
                        "dayOfWeek",
                        7,
                        "quarter",
                        1,
                        "dayOfYear",
                        3,
                        "monday",
                        LocalDate.of(2026, 12, 28),
                        "hour",
                        LocalTime.of(14, 0),
                        "minute",
                        35)));
    }

    @Test
    void all_that_is_wrong_is_reported_together() {
        Result<List<Row>> result = sales.aggregate(Aggregation.of(
                        sum("status"),
                        min("gift"),
                        max("token"),
                        avg("totl"),
                        sum("pieces"),
                        max("pieces").as("sumPieces"))
                .groupBy(
                        part(DatePart.HOUR, "day"),
                        part(DatePart.YEAR, "time").as("y"),
                        part(DatePart.DAY, "total"),
                        by("parcel")));

        assertThat(result.error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(result.error().attributes())
                .containsExactlyInAnyOrder(
                        "day", "time", "total", "parcel", "status", "gift", "token", "totl", "pieces");
        assertThat(result.error().message())
                .contains(
                        "totl: there is no such attribute; did you mean 'total'?", "status: is not a number", "as(…)");
    }

    @Test
    void a_condition_on_a_result_that_is_not_there_names_the_nearest() {
        Result<List<Row>> result = sales.aggregate(
                Aggregation.of(sum("pieces")).having(gt("sumPiece", 1)).orderBy("x"));

        assertThat(result.error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(result.error().attributes()).containsExactly("sumPiece", "x");
        assertThat(result.error().message()).contains("did you mean 'sumPieces'");
    }

    @Test
    void an_aggregation_of_nothing_is_refused() {
        assertThat(sales.aggregate(Aggregation.of()).error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThatThrownBy(() -> by("placedAt").in(ZoneOffset.ofHours(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> period(DatePart.DAY_OF_WEEK, "day")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void random_groups_are_what_java_computes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("pieces", random.nextInt(5) == 0 ? null : random.nextInt(10));
            row.put("total", random.nextInt(5) == 0 ? null : BigDecimal.valueOf(random.nextInt(10_000), 3));
            row.put("gift", random.nextInt(3) == 0 ? null : random.nextBoolean());
            row.put("day", LocalDate.of(2024, 1, 1).plusDays(random.nextInt(900)));
            rows.add(row);
        }
        sales.createMany(rows).orThrow();

        Map<String, Map<String, Object>> expected = new TreeMap<>();
        for (Map<String, Object> row : rows) {
            LocalDate day = (LocalDate) row.get("day");
            if (!Integer.valueOf(3).equals(row.get("pieces"))) {
                Map<String, Object> group = expected.computeIfAbsent(
                        row.get("gift") + "/" + day.getYear(), key -> new LinkedHashMap<>(Map.of("n", 0L, "d", 0L)));
                group.merge("n", 1L, (a, b) -> (Long) a + (Long) b);
                if (row.get("total") instanceof BigDecimal total) {
                    group.merge("s", total, (a, b) -> ((BigDecimal) a).add((BigDecimal) b));
                    group.merge("m", total, (a, b) -> ((BigDecimal) a).max((BigDecimal) b));
                    group.merge("d", 1L, (a, b) -> (Long) a + (Long) b);
                }
            }
        }
        Map<String, Map<String, Object>> actual = new TreeMap<>();
        for (Row row : of(Aggregation.of(
                        count().as("n"),
                        count("total").as("d"),
                        sum("total").as("s"),
                        max("total").as("m"))
                .where(ne("pieces", 3))
                .groupBy(by("gift"), part(DatePart.YEAR, "day")))) {
            Map<String, Object> group = new LinkedHashMap<>(row);
            group.keySet().removeAll(List.of("gift", "year"));
            group.values().removeIf(java.util.Objects::isNull);
            actual.put(row.get("gift") + "/" + row.get("year"), group);
        }

        assertThat(plain(actual)).as("seed %d", seed).isEqualTo(plain(expected));
    }

    /** Compares decimals by their value. */
    private static String plain(Map<String, Map<String, Object>> groups) {
        Map<String, Map<String, String>> plain = new TreeMap<>();
        groups.forEach((key, group) -> {
            Map<String, String> values = new TreeMap<>();
            group.forEach((name, value) -> values.put(
                    name, value instanceof BigDecimal d ? d.stripTrailingZeros().toPlainString() : value.toString()));
            plain.put(key, values);
        });
        return plain.toString();
    }
}
