package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.gte;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What updates do with attributes and inside JSON documents, alone and against other writers. */
class ChangeTest {
    @Embeddable
    static class Size {
        Integer width;

        @Json
        Map<String, Object> details;
    }

    @Entity
    static class Stock extends Identified {
        String sku;
        int available;
        Long reserved;

        @Column(precision = 12, scale = 2)
        BigDecimal price;

        Double factor;

        @Embedded
        Size size;

        @ManyToOne
        Stock replacement;

        @Json
        Map<String, Object> doc;

        @Json
        List<Object> tags;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Stock.class);

    final Model<Stock> stock = database.model(Stock.class);

    Row create(Map<String, ?> values) {
        return stock.create(values).data();
    }

    Row update(Row row, Map<String, ?> changes) {
        Row updated = stock.update(Map.of("id", row.id()), changes).data();
        assertThat(stock.findById(row.id()).data()).isEqualTo(updated);
        return updated;
    }

    static Map<String, Object> nothing(String key) {
        return Collections.singletonMap(key, null);
    }

    @Test
    void numbersAreIncrementedAndMultiplied() {
        Row row = create(Map.of("available", 5, "price", new BigDecimal("10.00"), "factor", 1.5));

        Row updated = update(
                row,
                Map.of(
                        "available", Change.increment(-3),
                        "reserved", Change.increment(7),
                        "price", Change.multiply(new BigDecimal("1.155")),
                        "factor", Map.of("$increment", 0.25)));

        assertThat(updated.get("available")).isEqualTo(2);
        assertThat(updated.get("reserved")).isEqualTo(7L);
        assertThat(updated.get("price")).isEqualTo(new BigDecimal("11.55"));
        assertThat(updated.get("factor")).isEqualTo(1.75);
        assertThat(update(row, Map.of("reserved", Change.unset())).get("reserved"))
                .isNull();
        assertThat(update(row, Map.of("reserved", Change.multiply(3))).get("reserved"))
                .isEqualTo(0L);
    }

    @Test
    void aPathLeadsThroughFiveHundredKeysAtMost() {
        Row row = create(Map.of("doc", Map.of("a", 1)));
        String longest = "doc" + ".k".repeat(500);

        Secrets.refused(
                stock.update(Map.of("id", row.id()), Map.of(longest + ".k", 1)),
                ErrorCode.INVALID_INPUT,
                longest + ".k");
        assertThat(update(row, Map.of(longest, "end")).at(longest)).isEqualTo("end");
    }

    @Test
    void aPathChangesItsPlaceAndKeepsAllOthers() {
        Row row = create(Map.of("doc", Map.of("a", Map.of("x", 1, "y", 2), "b", "kept")));

        Row updated = update(row, Map.of("doc.a.x", "new", "doc.c.d.e", true));

        assertThat(updated.get("doc"))
                .isEqualTo(Map.of("a", Map.of("x", "new", "y", 2), "b", "kept", "c", Map.of("d", Map.of("e", true))));
    }

    @Test
    void aDocumentIsBegunWhereThereIsNone() {
        assertThat(update(create(Map.of("sku", "x")), Map.of("doc.a.b", 1)).get("doc"))
                .isEqualTo(Map.of("a", Map.of("b", 1)));
        assertThat(update(create(Map.of("doc", nothing("a"))), Map.of("doc.a.b", 1))
                        .get("doc"))
                .isEqualTo(Map.of("a", Map.of("b", 1)));
        assertThat(update(create(Map.of("sku", "x")), Map.of("doc.n", Change.increment(2)))
                        .at("doc.n"))
                .isEqualTo(2);
        assertThat(update(create(Map.of("sku", "x")), Map.of("doc.l", Change.append("e")))
                        .at("doc.l"))
                .isEqualTo(List.of("e"));
        assertThat(update(create(Map.of("sku", "x")), Map.of("doc", Change.merge(Map.of("m", 1))))
                        .get("doc"))
                .isEqualTo(Map.of("m", 1));
        assertThat(update(create(Map.of("sku", "x")), Map.of("tags", Change.append("t")))
                        .get("tags"))
                .isEqualTo(List.of("t"));
    }

