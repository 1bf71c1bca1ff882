package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Random changes of random rows: what is stored is what plain Java computes, and what SQL written by hand makes of a second table. */
class ChangeOracleTest {
    private static final int ROWS = 1_000;
    private static final int UPDATES = 3_000;
    private static final int UPSERTS = 1_200;

    @Embeddable
    static class Size {
        Integer width;
        String label;
    }

    @Entity
    @Table(name = "ledger")
    static class Ledger extends Identified {
        @Version
        int version;

        @Column(unique = true, nullable = false)
        String sku;

        int amount = 10;
        Long big;

        @Column(precision = 14, scale = 2)
        BigDecimal price;

        String name = "initial";

        @Embedded
        Size size;

        @Json
        Map<String, Object> doc;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Ledger.class);

    final Model<Ledger> ledgers = database.model(Ledger.class);
    final long seed = Long.getLong("dataflow.seed", System.nanoTime());
    final Random random = new Random(seed);

    /** Changes as a caller gives them, what Java makes of a row, and the same by hand. */
    private static final class Case {
        final Map<String, Object> changes = new LinkedHashMap<>();
        final Map<String, Object> expected;
        final List<String> sql = new ArrayList<>();

        Case(Map<String, Object> before) {
            expected = new LinkedHashMap<>(before);
            if (before.get("doc") != null) {
                expected.put("doc", copy(before.get("doc")));
            }
        }

        @SuppressWarnings("unchecked") // documents have texts as keys
        Map<String, Object> doc() {
            return (Map<String, Object>) expected.computeIfAbsent("doc", absent -> new LinkedHashMap<>());
        }

        void set(String column, Object value, String sqlValue) {
            expected.put(column, value);
            sql.add(column + " = " + sqlValue);
        }
    }

