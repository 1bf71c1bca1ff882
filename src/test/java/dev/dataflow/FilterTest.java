package dev.dataflow;

import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.attribute;
import static dev.dataflow.Filter.between;
import static dev.dataflow.Filter.contains;
import static dev.dataflow.Filter.endsWith;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.gt;
import static dev.dataflow.Filter.gte;
import static dev.dataflow.Filter.in;
import static dev.dataflow.Filter.isNotNull;
import static dev.dataflow.Filter.isNull;
import static dev.dataflow.Filter.like;
import static dev.dataflow.Filter.lt;
import static dev.dataflow.Filter.lte;
import static dev.dataflow.Filter.ne;
import static dev.dataflow.Filter.not;
import static dev.dataflow.Filter.notIn;
import static dev.dataflow.Filter.or;
import static dev.dataflow.Filter.startsWith;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every operator in both forms, over every kind of attribute and every kind of null. */
class FilterTest {
    enum Color {
        RED,
        GREEN,
        BLUE
    }

    @Embeddable
    static class Place {
        String city;

        @Column(name = "place_rank")
        Integer rank;
    }

    @Entity
    static class Owner extends Identified {
        String name;
    }

    @Entity
    static class Thing extends Identified {
        String name;
        Integer rank;
        BigDecimal price;
        Boolean sold;
        LocalDate day;

        @Enumerated(EnumType.STRING)
        Color color;

        Color shade;

        @Embedded
        Place place;

        @ManyToOne
        Owner owner;

        @Json
        Map<String, Object> doc;
    }