    @Test
    void whatIsTakenAwayIsGoneAndMakesNothingOnTheWay() {
        Row row = create(Map.of("doc", Map.of("a", 1, "b", Map.of("c", 2, "d", 3))));

        assertThat(update(row, Map.of("doc.b.c", Change.unset())).get("doc"))
                .isEqualTo(Map.of("a", 1, "b", Map.of("d", 3)));
        assertThat(update(row, Map.of("doc.x.y", Change.unset())).get("doc"))
                .isEqualTo(Map.of("a", 1, "b", Map.of("d", 3)));
        assertThat(update(row, Map.of("doc.a.y", Map.of("$unset", true))).get("doc"))
                .isEqualTo(Map.of("a", 1, "b", Map.of("d", 3)));
        assertThat(update(row, Map.of("doc.a", Change.unset(), "doc.b.e.f", Change.unset(), "doc.n", 1))
                        .get("doc"))
                .isEqualTo(Map.of("b", Map.of("d", 3), "n", 1));
        assertThat(update(create(Map.of("sku", "x")), Map.of("doc.a.b", Change.unset()))
                        .get("doc"))
                .isNull();
        assertThat(update(row, Map.of("doc", Change.unset())).get("doc")).isNull();
    }

    @Test
    void nullInsideADocumentIsJsonNull() {
        Row row = create(Map.of("doc", Map.of("a", 1)));

        Map<String, Object> expected = new HashMap<>();
        expected.put("a", null);
        assertThat(update(row, nothing("doc.a")).get("doc")).isEqualTo(expected);
        assertThat(update(row, nothing("doc")).get("doc")).isNull();
        assertThat(database.query("select doc is null from \"change_test$stock\""))
                .containsExactly(true);
    }

    @Test
    void arraysGrowAndShrinkAtBothEnds() {
        Row row = create(Map.of("tags", List.of("b"), "doc", Map.of("l", List.of(1, 2, 1, Map.of("k", 1)))));

        assertThat(update(row, Map.of("tags", Change.append("c"))).get("tags")).isEqualTo(List.of("b", "c"));
        assertThat(update(row, Map.of("tags", Change.prepend(List.of("a")))).get("tags"))
                .isEqualTo(List.of(List.of("a"), "b", "c"));
        assertThat(update(row, Map.of("tags", Change.remove(List.of("a")))).get("tags"))
                .isEqualTo(List.of("b", "c"));
        assertThat(update(row, Map.of("doc.l", Change.remove(1))).at("doc.l")).isEqualTo(List.of(2, Map.of("k", 1)));
        assertThat(update(row, Map.of("doc.l", Change.append(null))).at("doc.l"))
                .isEqualTo(Arrays.asList(2, Map.of("k", 1), null));
        assertThat(update(row, Map.of("doc.l.1.k", 5)).at("doc.l.1.k")).isEqualTo(5);
        assertThat(update(row, Map.of("doc.l.0", Change.unset())).at("doc.l.0.k"))
                .isEqualTo(5);
        assertThat(update(row, Map.of("doc.l.-1", "last")).at("doc.l")).isEqualTo(List.of(Map.of("k", 5), "last"));
    }

    /** Whatever the order in which a caller's map has them. */
    @Test
    void elementsAreThoseThatThePathsLedToBefore() {
        check(Map.of("0", Change.unset(), "1", Change.unset()), List.of("c", "d"));
        check(Map.of("-1", Change.unset(), "-2", Change.unset(), "-3", Change.unset()), List.of("a"));
        check(Map.of("0", Change.unset(), "1", "B", "-1", Change.unset()), List.of("B", "c"));
        check(Map.of("4", "e", "5", "f", "6", "g", "1", Change.unset()), List.of("a", "c", "d", "e", "f", "g"));
    }

