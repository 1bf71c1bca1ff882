package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random filters and orders over random rows of associated entities, against what plain Java finds and against the same query written in SQL
 * by {@link HandWritten}, which shares nothing with the facade.
 */
class FilterProofTest {
    private static final int BATCH = 50;
    private static final int BATCHES = 36;
    private static final List<String> TEXTS = List.of("a", "ab", "b", "c%", "d_e", "");

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Shop.MODELS);

    final long seed = Long.getLong("dataflow.seed", System.nanoTime());
    final Random random = new Random(seed);
    final Graph graph = new Graph(random, database);

    @BeforeEach
    void fill() {
        graph.fill();
    }

    /** A filter as data; the code form of the same is what {@link Filter#of(Map)} makes of it. */
    private Map<String, Object> tree(String entity, int depth) {
        int kind = depth == 0 ? 9 : random.nextInt(12);
        return switch (kind) {
            case 0 -> Map.of("$not", tree(entity, depth - 1));
            case 1, 2 -> Map.of("$and", List.of(tree(entity, depth - 1), tree(entity, depth - 1)));
            case 3, 4 -> Map.of("$or", List.of(tree(entity, depth - 1), tree(entity, depth - 1)));
            case 5, 6, 7 -> quantified(entity, depth - 1);
            default -> condition(entity);
        };
    }

    private Map<String, Object> quantified(String entity, int depth) {
        String quantifier = any(List.of("$some", "$none", "$every"));
        if (entity.equals("order") && random.nextBoolean()) {
            return Map.of("items", Map.of(quantifier, tree("item", depth)));
        }
        if (entity.equals("item")) {
            return Map.of("order.items", Map.of(quantifier, tree("item", depth)));
        }
        String to = entity.equals("order") ? "customer." : entity.equals("customer") ? "" : null;
        if (to == null) {
            return condition(entity);
        }
        return switch (random.nextInt(5)) {
            case 0 -> Map.of(to + "orders", Map.of(quantifier, tree("order", depth)));
            case 1 -> Map.of(to + "clubs", Map.of(quantifier, condition("club")));
            case 2 ->
                Map.of(
                        to + "tags",
                        Map.of(
                                quantifier,
                                any(List.of("x", Map.of("$in", List.of("x", "y")), Map.of("$startsWith", "x")))));
            case 3 -> Map.of(to + "places", Map.of(quantifier, of(any(List.of("city", "zip")))));
            default ->
                Map.of(
                        to + "scores",
                        Map.of(
                                quantifier,
                                Map.of(
                                        "$key",
                                        any(List.of("go", "chess")),
                                        "$element",
                                        Map.of("$gt", random.nextInt(4)))));
        };
    }

    private Map<String, Object> condition(String entity) {
        return of(any(HandWritten.paths(entity)));
    }

    /** A condition on a path whose last name tells what values it leads to. */
    private Map<String, Object> of(String path) {
        String last = path.substring(path.lastIndexOf('.') + 1);
        return switch (last) {
            case "id", "customer", "region", "parent", "order", "card" -> same(path, 1 + random.nextInt(6));
            case "rank", "rating", "zip", "quantity" -> ordered(path, random.nextInt(4));
            case "total" -> ordered(path, BigDecimal.valueOf(random.nextInt(60), 1));
            case "age" -> ordered(path, any(List.of(1, 2, 2.5, "a", true)));
            case "list", "k", "0", "-1" -> exotic(path);
            default -> random.nextInt(3) == 0 ? text(path) : ordered(path, any(TEXTS));
        };
    }

    private Map<String, Object> exotic(String path) {
        Object value = any(List.of(1, "a", List.of(1, "a"), Map.of("k", 1), false));
        return switch (random.nextInt(4)) {
            case 0 -> operation(path, "$exists", random.nextBoolean());
            case 1 -> path.equals("profile.list") ? operation("profile", "$hasKey", "list") : same(path, value);
            default -> same(path, value);
        };
    }

    private Map<String, Object> same(String path, Object operand) {
        Object value = random.nextInt(6) == 0 ? null : operand;
        return switch (random.nextInt(5)) {
            case 0 -> operation(path, "$ne", value);
            case 1 -> operation(path, "$in", Arrays.asList(value, operand));
            case 2 -> operation(path, "$notIn", Arrays.asList(value, operand));
            case 3 -> operation(path, "$isNull", random.nextBoolean());
            default -> Collections.singletonMap(path, value);
        };
    }

    private Map<String, Object> ordered(String path, Object operand) {
        return random.nextInt(3) == 0
                ? same(path, operand)
                : operation(path, any(List.of("$gt", "$gte", "$lt", "$lte")), operand);
    }

    private Map<String, Object> text(String path) {
        return operation(path, any(List.of("$contains", "$startsWith", "$endsWith", "$icontains")), any(TEXTS));
    }

    private static Map<String, Object> operation(String path, String operator, Object value) {
        return Map.of(path, Collections.singletonMap(operator, value));
    }

    private <E> E any(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }

    @Test
    void randomFiltersAcrossAssociationsFindWhatPlainJavaAndHandWrittenSqlFind() {
        for (int batch = 0; batch < BATCHES; batch++) {
            for (String entity : List.of("order", "customer")) {
                List<Map<String, Object>> maps = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    maps.add(tree(entity, random.nextInt(4)));
                }
                List<List<Long>> byHand = HandWritten.find(
                        database, entity, maps.stream().map(Filter::of).toList());
                for (int i = 0; i < BATCH; i++) {
                    check(entity, maps.get(i), byHand.get(i), "seed " + seed + ", batch " + batch + ", case " + i);
                }
            }
        }
    }

    private void check(String entity, Map<String, Object> map, List<Long> byHand, String at) {
        Filter filter = Filter.of(map);
        List<Long> expected = graph.rows(entity).stream()
                .filter(row -> FilterOracle.meets(row, filter))
                .map(row -> (Long) row.get("id"))
                .toList();
        String what = at + ": " + entity + " " + map;

        Result<List<Row>> found = model(entity).findMany(map);

        assertThat(byHand).as("written by hand, " + what).isEqualTo(expected);
        assertThat(found.success()).as(what + found).isTrue();
        assertThat(found.data()).as(what).extracting(Row::id).isEqualTo(expected);
    }

    private static Model<?> model(String entity) {
        return entity.equals("order") ? database.model(Shop.Order.class) : database.model(Shop.Customer.class);
    }

    @Test
    void randomOrdersAcrossAssociationsAreThoseOfPlainJava() {
        List<String> paths = List.of(
                "customer.name",
                "customer.address.zip",
                "customer.region.rank",
                "customer.region.parent.name",
                "customer.card.number",
                "customer.profile.age",
                "total",
                "customer");
        for (int i = 0; i < 150; i++) {
            Query query = Query.all();
            Comparator<Map<String, Object>> comparator = (one, other) -> 0;
            for (int keys = random.nextInt(3); keys >= 0; keys--) {
                String path = any(paths);
                Comparator<Map<String, Object>> ascending = Comparator.comparing(
                        row -> FilterOracle.at(row, path), Comparator.nullsFirst(FilterOracle::jsonOrder));
                boolean descending = random.nextBoolean();
                query = descending ? query.orderByDescending(path) : query.orderBy(path);
                comparator = comparator.thenComparing(descending ? ascending.reversed() : ascending);
            }
            List<Object> expected = graph.rows("order").stream()
                    .sorted(comparator.thenComparing(row -> (Long) row.get("id")))
                    .map(row -> row.get("id"))
                    .toList();

            assertThat(database.model(Shop.Order.class).findMany(query).data())
                    .as("seed " + seed + ", " + query)
                    .extracting(Row::id)
                    .isEqualTo(expected);
        }
    }

    /** What changes and deletes find is what reads find: the condition then stands in a statement with one table. */
    @Test
    void randomFiltersChangeAndDeleteWhatTheyFind() {
        Model<Shop.Order> orders = database.model(Shop.Order.class);
        for (int i = 0; i < 120; i++) {
            Map<String, Object> map = tree("order", random.nextInt(3));
            Filter filter = Filter.of(map);
            String code = "case " + i;
            String what = "seed " + seed + ", " + code + ": " + map;
            List<Object> expected =
                    orders.findMany(filter).data().stream().map(Row::id).toList();

            assertThat(orders.updateMany(filter, Map.of("code", code)).data())
                    .as(what)
                    .isEqualTo(expected.size());
            assertThat(orders.findMany(Map.of("code", code)).data())
                    .as(what)
                    .extracting(Row::id)
                    .isEqualTo(expected);
            long found = orders.count(filter).data();
            Result<Row> one = orders.update(filter, Map.of("code", code + " alone"));
            assertThat(one.success()).as(what + one).isEqualTo(found == 1);
        }
        Map<String, Object> some = Map.of("customer.region.rank", Map.of("$gt", 0));
        long all = orders.count().data();
        long found = orders.count(some).data();
        database.execute("delete from item");

        assertThat(orders.deleteMany(some).data()).isEqualTo(found);
        assertThat(orders.count().data()).isEqualTo(all - found);
        assertThat(orders.count(some).data()).isZero();
    }

    /** The rows as plain Java has them: associations are the rows themselves. */
    static final class Graph {
        private final Random random;
        private final FacadeDatabase database;
        private final Map<String, List<Map<String, Object>>> rows = new LinkedHashMap<>();

        Graph(Random random, FacadeDatabase database) {
            this.random = random;
            this.database = database;
        }

        List<Map<String, Object>> rows(String entity) {
            return rows.get(entity);
        }

        void fill() {
            for (int i = 0; i < 5; i++) {
                store(
                        "region",
                        Shop.Region.class,
                        values("name", text(), "rank", number(), "parent", sometimes("region")));
            }
            for (int i = 0; i < 3; i++) {
                store("club", Shop.Club.class, values("name", text()));
            }
            for (int i = 0; i < 18; i++) {
                customer();
            }
            for (int i = 0; i < 30; i++) {
                Map<String, Object> order = store(
                        "order",
                        Shop.Order.class,
                        values(
                                "code",
                                text(),
                                "total",
                                BigDecimal.valueOf(random.nextInt(60), 1),
                                "customer",
                                sometimes("customer")));
                order.put("items", new ArrayList<>());
                listed(order, "customer", "orders");
            }
            for (int i = 0; i < 40; i++) {
                Map<String, Object> item = store(
                        "item",
                        Shop.Item.class,
                        values("sku", text(), "quantity", number(), "order", sometimes("order")));
                listed(item, "order", "items");
            }
        }

        private void customer() {
            Map<String, Object> customer = store(
                    "customer",
                    Shop.Customer.class,
                    values(
                            "name", text(),
                            "rating", number(),
                            "address", random.nextInt(4) == 0 ? null : values("city", text(), "zip", number()),
                            "region", sometimes("region"),
                            "profile", profile()));
            Object id = customer.get("id");
            customer.put("orders", new ArrayList<>());
            customer.put("card", null);
            if (random.nextInt(3) > 0) {
                Map<String, Object> card =
                        store("card", Shop.Card.class, values("number", text(), "customer", customer));
                customer.put("card", card);
            }
            List<Object> clubs = new ArrayList<>();
            List<Object> tags = new ArrayList<>();
            for (Map<String, Object> club : rows("club")) {
                if (random.nextBoolean()) {
                    clubs.add(club);
                    database.execute("insert into customer_clubs values (" + id + ", " + club.get("id") + ")");
                }
            }
            for (String tag : List.of("x", "xy", "y")) {
                if (random.nextBoolean()) {
                    tags.add(Map.of("$element", tag));
                    database.execute("insert into customer_tags values (" + id + ", '" + tag + "')");
                }
            }
            List<Object> places = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                Map<String, Object> place = values("city", text(), "zip", number());
                places.add(place);
                database.execute("insert into customer_places (customer_id, city, zip) values (" + id + ", "
                        + HandWritten.literal(place.get("city")) + ", " + HandWritten.literal(place.get("zip")) + ")");
            }
            List<Object> scores = new ArrayList<>();
            for (String game : List.of("go", "chess")) {
                if (random.nextBoolean()) {
                    int score = random.nextInt(5);
                    scores.add(Map.of("$key", game, "$element", score));
                    database.execute("insert into customer_scores (customer_id, game, score) values (" + id + ", '"
                            + game + "', " + score + ")");
                }
            }
            customer.put("clubs", clubs);
            customer.put("tags", tags);
            customer.put("places", places);
            customer.put("scores", scores);
        }

        private Object profile() {
            if (random.nextInt(6) == 0) {
                return null;
            }
            Map<String, Object> profile = new LinkedHashMap<>();
            List<Object> ages = Arrays.asList(1, 2, 2.5, 3, "a", "b", true, null);
            if (random.nextInt(5) > 0) {
                profile.put("age", ages.get(random.nextInt(ages.size())));
            }
            List<Object> lists = Arrays.asList(
                    List.of(1, "a"), List.of("a"), List.of(), Map.of("0", "a", "k", 1), Map.of("k", 1), "a", null);
            if (random.nextInt(5) > 0) {
                profile.put("list", lists.get(random.nextInt(lists.size())));
            }
            return profile;
        }

        private Map<String, Object> store(String entity, Class<?> type, Map<String, Object> values) {
            Map<String, Object> given = new LinkedHashMap<>(values);
            given.replaceAll((key, value) -> value instanceof FilterOracle.Node node ? node.get("id") : value);
            Row row = database.model(type).create(given).orThrow();
            FilterOracle.Node node = new FilterOracle.Node(row);
            values.forEach((key, value) -> {
                if (value == null || value instanceof FilterOracle.Node) {
                    node.put(key, value);
                }
            });
            rows.computeIfAbsent(entity, absent -> new ArrayList<>()).add(node);
            return node;
        }

        @SuppressWarnings("unchecked")
        private static void listed(Map<String, Object> row, String owner, String collection) {
            if (row.get(owner) != null) {
                ((List<Object>) ((Map<String, Object>) row.get(owner)).get(collection)).add(row);
            }
        }

        private Object sometimes(String entity) {
            List<Map<String, Object>> all = rows.getOrDefault(entity, List.of());
            return all.isEmpty() || random.nextInt(5) == 0 ? null : all.get(random.nextInt(all.size()));
        }

        private Object text() {
            return random.nextInt(5) == 0 ? null : TEXTS.get(random.nextInt(TEXTS.size()));
        }

        private Object number() {
            return random.nextInt(5) == 0 ? null : random.nextInt(4);
        }

        private static Map<String, Object> values(Object... pairs) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (int i = 0; i < pairs.length; i += 2) {
                values.put((String) pairs[i], pairs[i + 1]);
            }
            return values;
        }
    }
}
