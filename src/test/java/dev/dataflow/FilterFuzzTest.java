package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Map filters as an attacker would write them: {@code INVALID_INPUT} or a right answer, and nothing else. */
class FilterFuzzTest {
    private static final int CASES = 3_000;

    /** Texts that PostgreSQL can store and that would break out of SQL, JSON, arrays, patterns or JSON paths that were pasted together. */
    private static final List<String> STORABLE = List.of(
            "'",
            "''",
            "\"",
            "\\",
            "\\\\",
            "'; drop table customer; --",
            "' or '1'='1",
            "--",
            "/*",
            "*/",
            "$1",
            "$$",
            "$tag$",
            "?",
            "??",
            "{}",
            "{\"a\":1}",
            "[]",
            "%",
            "_",
            "\\%",
            "a.b",
            "\"a\".\"b\"",
            "$.*",
            "strict $",
            "$element",
            "$or",
            "null",
            "0",
            "-1",
            " 1",
            "+1",
            "01",
            "\u0001",
            "\n",
            "\t",
            "\u2028",
            "\ud83d\ude00",
            "ü",
            "e\u0301",
            "\u202e",
            "NaN",
            "Infinity",
            "{\"$gt\":1}",
            ",",
            "{a,b}",
            "x".repeat(200));

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Shop.MODELS);

    final Model<Shop.Customer> customers = database.model(Shop.Customer.class);
    final long seed = Long.getLong("dataflow.seed", System.nanoTime());
    final Random random = new Random(seed);
    List<Object> all;

    @BeforeEach
    void fill() {
        List<Map<String, Object>> rows = new ArrayList<>();
        STORABLE.forEach(text ->
                rows.add(Map.of("name", text, "rating", rows.size(), "profile", Map.of(text, text, "t", text))));
        rows.add(Map.of());
        all = customers.createMany(rows).data().stream().map(Row::id).toList();
    }

    @Test
    void aHostileTextFindsTheRowThatContainsItAndNoOther() {
        for (int i = 0; i < STORABLE.size(); i++) {
            String text = STORABLE.get(i);
            List<Object> row = List.of(all.get(i));
            String key = "profile.\"" + text.replace("\"", "\"\"") + '"';

            found(Map.of("name", text), row);
            found(Map.of("name", Map.of("$in", List.of(text))), row);
            found(Map.of("name", Map.of("$between", List.of(text, text))), row);
            found(Map.of("profile.t", text), row);
            found(Map.of("profile.t", Map.of("$in", List.of(text))), row);
            found(Map.of("profile.t", Map.of("$gte", text, "$lte", text)), row);
            found(Map.of(key, text), row);
            found(Map.of(key, Map.of("$startsWith", text, "$endsWith", text)), row);
            found(Map.of(key, Map.of("$exists", true)), row);
            found(Map.of("profile", Map.of("$hasKey", text)), row);
            found(Map.of("profile", Map.of(text, text, "t", text)), row);
            found(
                    Map.of(
                            "$and",
                            List.of(
                                    Map.of("name", Map.of("$contains", text)),
                                    Map.of("name", Map.of("$contains", text)),
                                    Map.of("rating", i))),
                    row);
        }
    }

    private void found(Map<String, Object> filter, List<Object> ids) {
        Result<List<Row>> found = customers.findMany(filter);
        assertThat(found.success()).as(filter + " " + found).isTrue();
        assertThat(found.data()).as(filter.toString()).extracting(Row::id).isEqualTo(ids);
    }

    @Test
    void anyMapIsRefusedOrDividesTheRows() {
        int answered = 0;
        for (int i = 0; i < CASES; i++) {
            Map<String, Object> filter = map(random.nextInt(4));
            String what = "seed " + seed + ", case " + i;

            Result<List<Row>> found = customers.findMany(filter);
            Result<List<Row>> others = customers.findMany(Filter.not(Filter.of(filter)));

            if (found.success() && others.success() && !isOmitted(filter)) {
                answered++;
                List<Object> ids =
                        new ArrayList<>(found.data().stream().map(Row::id).toList());
                others.data().forEach(row -> ids.add(row.id()));
                assertThat(ids).as(what).containsExactlyInAnyOrderElementsOf(all);
            } else if (!found.success()) {
                Failure failure = found.error();
                assertThat(failure.code()).as(what + ": " + failure).isEqualTo(ErrorCode.INVALID_INPUT);
                assertThat(failure.sqlState()).as(what + ": " + failure).isNull();
                assertThat(failure.message()).as(what).doesNotContain("ERROR", "syntax", "Exception");
            }
        }
        assertThat(answered).as("cases that were answered, seed " + seed).isGreaterThan(CASES / 10);
    }

    private static boolean isOmitted(Map<String, Object> filter) {
        return Filter.of(filter) instanceof Omitted;
    }

    private Map<String, Object> map(int depth) {
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(10) == 0 ? 2 : 1; i > 0; i--) {
            if (depth > 0 && random.nextInt(3) == 0) {
                map.put(
                        any(List.of("$and", "$or", "$not", "$nor")),
                        random.nextBoolean() ? List.of(map(depth - 1)) : map(depth - 1));
            } else {
                map.put(key(), random.nextInt(3) == 0 ? operation(depth) : value());
            }
        }
        return map;
    }

    private Object operation(int depth) {
        String operator = any(List.of(
                "$eq",
                "$ne",
                "$gt",
                "$gte",
                "$lt",
                "$lte",
                "$in",
                "$notIn",
                "$between",
                "$like",
                "$contains",
                "$startsWith",
                "$endsWith",
                "$ilike",
                "$isNull",
                "$exists",
                "$hasKey",
                "$attribute",
                "$some",
                "$none",
                "$every",
                "$where",
                "$",
                "$$"));
        Object operand = switch (operator) {
            case "$some", "$none", "$every" -> random.nextBoolean() ? map(Math.max(0, depth - 1)) : value();
            case "$in", "$notIn", "$between" -> random.nextInt(4) == 0 ? value() : Arrays.asList(value(), value());
            case "$attribute" -> random.nextBoolean() ? key() : value();
            case "$isNull", "$exists" -> random.nextInt(3) == 0 ? value() : random.nextBoolean();
            default -> value();
        };
        return Collections.singletonMap(operator, operand);
    }

    private String key() {
        String known = any(List.of(
                "id",
                "name",
                "rating",
                "address",
                "address.city",
                "region",
                "region.name",
                "region.parent.rank",
                "profile",
                "profile.t",
                "profile.age",
                "profile.0",
                "card",
                "card.number",
                "orders",
                "clubs",
                "tags",
                "scores",
                "places",
                "$element",
                "$key"));
        return switch (random.nextInt(8)) {
            case 0 -> known + '.' + any(STORABLE);
            case 1 -> "profile.\"" + any(STORABLE) + '"';
            case 2 -> any(STORABLE);
            case 3 ->
                known
                        + any(List.of(
                                ".",
                                "..",
                                "\0",
                                "\ud800",
                                ".\"",
                                ".a\0b",
                                " ",
                                "'",
                                ".x".repeat(600),
                                ".0".repeat(40)));
            default -> known;
        };
    }

    private Object value() {
        return switch (random.nextInt(40)) {
            case 0 -> null;
            case 1 -> "\0";
            case 2 -> "a\ud83d";
            case 3 -> Double.NaN;
            case 4 -> Float.POSITIVE_INFINITY;
            case 5 -> new BigDecimal("1e400");
            case 6 -> new BigDecimal("1e-20000");
            case 7 -> BigInteger.TEN.pow(200);
            case 8 -> Long.MIN_VALUE;
            case 9 -> new Object();
            case 10 -> Optional.empty();
            case 11 -> new int[] {1, 2};
            case 12 -> new byte[] {0};
            case 13 -> cyclicMap();
            case 14 -> cyclicList();
            case 15 -> deep(600);
            case 16 ->
                random.nextInt(10) == 0 ? IntStream.range(0, 70_000).boxed().toList() : List.of();
            case 17 -> LocalDate.MAX;
            case 18 -> Collections.singletonMap(null, 1);
            case 19 -> new HashMap<>(Map.of("$gt", 1, "plain", 2));
            case 20 -> Filter.eq("name", "a");
            case 21 -> Filter.attribute("rating");
            case 22 -> String.class;
            case 23 -> Thread.State.NEW;
            case 24 -> Map.of("city", Map.of("$gt", 1));
            case 25 -> Map.of("id", Map.of("id", 1));
            case 26 -> new StringBuilder("a");
            case 27 -> 'c';
            case 28 -> Arrays.asList(null, null);
            case 29 -> 0.1;
            case 30 -> true;
            case 31, 32, 33 -> random.nextInt(5);
            default -> any(STORABLE);
        };
    }

    private static Map<String, Object> cyclicMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", map);
        map.put("b", map);
        return map;
    }

    private static List<Object> cyclicList() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(list);
        return list;
    }

    private static Object deep(int levels) {
        Object value = 1;
        for (int i = 0; i < levels; i++) {
            value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
        }
        return value;
    }

    private <E> E any(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }
}