    private void check(Map<String, ?> changes, List<String> expected) {
        List<Map.Entry<String, ?>> entries = new ArrayList<>(changes.entrySet());
        for (int i = 0; i < entries.size(); i++) {
            Collections.rotate(entries, 1);
            Map<String, Object> ordered = new LinkedHashMap<>();
            entries.forEach(change -> ordered.put("doc.list." + change.getKey(), change.getValue()));
            Row row = create(Map.of("doc", Map.of("list", List.of("a", "b", "c", "d"))));

            assertThat(update(row, ordered).at("doc.list"))
                    .as(changes.toString())
                    .isEqualTo(expected);
        }
    }

    @Test
    void appendingToWhatIsNoArrayIsRefusedAndChangesNothing() {
        Row row = create(Map.of("doc", Map.of("o", Map.of("k", 1), "s", "text")));

        for (Change change : List.of(Change.append(1), Change.prepend(1), Change.remove(1))) {
            Result<Row> result = stock.update(eq("id", row.id()), Map.of("doc.o", change));
            Secrets.refused(result, ErrorCode.INVALID_INPUT, "doc.o");
            Secrets.refused(
                    stock.update(eq("id", row.id()), Map.of("doc.s", change)), ErrorCode.INVALID_INPUT, "doc.s");
        }
        Secrets.refused(
                stock.update(eq("id", row.id()), Map.of("doc.s", Change.merge(Map.of("k", 1)))),
                ErrorCode.INVALID_INPUT,
                "doc.s");
        Secrets.refused(
                stock.update(eq("id", row.id()), Map.of("doc.s", Change.increment(1))),
                ErrorCode.INVALID_INPUT,
                "doc.s");
        assertThat(stock.findById(row.id()).data()).isEqualTo(row);
    }

    @Test
    void aDocumentBeginsAsWhatItsAttributeHolds() {
        Row row = create(Map.of());

        assertThat(update(row, Map.of("tags.0.name", "a")).get("tags")).isEqualTo(List.of(Map.of("name", "a")));

        Row other = create(Map.of());
        refused(other, "tags", Change.merge(Map.of("a", 1)), "tags: is a JSON array, which has no keys");
        refused(
                other,
                "tags.name",
                "a",
                "tags.name: PostgreSQL cannot use a value: what is stored there is of another");
        refused(other, "tags", Change.increment(1), "tags: is no JSON number");
        refused(other, "doc", Change.append(1), "doc: is a JSON object, which has no elements");
        refused(other, "doc", Change.remove(1), "doc: is a JSON object, which has no elements");
        refused(other, "doc", Change.increment(1), "doc: is no JSON number");
    }

