package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.gte;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages by offset and by cursor, in every order. */
class PagingTest {
    private static final int ROWS = 60;

    enum Status {
        OPEN,
        PAID
    }

    @Entity
    static class Purchase extends Identified {
        String customer;
        BigDecimal total;
        Double weight;
        Status status;
        boolean gift;
        Instant placedAt;

        @Json
        Map<String, Object> details;

        @ManyToOne
        Purchase previous;
    }

    @Embeddable
    record Place(String country, int number) implements Serializable {}

    @Entity
    static class Shop {
        @EmbeddedId
        Place place;

        String name;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Purchase.class, Shop.class);

    final Model<Purchase> purchases = database.model(Purchase.class);

    List<Row> purchases(int count) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Map.of("customer", "c" + i));
        }
        return purchases.createMany(rows).data();
    }

    @Test
    void pagesFollowEachOtherInBothDirections() {
        List<Row> all = purchases(7);
        Query query = Query.all().limit(3);

        Page first = purchases.page(query).data();
        Page second = purchases.page(query.after(first.next())).data();
        Page third = purchases.page(query.after(second.next())).data();
        Page secondAgain = purchases.page(query.before(third.previous())).data();
        Page firstAgain = purchases.page(query.before(secondAgain.previous())).data();

        assertThat(first.rows()).isEqualTo(all.subList(0, 3));
        assertThat(second.rows()).isEqualTo(all.subList(3, 6));
        assertThat(third.rows()).isEqualTo(all.subList(6, 7));
        assertThat(secondAgain.rows()).isEqualTo(second.rows());
        assertThat(firstAgain.rows()).isEqualTo(first.rows());
        assertThat(List.of(first.hasPrevious(), second.hasPrevious(), third.hasPrevious(), firstAgain.hasPrevious()))
                .containsExactly(false, true, true, false);
        assertThat(List.of(first.hasNext(), second.hasNext(), third.hasNext(), firstAgain.hasNext()))
                .containsExactly(true, true, false, true);
    }

    @Test
    void pagesByOffsetKnowWhetherMoreFollowAndLeadToCursors() {
        List<Row> all = purchases(5);

        Page page = purchases.page(Query.all().offset(2).limit(2)).data();

        assertThat(page.rows()).isEqualTo(all.subList(2, 4));
        assertThat(page.total()).isNull();
        assertThat(purchases
                        .page(Query.all().limit(2).after(page.next()))
                        .data()
                        .rows())
                .isEqualTo(all.subList(4, 5));
        assertThat(purchases
                        .page(Query.all().limit(2).before(page.previous()))
                        .data()
                        .rows())
                .isEqualTo(all.subList(0, 2));
        assertThat(purchases.page(Query.all().offset(9).limit(2)).data().rows()).isEmpty();
    }

    @Test
    void theTotalIsCountedOnDemandAndWithoutRegardToThePage() {
        purchases(5);
        Query query = Query.where(gte("id", 2)).limit(2).withTotal();

        Page first = purchases.page(query).data();

        assertThat(first.total()).isEqualTo(4);
        assertThat(purchases.page(query.after(first.next())).data().total()).isEqualTo(4);
    }

    @Test
    void aPageWithoutLimitHasAllRows() {
        List<Row> all = purchases(3);

        Page page = purchases.page(Query.all()).data();

        assertThat(page).isEqualTo(new Page(all, null, null, null));
        assertThat(purchases.page(Query.all().limit(Integer.MAX_VALUE)).data()).isEqualTo(page);
        assertThat(page.toString()).doesNotContain("c1");
    }

    @Test
    void aCursorAlsoPositionsFindMany() {
        List<Row> all = purchases(5);
        String cursor = purchases.page(Query.all().limit(2)).data().next();

        assertThat(purchases.findMany(Query.all().after(cursor)).data()).isEqualTo(all.subList(2, 5));
        assertThat(purchases.findFirst(Query.all().after(cursor)).data()).isEqualTo(all.get(2));
    }

    @Test
    void neitherDeletedNorNewRowsDisturbACursor() {
        List<Row> all = purchases(6);
        Query query = Query.all().orderByDescending("customer").limit(2);
        Page first = purchases.page(query).data();

        purchases.delete(eq("id", all.get(4).id())).orThrow();
        purchases.create(Map.of("customer", "c9")).orThrow();

        assertThat(purchases.page(query.after(first.next())).data().rows()).containsExactly(all.get(3), all.get(2));
    }

    @Test
    void noOrderSkipsOrDoublesARow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        fill(random);
        List<String> paths = List.of(
                "id", "customer", "total", "weight", "status", "gift", "placedAt", "details", "details.a", "previous");

        for (int i = 0; i < 60; i++) {
            Query query = Query.all();
            List<String> some = new ArrayList<>(paths);
            Collections.shuffle(some, random);
            for (String path : some.subList(0, random.nextInt(4))) {
                query = random.nextBoolean() ? query.orderBy(path) : query.orderByDescending(path);
                query = switch (random.nextInt(3)) {
                    case 0 -> query.nullsFirst();
                    case 1 -> query.nullsLast();
                    default -> query;
                };
            }
            List<Object> expected = ids(purchases.findMany(query).data());
            Query pages = query.limit(1 + random.nextInt(13));

            assertThat(forwards(pages)).as("seed %d, %s", seed, query).isEqualTo(expected);
            assertThat(backwards(pages)).as("seed %d, %s", seed, query).isEqualTo(expected);
        }
    }

    private void fill(Random random) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            Map<String, Object> row = new HashMap<>();
            row.put("customer", one(random, null, "", "ä", "b'c", "%_", "B"));
            row.put("total", one(random, null, new BigDecimal("0.1"), new BigDecimal("12345678901234567.89")));
            row.put("weight", one(random, null, 0.1, -0.0, 1e300, Double.MIN_VALUE));
            row.put("status", one(random, null, Status.OPEN, Status.PAID));
            row.put("gift", random.nextBoolean());
            row.put("placedAt", one(random, null, Instant.parse("2024-02-29T23:59:59.123456Z"), Instant.EPOCH));
            row.put("details", one(random, null, Map.of(), Map.of("a", 1), Map.of("a", "1"), Map.of("a", List.of())));
            row.put("previous", i == 0 ? null : one(random, null, 1 + random.nextInt(i)));
            rows.add(row);
        }
        rows.forEach(row -> purchases.create(row).orThrow());
    }

    private static Object one(Random random, Object... values) {
        return values[random.nextInt(values.length)];
    }

    private static List<Object> ids(List<Row> rows) {
        return rows.stream().map(Row::id).toList();
    }

    private List<Object> forwards(Query query) {
        List<Object> ids = new ArrayList<>();
        String cursor = null;
        do {
            Page page = purchases.page(query.after(cursor)).data();
            ids.addAll(ids(page.rows()));
            cursor = page.next();
        } while (cursor != null && ids.size() <= ROWS);
        return ids;
    }

    private List<Object> backwards(Query query) {
        Page page = purchases.page(query.limit(1_000)).data();
        Page last =
                purchases.page(query.limit(1).offset(page.rows().size() - 1)).data();
        List<Object> ids = new ArrayList<>(ids(last.rows()));
        for (String cursor = last.previous(); cursor != null && ids.size() <= ROWS; ) {
            Page before = purchases.page(query.before(cursor)).data();
            ids.addAll(0, ids(before.rows()));
            cursor = before.previous();
        }
        return ids;
    }

    @Test
    void aCompositeIdDecidesToo() {
        Model<Shop> shops = database.model(Shop.class);
        for (int i = 0; i < 6; i++) {
            shops.create(Map.of("place", Map.of("country", i % 2 == 0 ? "AT" : "DE", "number", i), "name", "x"))
                    .orThrow();
        }
        Query query = Query.all().orderByDescending("name").limit(4);

        Page first = shops.page(query).data();
        Page second = shops.page(query.after(first.next())).data();

        assertThat(first.rows()).extracting(row -> row.at("place.number")).containsExactly(0, 2, 4, 1);
        assertThat(second.rows()).extracting(row -> row.at("place.number")).containsExactly(3, 5);
    }

    @Test
    void aCursorThatWasTamperedWithIsRefused() {
        purchases(3);
        String cursor = purchases.page(Query.all().limit(1)).data().next();
        char[] changed = cursor.toCharArray();
        changed[20] = changed[20] == 'A' ? 'B' : 'A';

        for (String wrong : List.of(new String(changed), cursor.substring(1), cursor + "AAAA", "", "x", "ä", "====")) {
            Secrets.refused(purchases.page(Query.all().limit(1).after(wrong)), ErrorCode.INVALID_INPUT, "cursor");
        }
    }

    @Test
    void aCursorOfAnotherQueryOrModelIsRefused() {
        purchases(3);
        String cursor =
                purchases.page(Query.where(gte("id", 0)).limit(1)).data().next();

        for (Query other : List.of(
                Query.all(),
                Query.where(gte("total", 0)),
                Query.where(gte("id", 0)).orderBy("customer"),
                Query.where(gte("id", 0)).orderByDescending("id"))) {
            Secrets.refused(purchases.page(other.after(cursor)), ErrorCode.INVALID_INPUT, "cursor");
        }
        Secrets.refused(database.model(Shop.class).page(Query.all().after(cursor)), ErrorCode.INVALID_INPUT, "cursor");
        assertThat(purchases
                        .page(Query.where(gte("id", 2)).limit(9).after(cursor))
                        .data()
                        .rows())
                .hasSize(2);
    }

    @Test
    void aCursorShowsNothing() {
        purchases.create(Map.of("customer", Secrets.TEXT)).orThrow();
        purchases.create(Map.of("customer", Secrets.TEXT)).orThrow();

        String cursor =
                purchases.page(Query.all().orderBy("customer").limit(1)).data().next();

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(new String(java.util.Base64.getUrlDecoder().decode(cursor), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain(Secrets.TEXT);
    }

    @Test
    void instancesWithTheSameKeyTakeEachOthersCursors() {
        purchases(3);
        try (DataFlow one = instance("k1");
                DataFlow two = instance("k1");
                DataFlow stranger = instance("k2")) {
            String cursor =
                    one.model(Purchase.class).page(Query.all().limit(1)).data().next();

            assertThat(two.model(Purchase.class)
                            .page(Query.all().after(cursor))
                            .data()
                            .rows())
                    .hasSize(2);
            Secrets.refused(
                    stranger.model(Purchase.class).page(Query.all().after(cursor)), ErrorCode.INVALID_INPUT, "cursor");
        }
    }

    private static DataFlow instance(String key) {
        return database.builder()
                .models(Purchase.class, Shop.class)
                .maximumPoolSize(1)
                .cursorKey(key)
                .build();
    }

    @Test
    void nullsStandWhereTheQuerySays() {
        for (Integer total : new Integer[] {1, null, 2}) {
            Map<String, Object> row = new HashMap<>();
            row.put("total", total);
            row.put("details", total == null ? null : Map.of("a", total));
            purchases.create(row).orThrow();
        }

        for (String path : List.of("total", "details.a")) {
            assertThat(order(Query.all().orderBy(path))).containsExactly(2L, 1L, 3L);
            assertThat(order(Query.all().orderBy(path).nullsFirst())).containsExactly(2L, 1L, 3L);
            assertThat(order(Query.all().orderBy(path).nullsLast())).containsExactly(1L, 3L, 2L);
            assertThat(order(Query.all().orderByDescending(path))).containsExactly(3L, 1L, 2L);
            assertThat(order(Query.all().orderByDescending(path).nullsFirst())).containsExactly(2L, 3L, 1L);
            assertThat(order(Query.all().orderByDescending(path).nullsLast())).containsExactly(3L, 1L, 2L);
        }
        assertThatIllegalStateException().isThrownBy(() -> Query.all().nullsLast());
    }

    private List<Object> order(Query query) {
        return ids(purchases.findMany(query).data());
    }
}