    static final List<String> TEXTS = List.of("a", "ab", "abc", "b_c", "c%d", "d\\e", "zz", "");
    static final List<Object> NUMBERS = List.of(0, 1, 2, 2.5, -3, 1000);

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Owner.class, Thing.class);

    final Model<Thing> things = database.model(Thing.class);
    final List<Map<String, Object>> rows = new ArrayList<>();
    final long seed = Long.getLong("dataflow.seed", System.nanoTime());
    final Random random = new Random(seed);

    @BeforeEach
    void fill() {
        for (int i = 0; i < 3; i++) {
            database.model(Owner.class).create(Map.of("name", "o" + i)).orThrow();
        }
        List<Map<String, Object>> values = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            values.add(thing());
        }
        rows.addAll(things.createMany(values).data());
        assertThat(rows).isEqualTo(things.findMany().data());
    }

    Map<String, Object> thing() {
        Map<String, Object> thing = new HashMap<>();
        maybe(thing, "name", any(TEXTS));
        maybe(thing, "rank", random.nextInt(4));
        maybe(thing, "price", BigDecimal.valueOf(random.nextInt(8), 1));
        maybe(thing, "sold", random.nextBoolean());
        maybe(thing, "day", LocalDate.of(2024, 1, 1 + random.nextInt(5)));
        maybe(thing, "color", any(Arrays.asList(Color.values())));
        maybe(thing, "shade", any(Arrays.asList(Color.values())));
        maybe(thing, "owner", 1 + random.nextInt(3));
        Map<String, Object> place = new HashMap<>();
        maybe(place, "city", any(TEXTS));
        maybe(place, "rank", random.nextInt(4));
        maybe(thing, "place", place);
        maybe(thing, "doc", document());
        return thing;
    }

    Map<String, Object> document() {
        Map<String, Object> doc = new HashMap<>();
        maybe(doc, "a", leaf());
        maybe(doc, "n", any(NUMBERS));
        maybe(doc, "tags", List.of(leaf(), leaf()));
        Map<String, Object> inner = new HashMap<>();
        maybe(inner, "c", leaf());
        maybe(inner, "0", leaf());
        maybe(doc, "b", inner);
        return doc;
    }

    Object leaf() {
        return switch (random.nextInt(7)) {
            case 0, 1 -> any(TEXTS);
            case 2, 3 -> any(NUMBERS);
            case 4 -> random.nextBoolean();
            case 5 -> List.of(any(NUMBERS));
            default -> Map.of("c", any(NUMBERS));
        };
    }

    /** Present, absent or null: all three happen. */
    void maybe(Map<String, Object> map, String key, Object value) {
        switch (random.nextInt(6)) {
            case 0 -> map.put(key, null);
            case 1 -> {}
            default -> map.put(key, value);
        }
    }

    <E> E any(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** A filter in code, and the same as a map. */
    record Pair(Filter filter, Map<String, Object> map) {}

    Pair tree(int depth) {
        int kind = depth == 0 ? 9 : random.nextInt(10);
        if (kind < 2) {
            Pair inner = tree(depth - 1);
            return new Pair(not(inner.filter()), Map.of("$not", inner.map()));
        }
        if (kind < 6) {
            List<Pair> parts = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                parts.add(tree(depth - 1));
            }
            Filter[] filters = parts.stream().map(Pair::filter).toArray(Filter[]::new);
            List<Map<String, Object>> maps = parts.stream().map(Pair::map).toList();
            return kind < 4 ? new Pair(and(filters), Map.of("$and", maps)) : new Pair(or(filters), Map.of("$or", maps));
        }
        return condition();
    }

    Pair condition() {
        return switch (random.nextInt(12)) {
            case 0 -> text(any(List.of("name", "place.city", "doc.a", "doc.b.c", "doc.tags.0")));
            case 1 -> attributes();
            case 2 -> value("name", any(TEXTS));
            case 3 -> value(any(List.of("rank", "place.rank", "id")), random.nextInt(4));
            case 4 -> value("price", BigDecimal.valueOf(random.nextInt(800), 2));
            case 5 -> value("day", LocalDate.of(2024, 1, 1 + random.nextInt(5)));
            case 6 -> same("sold", random.nextBoolean());
            case 7 -> same("color", any(Arrays.asList(Color.values())));
            case 8 -> value("shade", any(Arrays.asList(Color.values())));
            case 9 -> same(any(List.of("owner", "owner.id")), 1 + random.nextInt(4));
            case 10 ->
                same(
                        any(List.of("doc.a", "doc.b.c", "doc.b", "doc.tags.1", "doc.tags.-1", "doc.b.0", "doc.x")),
                        leaf());
            default -> value(any(List.of("doc.a", "doc.n", "doc.b.c", "doc.tags.0")), scalar());
        };
    }

    Object scalar() {
        return switch (random.nextInt(3)) {
            case 0 -> any(TEXTS);
            case 1 -> random.nextBoolean();
            default -> any(NUMBERS);
        };
    }

    /** Operators for all that can be equal. */
    Pair same(String path, Object operand) {
        Object value = random.nextInt(5) == 0 ? null : operand;
        return switch (random.nextInt(6)) {
            case 0 -> new Pair(eq(path, value), entry(path, value));
            case 1 -> new Pair(ne(path, value), operation(path, "$ne", value));
            case 2 -> new Pair(in(path, values(value, operand)), operation(path, "$in", values(value, operand)));
            case 3 -> new Pair(notIn(path, values(value, operand)), operation(path, "$notIn", values(value, operand)));
            case 4 -> new Pair(isNull(path), operation(path, "$isNull", true));
            default -> new Pair(isNotNull(path), operation(path, "$isNull", false));
        };
    }

    static List<Object> values(Object... values) {
        return Arrays.asList(values);
    }

    /** Operators for what has an order, too. */
    Pair value(String path, Object operand) {
        Object value = random.nextInt(8) == 0 ? null : operand;
        return switch (random.nextInt(7)) {
            case 0 -> new Pair(gt(path, value), operation(path, "$gt", value));
            case 1 -> new Pair(gte(path, value), operation(path, "$gte", value));
            case 2 -> new Pair(lt(path, value), operation(path, "$lt", value));
            case 3 -> new Pair(lte(path, value), operation(path, "$lte", value));
            case 4 -> new Pair(between(path, operand, operand), operation(path, "$between", List.of(operand, operand)));
            default -> same(path, operand);
        };
    }

    Pair text(String path) {
        String text = any(TEXTS).replace("\\", "");
        Filter filter;
        String name;
        switch (random.nextInt(4)) {
            case 0 -> {
                filter = contains(path, text);
                name = "contains";
            }
            case 1 -> {
                filter = startsWith(path, text);
                name = "startsWith";
            }
            case 2 -> {
                filter = endsWith(path, text);
                name = "endsWith";
            }
            default -> {
                text = any(List.of("%", "_", "a%", "%c", "_b%", "b\\_c", "c\\%d", "d\\\\e", "%\\%%"));
                filter = like(path, text);
                name = "like";
            }
        }
        return random.nextBoolean()
                ? new Pair(filter, operation(path, '$' + name, text))
                : new Pair(
                        ((TextMatch) filter).ignoringCase(),
                        operation(path, "$i" + name, text.toUpperCase(java.util.Locale.ROOT)));
    }

    Pair attributes() {
        List<String> pair = any(List.of(
                List.of("rank", "place.rank"),
                List.of("price", "rank"),
                List.of("name", "place.city"),
                List.of("doc.a", "rank"),
                List.of("rank", "doc.n"),
                List.of("doc.a", "doc.b.c"),
                List.of("doc.a", "name"),
                List.of("doc.n", "price"),
                List.of("id", "owner")));
        Map<String, BiFunction<String, Object, Filter>> operators = Map.of(
                "$eq",
                Filter::eq,
                "$ne",
                Filter::ne,
                "$gt",
                Filter::gt,
                "$gte",
                Filter::gte,
                "$lt",
                Filter::lt,
                "$lte",
                Filter::lte);
        boolean ordered = !pair.equals(List.of("doc.a", "doc.b.c"));
        String operator = any(ordered ? operators.keySet().stream().sorted().toList() : List.of("$eq", "$ne"));
        return new Pair(
                operators.get(operator).apply(pair.get(0), attribute(pair.get(1))),
                operation(pair.get(0), operator, Map.of("$attribute", pair.get(1))));
    }

    static Map<String, Object> operation(String path, String operator, Object value) {
        return entry(path, entry(operator, value));
    }

    static Map<String, Object> entry(String key, Object value) {
        return Collections.singletonMap(key, value);
    }

    @Test
    void textsAreEqualInAnyCaseWhenAskedFor() {
        Object id = things.create(Map.of("name", "50%_Of\\", "rank", 7, "color", "RED", "doc", Map.of("a", "Über")))
                .data()
                .id();
        Filter same = eq("name", "50%_oF\\").ignoringCase();

        assertThat(things.findMany(same).data()).extracting(Row::id).containsExactly(id);
        assertThat(things.count(not(same)).data()).isEqualTo(rows.size());
        assertThat(things.count(ne("name", "50%_oF\\").ignoringCase()).data()).isEqualTo(rows.size());
        assertThat(things.count(eq("name", "50%%Of\\").ignoringCase()).data()).isZero();
        assertThat(things.count(in("name", "50%_OF\\", "nobody").ignoringCase()).data())
                .isOne();
        assertThat(things.count(eq("doc.a", "üBER").ignoringCase()).data()).isOne();
        assertThat(things.count(and(eq("rank", 7), eq("color", "RED")).ignoringCase())
                        .data())
                .isOne();
    }

    @Test
    void anyOfManyTextsInAnyCaseIsOneConditionWithOneParameter() {
        List<String> texts = new ArrayList<>(Collections.nCopies(70_000, "nobody"));
        texts.add("AB");
        things.create(Map.of("name", "ab")).orThrow();
        Filter filter = in("name", texts).ignoringCase();

        assertThat(things.count(filter).data())
                .isEqualTo(things.count(eq("name", "ab").ignoringCase()).data())
                .isPositive();
        assertThat(((FilterNode) filter).conditions()).isOne();
    }

    @Test
    void anyOfTheValuesInAnyCaseIsAnyOfTheComparisonsInAnyCase() {
        for (int i = 0; i < 200; i++) {
            String path = any(List.of("name", "place.city", "doc.a", "doc.b.c", "doc.tags.0", "color", "shade"));
            String other = any(List.of("%", "_", "\\", "nobody"));
            List<Object> values = path.equals("color") || path.equals("shade")
                    ? values(any(List.of("RED", "GREEN")), random.nextBoolean() ? null : "RED")
                    : values(
                            any(TEXTS).toUpperCase(java.util.Locale.ROOT),
                            random.nextBoolean() ? null : any(TEXTS),
                            other);
            Filter each = or(
                    values.stream().map(value -> eq(path, value).ignoringCase()).toArray(Filter[]::new));

            assertThat(things.findMany(in(path, values).ignoringCase()).data())
                    .as(path)
                    .isEqualTo(things.findMany(each).data());
            assertThat(things.findMany(notIn(path, values).ignoringCase()).data())
                    .as("not " + path)
                    .isEqualTo(things.findMany(not(each)).data());
        }
        things.create(Map.of("doc", Map.of("n", NUMBERS.get(0)))).orThrow();
        assertThat(things.count(in("doc.n", "NOBODY", NUMBERS.get(0)).ignoringCase())
                        .data())
                .isEqualTo(things.count(eq("doc.n", NUMBERS.get(0))).data())
                .isPositive();
        assertThat(things.count(in("name").ignoringCase()).data()).isZero();
        Secrets.refused(
                things.findMany(in("name", Secrets.TEXT + '\0').ignoringCase()), ErrorCode.INVALID_INPUT, "name");
    }

    @Test
    void randomFiltersFindWhatPlainJavaFinds() {
        for (int i = 0; i < 2_000; i++) {
            Pair pair = tree(random.nextInt(4));
            List<Object> expected = rows.stream()
                    .filter(row -> FilterOracle.meets(row, pair.filter()))
                    .map(row -> row.get("id"))
                    .toList();
            String what = "seed " + seed + ", case " + i + ": " + pair.map();

            Result<List<Row>> found = i % 2 == 0 ? things.findMany(pair.filter()) : things.findMany(pair.map());
            assertThat(found.success()).as(what + found).isTrue();
            assertThat(found.data()).as(what).extracting(Row::id).containsExactlyElementsOf(expected);
            if (i % 10 == 0) {
                assertThat(things.count(pair.map()).data()).as(what).isEqualTo(expected.size());
                assertThat(things.exists(pair.filter()).data()).as(what).isEqualTo(!expected.isEmpty());
            }
        }
    }

    @Test
    void randomOrdersAndPagesAreThoseOfPlainJava() {
        List<String> paths =
                List.of("name", "rank", "price", "sold", "day", "shade", "owner", "place.rank", "doc.n", "id");
        for (int i = 0; i < 200; i++) {
            Query query = Query.all();
            Comparator<Map<String, Object>> comparator = (one, other) -> 0;
            for (int keys = random.nextInt(3); keys >= 0; keys--) {
                String path = any(paths);
                Comparator<Map<String, Object>> ascending = Comparator.comparing(
                        row -> FilterOracle.at(row, path), Comparator.nullsFirst(FilterOracle::order));
                boolean descending = random.nextBoolean();
                query = descending ? query.orderByDescending(path) : query.orderBy(path);
                comparator = comparator.thenComparing(descending ? ascending.reversed() : ascending);
            }
            int limit = random.nextInt(70);
            int offset = random.nextInt(70);
            List<Map<String, Object>> expected = rows.stream()
                    .sorted(comparator.thenComparing(row -> (Long) row.get("id")))
                    .skip(offset)
                    .limit(limit)
                    .toList();

            List<Row> page = things.findMany(query.limit(limit).offset(offset)).data();

            assertThat(page).as("seed " + seed + ", " + query).isEqualTo(expected);
        }
    }

    @Test
    void theMapFormBuildsTheSameTree() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", "a");
        map.put("doc.age", Map.of("$gte", 18));

        assertThat(Filter.of(map)).isEqualTo(and(eq("name", "a"), gte("doc.age", 18)));
        assertThat(Filter.of(Map.of("rank", Map.of("$attribute", "place.rank"))))
                .isEqualTo(eq("rank", attribute("place.rank")));
        assertThat(Filter.of(Map.of("rank", Map.of("$between", List.of(1, Map.of("$attribute", "place.rank"))))))
                .isEqualTo(between("rank", 1, attribute("place.rank")));
        assertThat(Filter.of(Map.of("$not", Map.of("name", "a")))).isEqualTo(not(eq("name", "a")));
        assertThat(not(not(eq("name", "a")))).isEqualTo(eq("name", "a"));
    }

    @Test
    void aDocumentIsFoundAsAWhole() {
        Map<String, Object> doc = Map.of("deep", Map.of("list", List.of(1, 2.5, "x")));
        Object id = things.create(Map.of("doc", doc)).data().id();

        assertThat(things.findOne(eq("doc", doc)).data().id()).isEqualTo(id);
        assertThat(things.findOne(eq("doc.deep", doc.get("deep"))).data().id()).isEqualTo(id);
        assertThat(things.findOne(in("doc", List.of(doc))).data().id()).isEqualTo(id);
        assertThat(things.findOne(in("doc.deep.list.0", Collections.nCopies(200, 1)))
                        .data()
                        .id())
                .isEqualTo(id);
    }

    @Test
    void columnNamesAreTakenForAttributes() {
        things.create(Map.of("name", "by column", "place", Map.of("city", "c"))).orThrow();

        assertThat(things.findOne(eq("owner_id", 99)).data()).isNull();
        assertThat(things.count(eq("name", "by column")).data()).isEqualTo(1);
    }

    @Test
    void anEmbeddedValueIsComparedAsAWhole() {
        Object id = things.create(Map.of("name", "embedded", "place", Map.of("city", "only")))
                .data()
                .id();

        assertThat(things.findMany(eq("place", Map.of("city", "only"))).data())
                .extracting(Row::id)
                .containsExactly(id);
        assertThat(things.count(and(isNull("place"), eq("name", "embedded"))).data())
                .isZero();
        assertThat(things.count(ne("place", Map.of("city", "only"))).data()).isEqualTo(rows.size());
        assertThat(things.findMany(in("place", List.of(Map.of("city", "only")))).data())
                .hasSize(1);
    }

    @Test
    void oneRowIsMeantAndSeveralAreNotUnique() {
        assertThat(things.findOne(Filter.all()).error().code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(things.update(Filter.all(), Map.of("rank", 9)).error().code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(things.delete(in("id", 1, 2)).error().code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(things.update(eq("id", -1), Map.of("rank", 9)).error().code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(things.delete(and(eq("id", 1), eq("rank", 99))).error().code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(things.findOne(eq("id", -1)).found()).isFalse();
        assertThat(things.findById(1).data()).isEqualTo(rows.get(0));
        assertThat(things.findById("1").data()).isEqualTo(rows.get(0));
        assertThat(things.findById(Map.of("id", 1)).success()).isFalse();

        assertThat(things.findMany().data()).isEqualTo(rows);
    }

    @Test
    void anIdInTheFilterDoesNotHideItsOtherConditions() {
        Map<String, Object> row = rows.get(0);
        Filter other = eq("name", "none has this");

        assertThat(things.update(and(eq("id", 1), other), Map.of("rank", 9))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(things.delete(or(eq("id", 1), eq("id", 2))).error().code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(things.update(eq("id", attribute("id")), Map.of("rank", 9))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(things.update(not(ne("id", 1)), Map.of("name", "nn")).data().id())
                .isEqualTo(row.get("id"));
    }
}