    private void refused(Row row, String path, Object change, String message) {
        Result<Row> result = stock.update(Map.of("id", row.id()), Map.of(path, change));

        assertThat(result.error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(result.error().message()).contains(message);
        assertThat(stock.findById(row.id()).data()).isEqualTo(row);
    }

    @Test
    void keysWithDotsQuotesAndDollarsAreReachedInQuotes() {
        Row row = create(Map.of("doc", Map.of("a.b", 1)));

        Row updated = update(
                row,
                Map.of("doc.\"a.b\"", Change.increment(1), "doc.\"say \"\"hi\"\"\"", 2, "doc.$x", 3, "doc.\"\"", 4));

        assertThat(updated.get("doc")).isEqualTo(Map.of("a.b", 2, "say \"hi\"", 2, "$x", 3, "", 4));
        assertThat(updated.at("doc.\"a.b\"")).isEqualTo(2);
        assertThat(stock.count(eq("doc.\"a.b\"", 2)).data()).isEqualTo(1);
    }

    @Test
    void aValueThatLooksLikeAChangeIsStoredOnPurpose() {
        Row row = create(Map.of("doc", Map.of("$increment", 1)));

        assertThat(row.get("doc")).isEqualTo(Map.of("$increment", 1));
        assertThat(update(row, Map.of("doc", Change.set(Map.of("$set", 1)))).get("doc"))
                .isEqualTo(Map.of("$set", 1));
    }

    @Test
    void embeddedValuesChangeAsAWholeAndInParts() {
        Row row = create(Map.of("size", Map.of("width", 3)));

        assertThat(update(row, Map.of("size.width", Change.increment(1))).at("size.width"))
                .isEqualTo(4);
        assertThat(update(row, Map.of("size.details.unit", "cm")).get("size"))
                .isEqualTo(Map.of("width", 4, "details", Map.of("unit", "cm")));
        assertThat(update(row, Map.of("size", Map.of("details", Map.of("a", 1))))
                        .at("size.width"))
                .isNull();
        assertThat(update(row, nothing("size")).get("size")).isNull();
        assertThat(update(row, Map.of("replacement", row.id())).get("replacement"))
                .isEqualTo(row.id());
        assertThat(update(row, nothing("replacement")).get("replacement")).isNull();
    }

    @Test
    void pathsThatLeadThroughEachOtherAreRefused() {
        for (List<String> paths : List.of(
                List.of("doc", "doc.a"),
                List.of("doc.a", "doc"),
                List.of("doc.a", "doc.a.b"),
                List.of("doc.a.b", "doc.a"),
                List.of("doc.a", "doc.\"a\""),
                List.of("size", "size.width"),
                List.of("size.width", "size"),
                List.of("size", "size.details.a"),
                List.of("size.details.a", "size"))) {
            Map<String, Object> changes = new LinkedHashMap<>();
            changes.put(paths.get(0), Map.of());
            changes.put(paths.get(1), Map.of());
            if (paths.contains("size.width")) {
                changes.put("size.width", 1);
            }

            Result<Row> result = stock.update(eq("id", 1), changes);

            assertThat(result.success()).as(paths.toString()).isFalse();
            assertThat(result.error().code()).as(paths.toString()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(result.error().message()).contains("twice");
        }
    }

    @Test
    void anUpdateWithoutChangesAnswersTheRow() {
        Row row = create(Map.of("sku", "x"));

        assertThat(update(row, Map.of())).isEqualTo(row);
        assertThat(stock.updateMany(Filter.all(), Map.of()).data()).isEqualTo(1);
        assertThat(stock.update(eq("id", -1), Map.of()).error().code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void manyRowsChangeAtOnce() {
        for (int i = 0; i < 5; i++) {
            create(Map.of("available", i));
        }

        assertThat(stock.updateMany(gte("available", 3), Map.of("available", Change.increment(10), "doc.hot", true))
                        .data())
                .isEqualTo(2);
        assertThat(stock.findMany(eq("doc.hot", true)).data())
                .extracting(row -> row.get("available"))
                .containsExactly(13, 14);
        assertThat(stock.deleteMany(gte("available", 3)).data()).isEqualTo(2);
        assertThat(stock.count().data()).isEqualTo(3);
    }

    @Test
    void randomDocumentChangesDoWhatPlainJavaDoes() {
        long seed = Long.getLong("dataflow.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> keys = List.of("a", "b", "c");
        for (int i = 0; i < 150; i++) {
            Map<String, Object> doc = randomDocument(random, 3);
            Row row = create(Map.of("doc", doc));
            Map<String, Object> changes = new LinkedHashMap<>();
            Map<String, Object> expected = mutable(doc);
            for (int n = random.nextInt(3); n >= 0; n--) {
                List<String> path = new ArrayList<>();
                for (int depth = random.nextInt(3); depth >= 0; depth--) {
                    path.add(keys.get(random.nextInt(3)));
                }
                boolean overlaps =
                        changes.keySet().stream().anyMatch(other -> overlap(other, "doc." + String.join(".", path)));
                if (!overlaps && leadsThroughObjects(expected, path)) {
                    boolean unset = random.nextInt(3) == 0;
                    Object value = unset ? Change.unset() : random.nextInt(100);
                    changes.put("doc." + String.join(".", path), value);
                    apply(expected, path, unset ? null : value);
                }
            }

            assertThat(update(row, changes).get("doc"))
                    .as("seed " + seed + ", case " + i + ": " + doc + " " + changes)
                    .isEqualTo(expected);
        }
    }

    static boolean overlap(String one, String other) {
        return (one + '.').startsWith(other + '.') || (other + '.').startsWith(one + '.');
    }

    @SuppressWarnings("unchecked") // documents have texts as keys
    static boolean leadsThroughObjects(Map<String, Object> doc, List<String> path) {
        Object level = doc;
        for (String key : path.subList(0, path.size() - 1)) {
            level = ((Map<String, Object>) level).get(key);
            if (level == null) {
                return true;
            }
            if (!(level instanceof Map)) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked") // documents have texts as keys
    static void apply(Map<String, Object> doc, List<String> path, Object value) {
        Map<String, Object> level = doc;
        for (String key : path.subList(0, path.size() - 1)) {
            if (level.get(key) == null && value == null) {
                return;
            }
            if (level.get(key) == null) {
                level.put(key, new HashMap<>());
            }
            level = (Map<String, Object>) level.get(key);
        }
        String last = path.get(path.size() - 1);
        if (value == null) {
            level.remove(last);
        } else {
            level.put(last, value);
        }
    }

    static Map<String, Object> randomDocument(Random random, int depth) {
        Map<String, Object> doc = new HashMap<>();
        for (String key : List.of("a", "b", "c")) {
            switch (random.nextInt(4)) {
                case 0 -> doc.put(key, random.nextInt(9));
                case 1 -> doc.put(key, depth == 0 ? 1 : randomDocument(random, depth - 1));
                case 2 -> doc.put(key, null);
                default -> {}
            }
        }
        return doc;
    }

    @SuppressWarnings("unchecked") // documents have texts as keys
    static Map<String, Object> mutable(Map<String, Object> doc) {
        Map<String, Object> copy = new HashMap<>();
        doc.forEach((key, value) ->
                copy.put(key, value instanceof Map<?, ?> map ? mutable((Map<String, Object>) map) : value));
        return copy;
    }

    @Test
    void concurrentIncrementsAreAllCounted() throws Exception {
        Row row = create(Map.of("sku", "busy", "doc", Map.of("n", 0)));

        inParallel(8, thread -> {
            for (int i = 0; i < 25; i++) {
                Map<String, ?> byOne = Map.of("available", Change.increment(1), "doc.n", Change.increment(1));
                stock.update(thread % 2 == 0 ? eq("id", row.id()) : eq("sku", "busy"), byOne)
                        .orThrow();
            }
        });

        Row after = stock.findById(row.id()).data();
        assertThat(after.get("available")).isEqualTo(200);
        assertThat(after.at("doc.n")).isEqualTo(200);
    }

    @Test
    void concurrentWritersOfDifferentKeysLoseNothing() throws Exception {
        Row row = create(Map.of("sku", "shared"));

        inParallel(8, thread -> {
            for (int i = 0; i < 25; i++) {
                stock.update(eq("id", row.id()), Map.of("doc.t" + thread + ".k" + i, i, "tags", Change.append(thread)))
                        .orThrow();
            }
        });

        Row after = stock.findById(row.id()).data();
        assertThat(after.getMap("doc")).hasSize(8);
        assertThat(after.getMap("doc.t3")).hasSize(25);
        assertThat(after.getList("tags")).hasSize(200);
    }

    @Test
    void aConditionHoldsForTheRowThatIsChangedAndNotForAnOlderOne() throws Exception {
        create(Map.of("sku", "last", "available", 50));
        List<Integer> sold = Collections.synchronizedList(new ArrayList<>());

        inParallel(8, thread -> {
            for (int i = 0; i < 15; i++) {
                Filter enough = Filter.and(eq("sku", "last"), gte("available", 1));
                if (stock.update(enough, Map.of("available", Change.increment(-1)))
                        .success()) {
                    sold.add(thread);
                }
            }
        });

        assertThat(sold).hasSize(50);
        assertThat(stock.findOne(eq("sku", "last")).data().get("available")).isEqualTo(0);
    }

    static void inParallel(int threads, IntConsumer work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                futures.add(executor.submit(() -> work.accept(thread)));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            executor.shutdown();
        }
    }
}
