package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.zoo.Kind;
import dev.dataflow.zoo.Link;
import dev.dataflow.zoo.Surroundings;
import dev.dataflow.zoo.Zoo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of writing, on every kind of entity. */
class ZooTest {
    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Zoo.MODELS);

    static Stream<Kind> kinds() {
        return Zoo.kinds();
    }

    static Stream<Kind> linkedKinds() {
        return Zoo.kinds().filter(kind -> !kind.links().isEmpty());
    }

    static Stream<Kind> versionedKinds() {
        return Zoo.kinds().filter(Kind::versioned);
    }

    static void assertHas(Row row, Map<String, Object> values) {
        values.forEach((name, value) -> {
            if (!(value instanceof Map) && !(value instanceof List) && row.get(name) != null) {
                assertThat(row.get(name).toString()).as(name).isEqualTo(shown(row.get(name), value));
            }
        });
    }

    private static void assertHolds(Model<?> model, Map<String, Object> key, Map<String, List<Object>> collections) {
        Query query = Query.where(key).include(collections.keySet().toArray(String[]::new));
        Row stored = model.findOne(query).orThrow();
        collections.forEach((name, elements) -> assertThat(stored.getList(name))
                .extracting(element -> element instanceof Row other ? other.id() : element)
                .as(name)
                .containsExactlyInAnyOrderElementsOf(elements));
    }

    private static String shown(Object stored, Object given) {
        return stored.getClass() == given.getClass() ? given.toString() : stored.toString();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsCreatedIsReadBackAndFoundByItsKey(Kind kind) {
        Random random = new Random(1);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Model<?> model = around.model();

        for (int i = 0; i < 20; i++) {
            Map<String, Object> values = around.row(i, random);
            Map<String, List<Object>> collections = around.collections(random);
            values.putAll(collections);
            Row created = model.create(values).orThrow();

            assertHas(created, values);
            assertHolds(model, kind.keys().apply(i, random), collections);
            assertThat(model.findById(created.id()).orThrow()).isEqualTo(created);
            assertThat(model.findOne(kind.keys().apply(i, random)).orThrow()).isEqualTo(created);
        }

        assertThat(model.count().orThrow()).isEqualTo(20);
        assertThat(model.create(around.row(3, random)).error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void createManyAnswersWhatIsReadBack(Kind kind) {
        Random random = new Random(2);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        List<Map<String, Object>> rows = rows(around, 30, random);

        List<Row> created = around.model().createMany(rows).orThrow();

        assertThat(created).hasSize(30);
        for (int i = 0; i < 30; i++) {
            assertHas(created.get(i), rows.get(i));
        }
        assertThat(around.model().findMany().orThrow()).containsExactlyInAnyOrderElementsOf(created);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void createManyStoresTheSameRowsByEachPath(Kind kind) {
        Random random = new Random(6);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Model<?> model = around.model();
        List<Map<String, Object>> rows = rows(around, 120, random);
        List<List<Map<String, Object>>> stored = new ArrayList<>();
        List<Runnable> paths = List.of(
                () -> rows.forEach(row -> model.create(row).orThrow()),
                () -> model.createMany(rows).orThrow(),
                () -> model.createMany(rows, CreateOptions.counting()).orThrow(),
                () -> model.createMany(rows.stream(), CreateOptions.counting().chunk(7))
                        .orThrow(),
                () -> model.createMany(
                                rows.iterator(), CreateOptions.answeringIds().chunk(50))
                        .orThrow(),
                () -> model.createMany(rows, CreateOptions.answeringRows().bestEffort())
                        .orThrow(),
                () -> model.upsertMany(rows, kind.key().toArray(String[]::new)).orThrow());

        for (Runnable path : paths) {
            path.run();
            stored.add(model.findMany().orThrow().stream()
                    .map(row -> comparable(kind, row))
                    .sorted(Comparator.comparing(Object::toString))
                    .toList());
            database.execute("truncate " + table(kind) + " cascade");
        }

        assertThat(stored).allSatisfy(each -> assertThat(each).hasSize(120).isEqualTo(stored.get(0)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void upsertCreatesThenUpdatesAndLeavesAllElse(Kind kind) {
        Random random = new Random(3);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Model<?> model = around.model();

        for (int i = 0; i < 20; i++) {
            Map<String, Object> key = kind.keys().apply(i % 10, random);
            Row before = model.findOne(key).orThrow();
            Map<String, Object> values = around.values(i, random);

            Upserted upserted = model.upsert(key, values).orThrow();

            assertThat(upserted.created()).isEqualTo(i < 10);
            assertHas(upserted.row(), values);
            assertThat(model.findOne(key).orThrow()).isEqualTo(upserted.row());
            if (before != null) {
                assertThat(upserted.row().id()).isEqualTo(before.id());
                before.forEach((name, value) -> {
                    boolean kept = !values.containsKey(name)
                            && !List.of("version", "changedAt", "edits").contains(name);
                    assertThat(!kept || Objects.deepEquals(upserted.row().get(name), value))
                            .as(name)
                            .isTrue();
                });
                if (before.containsKey("version") && !values.isEmpty()) {
                    assertThat(upserted.row().getLong("version")).isEqualTo(before.getLong("version") + 1);
                }
            }
        }

        assertThat(model.count().orThrow()).isEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void updateEachMeansTheSameAsUpdatesOneByOne(Kind kind) {
        Random random = new Random(14);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Model<?> model = around.model();
        List<Map<String, Object>> rows = rows(around, 40, random);
        model.createMany(rows).orThrow();
        List<Row> stored = model.findMany().orThrow();
        Row example = stored.get(0);
        String[] keys =
                example.containsKey("id") ? new String[] {"id"} : kind.key().toArray(String[]::new);
        List<Map<String, Object>> changes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Map<String, Object> change = around.values(i + 40, random);
            change.keySet().removeIf(name -> isFixed(model, example, name));
            for (String key : keys) {
                change.put(key, stored.get(i).get(key));
            }
            changes.add(change);
        }

        List<Map<String, Object>> together = database.df().transaction(transaction -> {
            assertThat(model.updateEach(changes, keys).orThrow()).isEqualTo(40);
            transaction.setRollbackOnly();
            return comparable(kind, model);
        });

        assertThat(comparable(kind, model)).isNotEqualTo(together);
        changes.forEach(change -> {
            Map<String, Object> key = new LinkedHashMap<>(change);
            key.keySet().retainAll(List.of(keys));
            change.keySet().removeAll(List.of(keys));
            model.update(key, change).orThrow();
        });
        assertThat(comparable(kind, model)).isEqualTo(together);
    }

    private static List<Map<String, Object>> rows(Surroundings around, int count, Random random) {
        List<Map<String, Object>> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(around.row(i, random));
        }
        return rows;
    }

    /** Whether an attribute keeps its value for good. */
    private static boolean isFixed(Model<?> model, Row row, String name) {
        Failure failure = model.update(Map.of("id", -1), Collections.singletonMap(name, row.get(name)))
                .error();
        return failure != null && failure.message().contains("is declared as not updatable");
    }

    private static List<Map<String, Object>> comparable(Kind kind, Model<?> model) {
        return model.findMany().orThrow().stream()
                .map(row -> comparable(kind, row))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void upsertManyMeansTheSameAsUpsertsOneByOne(Kind kind) {
        Random random = new Random(4);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Model<?> model = around.model();
        List<Map<String, Object>> first = new ArrayList<>();
        List<Map<String, Object>> second = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            first.add(around.row(i, random));
            second.add(around.row(i + 20, random));
        }

        List<Upserted> created =
                model.upsertMany(first, kind.key().toArray(String[]::new)).orThrow();
        List<Upserted> updated =
                model.upsertMany(second, kind.key().toArray(String[]::new)).orThrow();

        assertThat(created).allMatch(Upserted::created);
        assertThat(updated.subList(0, 20)).noneMatch(Upserted::created);
        assertThat(updated.subList(20, 40)).allMatch(Upserted::created);
        List<Row> together = model.findMany().orThrow();
        database.execute("truncate " + table(kind) + " cascade");
        Stream.concat(first.stream(), second.stream()).forEach(row -> {
            Map<String, Object> key = new LinkedHashMap<>(row);
            key.keySet().retainAll(kind.key());
            Map<String, Object> values = new LinkedHashMap<>(row);
            values.keySet().removeAll(kind.key());
            model.upsert(key, values).orThrow();
        });
        assertThat(model.findMany().orThrow().stream().map(row -> comparable(kind, row)))
                .containsExactlyInAnyOrderElementsOf(
                        together.stream().map(row -> comparable(kind, row)).toList());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void upsertManyCountingStoresWhatUpsertManyDoesAndCountsIt(Kind kind) {
        Random random = new Random(13);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Model<?> model = around.model();
        String[] keys = kind.key().toArray(String[]::new);
        List<Map<String, Object>> first = new ArrayList<>();
        List<Map<String, Object>> second = new ArrayList<>(List.of(around.row(30, random)));
        for (int i = 0; i < 40; i++) {
            first.add(around.row(i, random));
            second.add(around.row(i + 20, random));
        }
        List<Function<List<Map<String, Object>>, UpsertCounts>> forms = List.of(
                rows -> UpsertTest.counted(model.upsertMany(rows, keys).orThrow()),
                rows -> model.upsertManyCounting(rows, keys).orThrow());
        List<List<?>> stored = new ArrayList<>();

        for (var form : forms) {
            assertThat(form.apply(first)).isEqualTo(new UpsertCounts(40, 0, 0));
            assertThat(form.apply(second)).isEqualTo(new UpsertCounts(20, 20, 1));
            stored.add(model.findMany().orThrow().stream()
                    .map(row -> comparable(kind, row))
                    .sorted(Comparator.comparing(Object::toString))
                    .toList());
            database.execute("truncate " + table(kind) + " cascade");
        }

        assertThat(stored.get(1)).hasSize(60).isEqualTo(stored.get(0));
    }

    private static String table(Kind kind) {
        return switch (kind.entity().getSimpleName()) {
            case "Bird" -> "animal";
            case "Truck" -> "vehicle";
            case "Meat" -> "\"food$meat\"";
            default -> kind.entity().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    /** Two runs differ in generated ids and in times. */
    static Map<String, Object> comparable(Kind kind, Row row) {
        Map<String, Object> values = new LinkedHashMap<>(row);
        values.replaceAll((name, value) -> value instanceof Object[] array ? List.of(array) : value);
        values.keySet().removeAll(List.of("createdAt", "changedAt"));
        if (!kind.key().contains("id")
                && !kind.key().contains("code")
                && !kind.key().contains("key")) {
            values.remove("id");
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void changesAndDeletesReachOneRowAndMany(Kind kind) {
        Random random = new Random(5);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Model<?> model = around.model();
        for (int i = 0; i < 5; i++) {
            model.create(around.row(i, random)).orThrow();
        }
        Map<String, Object> key = kind.keys().apply(2, random);
        Map<String, Object> changes = new LinkedHashMap<>();
        if (kind.number() != null) {
            changes.put(kind.number(), Change.set(7));
        }
        if (kind.json() != null) {
            changes.put(kind.json(), 42);
        }

        Row updated = model.update(key, changes).orThrow();

        if (kind.number() != null) {
            assertThat(updated.getDecimal(kind.number())).isEqualByComparingTo("7");
            Row incremented = model.update(key, Map.of(kind.number(), Change.increment(3)))
                    .orThrow();
            assertThat(incremented.getDecimal(kind.number())).isEqualByComparingTo("10");
            assertThat(model.updateMany(Filter.all(), Map.of(kind.number(), Change.multiply(2)))
                            .orThrow())
                    .isEqualTo(5);
            assertThat(model.findOne(key).orThrow().getDecimal(kind.number())).isEqualByComparingTo("20");
        }
        if (kind.json() != null) {
            assertThat(updated.at(kind.json())).isEqualTo(42);
        }
        assertThat(model.delete(key).orThrow().id()).isEqualTo(updated.id());
        assertThat(model.exists(key).orThrow()).isFalse();
        assertThat(model.deleteMany(Filter.of(kind.keys().apply(3, random))).orThrow())
                .isEqualTo(1);
        assertThat(model.deleteMany(Filter.all()).orThrow()).isEqualTo(3);
        assertThat(model.count().orThrow()).isZero();
    }

    @ParameterizedTest
    @MethodSource("versionedKinds")
    void changesOfAnOldVersionAreRefused(Kind kind) {
        Random random = new Random(11);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Row created = around.model().create(around.row(0, random)).orThrow();
        Map<String, Object> key = kind.keys().apply(0, random);
        Map<String, Object> changes = new LinkedHashMap<>(Map.of("version", created.get("version")));
        changes.put(kind.number() != null ? kind.number() : kind.json(), 3);

        Row changed = around.model().update(key, changes).orThrow();

        assertThat(changed.getLong("version")).isEqualTo(created.getLong("version") + 1);
        assertThat(around.model().update(key, changes).error().code()).isEqualTo(ErrorCode.STALE);
        assertThat(around.model().findById(created.id()).orThrow()).isEqualTo(changed);
    }

    @ParameterizedTest
    @MethodSource("linkedKinds")
    void updatesConnectAndDisconnect(Kind kind) {
        Random random = new Random(12);
        Surroundings around = Surroundings.of(kind, database.df(), random);
        Model<?> model = around.model();
        Row first = model.create(kind.keys().apply(0, random)).orThrow();
        Row second = model.create(kind.keys().apply(1, random)).orThrow();
        Map<String, Object> key = Map.of("id", second.id());

        for (Link link : kind.links()) {
            if (link.target() == null) {
                continue;
            }
            Row target =
                    link.target() == kind.entity() ? first : around.around(link).get(0);
            Object other = target.id();
            String name = Zoo.of(link.target()).key().get(0);
            Filter connected = link.many()
                    ? Filter.some(link.attribute(), Filter.eq(name, target.get(name)))
                    : Filter.eq(link.attribute(), other);

            model.update(key, Map.of(link.attribute(), link.many() ? List.of(other) : other))
                    .orThrow();

            assertThat(model.findMany(connected).orThrow())
                    .as(link.attribute())
                    .extracting(Row::id)
                    .containsExactly(second.id());
            if (!link.many()) {
                assertThat(model.updateMany(connected, Collections.singletonMap(link.attribute(), null))
                                .orThrow())
                        .isEqualTo(1);
                assertThat(model.exists(connected).orThrow())
                        .as(link.attribute())
                        .isFalse();
            }
        }
    }
}