    private static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(key, copy(element)));
            return copy;
        }
        return value instanceof List<?> list
                ? new ArrayList<>(list.stream().map(ChangeOracleTest::copy).toList())
                : value;
    }

    @Test
    void changesDoWhatJavaAndHandWrittenSqlDo() throws SQLException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(row(i));
        }
        Map<String, Map<String, Object>> stored = new LinkedHashMap<>();
        ledgers.createMany(rows, CreateOptions.answeringRows())
                .orThrow()
                .rows()
                .forEach(row -> stored.put(row.getString("sku"), new LinkedHashMap<>(row)));
        for (Map<String, Object> row : rows) {
            row.forEach((name, value) -> same(value, stored.get(row.get("sku")).get(name), "created " + name));
        }
        database.execute("create table by_hand as select * from ledger");
        List<String> byHand = new ArrayList<>();

        database.df().transaction(tx -> {
            for (int i = 0; i < UPDATES; i++) {
                String sku = "S" + random.nextInt(ROWS);
                Case each = changed(stored.get(sku));
                Row row = ledgers.update(Map.of("sku", sku), each.changes).orThrow();
                check(each, row, i);
                stored.put(sku, new LinkedHashMap<>(row));
                byHand.addAll(statements(sku, each));
            }
            AtomicInteger created = new AtomicInteger();
            for (int i = 0; i < UPSERTS; i++) {
                String sku = "S" + random.nextInt(ROWS * 2);
                Map<String, Object> before = stored.get(sku);
                Case each = changed(before == null ? initial(sku) : before);
                Upserted upserted =
                        ledgers.upsert(Map.of("sku", sku), each.changes).orThrow();
                assertThat(upserted.created()).isEqualTo(before == null);
                if (upserted.created()) {
                    each.expected.put("version", 0);
                    created.incrementAndGet();
                    byHand.add("insert into by_hand (sku, version, amount, name) values ('" + sku
                            + "', 0, 10, 'initial')");
                }
                check(each, upserted.row(), UPDATES + i);
                stored.put(sku, new LinkedHashMap<>(upserted.row()));
                byHand.addAll(statements(sku, each));
            }
            assertThat(created.get()).isPositive();
        });

        try (Connection connection = database.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : byHand) {
                statement.addBatch(sql);
            }
            statement.executeBatch();
            connection.commit();
        }
        String columns = "sku, amount, big, price, name, width, label, doc";
        assertThat(database.query("select sku from (select " + columns + " from ledger except select " + columns
                        + " from by_hand) differing"))
                .as("seed " + seed)
                .isEmpty();
        assertThat(database.query("select count(*) from ledger"))
                .isEqualTo(database.query("select count(*) from by_hand"));
        database.execute("drop table by_hand");
    }

    private static List<String> statements(String sku, Case each) {
        return each.sql.stream()
                .map(set -> "update by_hand set " + set + " where sku = '" + sku + "'")
                .toList();
    }

    private void check(Case each, Row row, int number) {
        each.expected.forEach((name, value) -> {
            if (!name.equals("id")) {
                same(value, row.get(name), "seed " + seed + ", case " + number + ", " + name + ": " + each.changes);
            }
        });
    }

    private static void same(Object expected, Object stored, String what) {
        assertThat(FilterOracle.equal(expected, stored))
                .as(what + " expected " + expected + " stored " + stored)
                .isTrue();
    }

    private static Map<String, Object> initial(String sku) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("sku", sku);
        row.put("version", -1);
        row.put("amount", 10);
        row.put("big", null);
        row.put("price", null);
        row.put("name", "initial");
        row.put("size", null);
        row.put("doc", null);
        return row;
    }

    private Map<String, Object> row(int number) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("sku", "S" + number);
        row.put("amount", random.nextInt(100));
        if (random.nextBoolean()) {
            row.put("big", (long) random.nextInt(100));
        }
        if (random.nextBoolean()) {
            row.put("price", BigDecimal.valueOf(random.nextInt(10_000), 2));
        }
        if (random.nextBoolean()) {
            row.put("size", new LinkedHashMap<>(Map.of("width", random.nextInt(9), "label", "l")));
        }
        if (random.nextInt(4) > 0) {
            Map<String, Object> doc = new LinkedHashMap<>();
            if (random.nextBoolean()) {
                doc.put("n", random.nextInt(50));
            }
            if (random.nextBoolean()) {
                doc.put("list", new ArrayList<>(List.of(random.nextInt(3), "x", random.nextInt(3))));
            }
            if (random.nextBoolean()) {
                doc.put("obj", new LinkedHashMap<>(Map.of("k", random.nextInt(9), "deep", Map.of("er", "e"))));
            }
            row.put("doc", doc);
        }
        return row;
    }

    private Case changed(Map<String, Object> before) {
        Case each = new Case(before);
        int many = 1 + random.nextInt(4);
        for (int i = 0; i < many; i++) {
            switch (random.nextInt(8)) {
                case 0 -> once(each, "amount", () -> number(each, "amount", false));
                case 1 -> once(each, "big", () -> number(each, "big", true));
                case 2 -> once(each, "price", () -> price(each));
                case 3 -> once(each, "name", () -> name(each));
                case 4 -> once(each, "size", () -> size(each));
                case 5 -> once(each, "doc.n", () -> documentNumber(each));
                case 6 -> once(each, "doc.list", () -> list(each));
                default -> once(each, "doc.obj", () -> object(each));
            }
        }
        each.expected.put("version", ((Number) before.get("version")).intValue() + 1);
        return each;
    }

    private static void once(Case each, String path, Runnable change) {
        if (each.changes.keySet().stream().noneMatch(other -> other.startsWith(path))) {
            change.run();
        }
    }

    private void number(Case each, String column, boolean nullable) {
        Object now = each.expected.get(column);
        long current = now == null ? 0 : ((Number) now).longValue();
        int n = random.nextInt(7) - 3;
        // Products do not grow beyond what the columns hold.
        switch (Math.abs(current) > 10_000 ? 0 : random.nextInt(nullable ? 4 : 3)) {
            case 0 -> {
                each.changes.put(column, n);
                each.set(column, n, "" + n);
            }
            case 1 -> {
                each.changes.put(column, Change.increment(n));
                each.set(column, current + n, "coalesce(" + column + ", 0) + " + n);
            }
            case 2 -> {
                each.changes.put(column, Map.of("$multiply", n));
                each.set(column, current * n, "coalesce(" + column + ", 0) * " + n);
            }
            default -> {
                each.changes.put(column, Change.unset());
                each.set(column, null, "null");
            }
        }
    }

    private void price(Case each) {
        BigDecimal current =
                each.expected.get("price") == null ? BigDecimal.ZERO : (BigDecimal) each.expected.get("price");
        if (random.nextBoolean() || current.abs().compareTo(new BigDecimal(100_000)) > 0) {
            each.changes.put("price", "12.50");
            each.set("price", new BigDecimal("12.50"), "12.5");
        } else {
            BigDecimal factor = BigDecimal.valueOf(random.nextInt(2_000), 3);
            each.changes.put("price", Change.multiply(factor));
            each.set(
                    "price",
                    current.multiply(factor).setScale(2, RoundingMode.HALF_UP),
                    "coalesce(price, 0) * " + factor.toPlainString());
        }
    }

    private void name(Case each) {
        if (random.nextInt(3) == 0) {
            each.changes.put("name", Change.unset());
            each.set("name", null, "null");
        } else {
            String name = "n'" + random.nextInt(9);
            each.changes.put("name", name);
            each.set("name", name, "'" + name.replace("'", "''") + "'");
        }
    }

    private void size(Case each) {
        int n = random.nextInt(9);
        Map<?, ?> now = (Map<?, ?>) each.expected.get("size");
        Map<String, Object> size = new LinkedHashMap<>();
        size.put("width", now == null ? null : now.get("width"));
        size.put("label", now == null ? null : now.get("label"));
        if (random.nextBoolean()) {
            size.put("width", (size.get("width") == null ? 0 : ((Number) size.get("width")).intValue()) + n);
            each.changes.put("size.width", Change.increment(n));
            each.sql.add("width = coalesce(width, 0) + " + n);
        } else {
            size.put("width", n);
            size.put("label", "b");
            each.changes.put("size", Map.of("width", n, "label", "b"));
            each.sql.add("width = " + n + ", label = 'b'");
        }
        each.expected.put("size", size);
    }

    private void documentNumber(Case each) {
        Map<String, Object> doc = each.expected.get("doc") == null ? Map.of() : each.doc();
        BigDecimal current = doc.get("n") == null
                ? BigDecimal.ZERO
                : new BigDecimal(doc.get("n").toString());
        int n = random.nextInt(9) - 4;
        switch (current.abs().compareTo(new BigDecimal(100_000)) > 0 ? 0 : random.nextInt(4)) {
            case 0 -> {
                each.changes.put("doc.n", n);
                each.doc().put("n", n);
                each.sql.add(document("n", "'" + n + "'"));
            }
            case 1 -> {
                each.changes.put("doc.n", Change.increment(n));
                each.doc().put("n", current.add(BigDecimal.valueOf(n)));
                each.sql.add(document("n", "to_jsonb(coalesce((doc ->> 'n')::numeric, 0) + " + n + ")"));
            }
            case 2 -> {
                each.changes.put("doc.n", Change.multiply(n));
                each.doc().put("n", current.multiply(BigDecimal.valueOf(n)));
                each.sql.add(document("n", "to_jsonb(coalesce((doc ->> 'n')::numeric, 0) * " + n + ")"));
            }
            default -> {
                each.changes.put("doc.n", Map.of("$unset", true));
                if (each.expected.get("doc") != null) {
                    each.doc().remove("n");
                }
                each.sql.add("doc = doc - 'n'");
            }
        }
    }

    private static String document(String key, String value) {
        return "doc = jsonb_set(coalesce(doc, '{}'), '{" + key + "}', " + value + ")";
    }

    @SuppressWarnings("unchecked") // what is there is a list
    private void list(Case each) {
        Object now = each.expected.get("doc") == null ? null : each.doc().get("list");
        List<Object> list = now == null ? new ArrayList<>() : (List<Object>) now;
        int n = random.nextInt(3);
        String current = "coalesce(doc -> 'list', '[]')";
        switch (list.size() > 8 ? 2 : random.nextInt(now == null || list.isEmpty() ? 4 : 5)) {
            case 0 -> {
                each.changes.put("doc.list", Change.append(n));
                list.add(n);
                each.sql.add(document("list", current + " || '[" + n + "]'"));
            }
            case 1 -> {
                each.changes.put("doc.list", Change.prepend("x"));
                list.add(0, "x");
                each.sql.add(document("list", "'[\"x\"]' || " + current));
            }
            case 2 -> {
                Object element = list.size() > 8 ? list.get(0) : n;
                each.changes.put("doc.list", Change.remove(element));
                list.removeIf(other -> FilterOracle.equal(other, element));
                String json = element instanceof String ? "\"" + element + "\"" : element.toString();
                each.sql.add(document(
                        "list",
                        "(select coalesce(jsonb_agg(x order by o), '[]') from jsonb_array_elements(" + current
                                + ") with ordinality as elements(x, o) where x <> '" + json + "')"));
            }
            case 3 -> {
                each.changes.put("doc.list", List.of(n, n));
                list = new ArrayList<>(List.of(n, n));
                each.sql.add(document("list", "'[" + n + ", " + n + "]'"));
            }
            default -> {
                int index = random.nextInt(list.size());
                each.changes.put("doc.list." + index, "i" + n);
                list.set(index, "i" + n);
                each.sql.add("doc = jsonb_set(doc, '{list," + index + "}', '\"i" + n + "\"')");
            }
        }
        each.doc().put("list", list);
    }

    @SuppressWarnings("unchecked") // what is there is an object
    private void object(Case each) {
        Object now = each.expected.get("doc") == null ? null : each.doc().get("obj");
        Map<String, Object> object = now == null ? new LinkedHashMap<>() : (Map<String, Object>) now;
        int n = random.nextInt(5);
        String current = "coalesce(doc -> 'obj', '{}')";
        switch (random.nextInt(3)) {
            case 0 -> {
                each.changes.put("doc.obj", Change.merge(Map.of("k", n, "m" + n, true)));
                object.put("k", n);
                object.put("m" + n, true);
                each.sql.add(document("obj", current + " || '{\"k\": " + n + ", \"m" + n + "\": true}'"));
            }
            case 1 -> {
                each.changes.put("doc.obj.k", n);
                object.put("k", n);
                each.sql.add(document("obj", current + " || '{\"k\": " + n + "}'"));
            }
            default -> {
                each.changes.put("doc.obj.k", Change.unset());
                each.sql.add("doc = doc #- '{obj,k}'");
                if (now == null) {
                    return;
                }
                object.remove("k");
            }
        }
        each.doc().put("obj", object);
    }
}
