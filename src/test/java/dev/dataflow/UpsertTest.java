package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Secrets.DIGITS;
import static dev.dataflow.Secrets.TEXT;
import static dev.dataflow.Secrets.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.hibernate.annotations.SQLRestriction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storing under a unique key: what is new, what changes, what stays, and many writers at once. */
class UpsertTest {
    @Entity
    @Table(uniqueConstraints = @UniqueConstraint(columnNames = {"parent_id", "slot"}))
    static class Item extends Identified {
        @Version
        int version;

        @Column(unique = true)
        String sku;

        @Column(unique = true)
        String barcode;

        @Column(nullable = false)
        String name;

        @Column(check = @CheckConstraint(constraint = "available >= 0"))
        int available = 10;

        @Column(updatable = false)
        String madeBy;

        @ManyToOne
        Item parent;

        Integer slot;

        @Json
        Map<String, Object> doc = Map.of("initial", true);
    }

    @Entity
    static class Watched extends Identified {
        @Column(unique = true)
        String sku;

        int hits;
        int created;
        int updated;

        @PrePersist
        void prePersist() {
            created++;
        }

        @PreUpdate
        void preUpdate() {
            updated++;
        }
    }

    @Entity
    static class Constrained extends Identified {
        @Column(unique = true)
        String sku;

        @NotBlank
        @Column(nullable = true)
        String title;

        int n;
    }

    @Entity
    @SQLRestriction("hidden = false")
    static class Hideable extends Identified {
        @Column(unique = true)
        String sku;

        boolean hidden;
        int n;
    }

    @Entity
    static class Memo extends Identified {
        @Column(unique = true)
        String sku;

        @Convert(converter = Read.class)
        String text;
    }

    /** Counts how often a value is read. */
    static class Read implements AttributeConverter<String, String> {
        static int times;

        @Override
        public String convertToDatabaseColumn(String value) {
            return value;
        }

        @Override
        public String convertToEntityAttribute(String value) {
            times++;
            return value;
        }
    }

    @RegisterExtension
    static final FacadeDatabase database =
            FacadeDatabase.of(Item.class, Watched.class, Constrained.class, Hideable.class, Memo.class);

    @RegisterExtension
    final Secrets secrets = new Secrets();

    final Model<Item> items = database.model(Item.class);

    @Test
    void aNewRowTakesKeysValuesAndInitialValues() {
        Upserted upserted = items.upsert(Map.of("sku", "A"), Map.of("name", "Mouse", "madeBy", "me"))
                .orThrow();

        assertThat(upserted.outcome()).isEqualTo(Upserted.Outcome.CREATED);
        assertThat(upserted.row())
                .containsEntry("sku", "A")
                .containsEntry("name", "Mouse")
                .containsEntry("available", 10)
                .containsEntry("madeBy", "me")
                .containsEntry("doc", Map.of("initial", true))
                .containsEntry("version", 0);
    }

    @Test
    void aRowThatIsThereChangesInWhatIsNamedOnly() {
        items.create(Map.of("sku", "A", "name", "Mouse", "available", 3, "madeBy", "me", "doc", Map.of("k", 1)))
                .orThrow();

        Upserted upserted = items.upsert(Map.of("sku", "A"), Map.of("name", "Rat", "madeBy", "other"))
                .orThrow();

        assertThat(upserted.outcome()).isEqualTo(Upserted.Outcome.UPDATED);
        assertThat(upserted.row())
                .containsEntry("name", "Rat")
                .containsEntry("available", 3)
                .containsEntry("madeBy", "me")
                .containsEntry("doc", Map.of("k", 1))
                .containsEntry("version", 1);
        assertThat(items.upsert(Map.of("sku", "A"), Map.of()).orThrow().row()).isEqualTo(upserted.row());
    }

    @Test
    void changesBeginWithTheInitialValueOfANewRowAndWithTheStoredOneOfAnOther() {
        Map<String, Object> changes =
                Map.of("name", "n", "available", Change.increment(5), "doc.a.b", 1, "doc.list", Change.append("x"));

        Row created = items.upsert(Map.of("sku", "A"), changes).orThrow().row();
        Row updated = items.upsert(Map.of("sku", "A"), changes).orThrow().row();

        assertThat(created.get("available")).isEqualTo(15);
        assertThat(created.get("doc")).isEqualTo(Map.of("initial", true, "a", Map.of("b", 1), "list", List.of("x")));
        assertThat(updated.get("available")).isEqualTo(20);
        assertThat(updated.at("doc.list")).isEqualTo(List.of("x", "x"));
    }

    @Test
    void whatANewRowWouldLackOrBreakDoesNotHinderARowThatIsThere() {
        items.create(Map.of("sku", "A", "name", "Mouse", "available", 100)).orThrow();

        Upserted withoutName =
                items.upsert(Map.of("sku", "A"), Map.of("available", 99)).orThrow();
        Upserted belowZeroIfNew = items.upsert(Map.of("sku", "A"), Map.of("available", Change.increment(-50)))
                .orThrow();
        Upserted withNameToo = items.upsert(Map.of("sku", "A"), Map.of("name", "n", "available", Change.increment(-20)))
                .orThrow();

        assertThat(withoutName.created()).isFalse();
        assertThat(belowZeroIfNew.row().get("available")).isEqualTo(49);
        assertThat(withNameToo.row().get("available")).isEqualTo(29);
        refused(items.upsert(Map.of("sku", "B"), Map.of("available", 1)), ErrorCode.NOT_NULL_VIOLATION, "name");
        assertThat(items.upsert(Map.of("sku", "B"), Map.of("name", "n", "available", Change.increment(-20)))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.CHECK_VIOLATION);
        assertThat(items.count().orThrow()).isEqualTo(1);
    }

    @Test
    void aKeyMayHaveSeveralAttributesAndAssociations() {
        Object parent = items.create(Map.of("name", "parent")).orThrow().id();

        Upserted first = items.upsert(Map.of("parent", parent, "slot", 1), Map.of("name", "one"))
                .orThrow();
        Upserted again = items.upsert(Map.of("parent", Map.of("id", parent), "slot", "1"), Map.of("name", "two"))
                .orThrow();

        assertThat(first.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(again.row().id()).isEqualTo(first.row().id());
        assertThat(items.upsertMany(
                                List.of(
                                        Map.of("parent", parent, "slot", 1, "name", "x"),
                                        Map.of("parent", parent, "slot", 2, "name", "y")),
                                "parent",
                                "slot")
                        .orThrow())
                .extracting(Upserted::created)
                .containsExactly(false, true);
    }

    @Test
    void theIdIsAKey() {
        Object id = items.create(Map.of("name", "n")).orThrow().id();

        assertThat(items.upsert(Map.of("id", id), Map.of("name", "m")).orThrow().created())
                .isFalse();
        refused(items.upsert(Map.of("id", 999), Map.of("name", "m")), ErrorCode.INVALID_INPUT, "id");
    }

    @Test
    void badInputIsToldAllAtOnce() {
        refused(items.upsert(Map.of("slot", 1), Map.of("name", TEXT)), ErrorCode.INVALID_INPUT, "slot");
        Failure failure =
                refused(items.upsert(Map.of("skuu", TEXT), Map.of("nam", TEXT)), ErrorCode.INVALID_INPUT, "skuu");
        assertThat(failure.message()).contains("did you mean 'sku'");
        refused(
                items.upsert(Map.of("sku", TEXT), Map.of("nam", TEXT, "available", "x" + DIGITS)),
                ErrorCode.INVALID_INPUT,
                "nam",
                "available");
        refused(
                items.upsert(Collections.singletonMap("sku", null), Map.of("name", "n")),
                ErrorCode.INVALID_INPUT,
                "sku");
        refused(items.upsert(Map.of("sku", "A"), Map.of("sku", "B")), ErrorCode.INVALID_INPUT, "sku");
        refused(items.upsert(Map.of(), Map.of("name", "n")), ErrorCode.INVALID_INPUT, "keys");
        assertThat(refused(items.upsert(Map.of("name", "A"), Map.of()), ErrorCode.INVALID_INPUT, "name")
                        .message())
                .contains("no unique key")
                .contains("[sku]")
                .contains("[parent, slot]");
    }

    @Test
    void anotherUniqueKeyIsAViolationAndTheTransactionGoesOn() {
        items.create(Map.of("sku", "A", "barcode", "1", "name", "n")).orThrow();

        database.df().transaction(tx -> {
            Result<Upserted> result = items.upsert(Map.of("sku", "B"), Map.of("barcode", "1", "name", "n"));

            refused(result, ErrorCode.UNIQUE_VIOLATION, "barcode");
            assertThat(items.upsert(Map.of("sku", "B"), Map.of("barcode", "2", "name", "n"))
                            .orThrow()
                            .created())
                    .isTrue();
        });
    }

    @Test
    void aVersionIsTheOneThatTheCallerRead() {
        items.create(Map.of("sku", "A", "name", "n")).orThrow();

        assertThat(items.upsert(Map.of("sku", "A"), Map.of("version", 0, "name", "m"))
                        .orThrow()
                        .row()
                        .get("version"))
                .isEqualTo(1);
        refused(items.upsert(Map.of("sku", "A"), Map.of("version", 0, "name", "o")), ErrorCode.STALE, "version");
    }

    @Test
    void callbacksAndConstraintsTakePart() {
        Model<Watched> watched = database.model(Watched.class);
        watched.upsert(Map.of("sku", "A"), Map.of("hits", Change.increment(2))).orThrow();
        Row row = watched.upsert(Map.of("sku", "A"), Map.of("hits", Change.increment(3)))
                .orThrow()
                .row();
        assertThat(row).containsEntry("created", 1).containsEntry("updated", 1).containsEntry("hits", 5);

        Model<Constrained> constrained = database.model(Constrained.class);
        refused(constrained.upsert(Map.of("sku", "A"), Map.of("title", "")), ErrorCode.VALIDATION, "title");
        constrained.upsert(Map.of("sku", "A"), Map.of("title", "t")).orThrow();
        assertThat(constrained
                        .upsert(Map.of("sku", "A"), Map.of("n", 1))
                        .orThrow()
                        .row())
                .containsEntry("title", "t")
                .containsEntry("n", 1);
        refused(constrained.upsert(Map.of("sku", "A"), Map.of("title", " ")), ErrorCode.VALIDATION, "title");
    }

    @Test
    void aHiddenRowKeepsItsKeyAndItsValues() {
        database.execute("insert into \"upsert_test$hideable\" (sku, hidden, n) values ('A', true, 1)");
        Model<Hideable> hideable = database.model(Hideable.class);

        refused(hideable.upsert(Map.of("sku", "A"), Map.of("n", 2)), ErrorCode.UNIQUE_VIOLATION, "sku");
        refused(
                hideable.upsertMany(List.of(Map.of("sku", "B", "n", 2), Map.of("sku", "A", "n", 2)), "sku"),
                ErrorCode.UNIQUE_VIOLATION,
                "sku");
        Failure failure = refused(
                hideable.upsertManyCounting(
                        List.of(Map.of("sku", "B", "n", 2), Map.of("sku", "A", "n", 2), Map.of("sku", "C", "n", 2)),
                        "sku"),
                ErrorCode.UNIQUE_VIOLATION,
                "sku");
        assertThat(failure.row()).isEqualTo(1);

        assertThat(database.query("select n from \"upsert_test$hideable\"")).containsExactly(1);
    }

    @Test
    void theLastOfSeveralRowsWithOneKeyWinsAndTheOthersAreReported() {
        List<Upserted> upserted = items.upsertMany(
                        List.of(
                                Map.of("sku", "A", "name", "first", "available", 1),
                                Map.of("sku", "B", "name", "b"),
                                Map.of("sku", "A", "name", "last")),
                        "sku")
                .orThrow();

        assertThat(upserted)
                .extracting(Upserted::outcome)
                .containsExactly(Upserted.Outcome.REPLACED, Upserted.Outcome.CREATED, Upserted.Outcome.CREATED);
        assertThat(upserted.get(0).row()).isEqualTo(upserted.get(2).row()).containsEntry("name", "last");
        assertThat(upserted.get(2).row()).containsEntry("available", 10);
        assertThat(items.count().orThrow()).isEqualTo(2);
    }

    @Test
    void oneBadRowOfManyIsNamedAndNothingIsStored() {
        items.create(Map.of("sku", "taken", "barcode", "1", "name", "n")).orThrow();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rows.add(Map.of("sku", "S" + i, "barcode", i == 37 ? "1" : "b" + i, "name", "n"));
        }

        Failure failure = refused(items.upsertMany(rows, "sku"), ErrorCode.UNIQUE_VIOLATION, "barcode");

        assertThat(failure.row()).isEqualTo(37);
        assertThat(failure.message()).contains("row 37");
        assertThat(items.upsertManyCounting(rows, "sku").error()).isEqualTo(failure);
        assertThat(items.count().orThrow()).isEqualTo(1);
        Failure invalid = refused(
                items.upsertMany(List.of(Map.of("sku", "x", "name", "n"), Map.of("name", "m")), "sku"),
                ErrorCode.INVALID_INPUT,
                "sku");
        assertThat(invalid.row()).isEqualTo(1);
        assertThat(items.upsertMany(List.of(), "sku").orThrow()).isEmpty();
        assertThat(items.upsertManyCounting(List.of(), "sku").orThrow()).isEqualTo(new UpsertCounts(0, 0, 0));
    }

    @Test
    void allThatIsWrongWithManyRowsAlikeIsToldAtOnceAndNothingIsStored() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", "n" + i);
            row.put("sku", i == 40 ? null : "S" + i);
            row.put("available", i == 3 || i == 2_400 ? "many" : "7");
            rows.add(row);
        }
        rows.add(2, rows.get(4));
        assertThat(items.upsertMany(rows, "sku").error().message()).contains("row 4:", "row 41:", "row 2401:");
        assertThat(items.count().orThrow()).isZero();

        rows.get(41).put("sku", "S40");
        Failure failure = items.upsertMany(rows, "sku").error();
        assertThat(failure.message()).contains("row 4:", "row 2401:");
        assertThat(items.upsertManyCounting(rows, "sku").error()).isEqualTo(failure);
        assertThat(items.count().orThrow()).isZero();

        rows.get(4).put("available", 7);
        rows.get(2_401).put("available", 7);
        List<Upserted> upserted = items.upsertMany(rows, "sku").orThrow();
        assertThat(upserted.get(2).outcome()).isEqualTo(Upserted.Outcome.REPLACED);
        assertThat(upserted.get(2_400).row())
                .containsEntry("name", "n2399")
                .containsEntry("sku", "S2399")
                .containsEntry("available", 7);
        assertThat(items.upsertManyCounting(rows, "sku").orThrow()).isEqualTo(new UpsertCounts(0, 2_500, 1));
        assertThat(items.count().orThrow()).isEqualTo(2_500);
    }

    @Test
    void countingDoesWhatAnsweringRowsDoes() {
        List<Map<String, Object>> before = List.of(
                Map.of("sku", "A", "name", "a"), Map.of("sku", "B", "name", "b"), Map.of("sku", "C", "name", "c"));
        List<Map<String, Object>> rows = List.of(
                Map.of("sku", "A", "name", "replaced"),
                Map.of("sku", "B", "version", 0, "name", "of the version that was read"),
                Map.of("sku", "C", "available", Change.increment(5)),
                Map.of("sku", "D", "name", "new"),
                Map.of("sku", "A", "name", "last"),
                Map.of("sku", "E", "name", "new, too"),
                Map.of("sku", "F", "name", "n", "doc.a", 1));

        items.createMany(before).orThrow();
        List<Upserted> upserted = items.upsertMany(rows, "sku").orThrow();
        List<Map<String, Object>> stored = withoutIds(items);
        items.deleteMany(Filter.all()).orThrow();
        items.createMany(before).orThrow();
        UpsertCounts counts = items.upsertManyCounting(rows, "sku").orThrow();

        assertThat(counts).isEqualTo(new UpsertCounts(3, 3, 1)).isEqualTo(counted(upserted));
        assertThat(withoutIds(items)).isEqualTo(stored);
        Failure stale = refused(items.upsertManyCounting(rows, "sku"), ErrorCode.STALE, "version");
        assertThat(stale.row()).isEqualTo(1);
        assertThat(withoutIds(items)).isEqualTo(stored);
    }

    static UpsertCounts counted(List<Upserted> upserted) {
        Map<Upserted.Outcome, Long> counts =
                upserted.stream().collect(Collectors.groupingBy(Upserted::outcome, Collectors.counting()));
        return new UpsertCounts(
                counts.getOrDefault(Upserted.Outcome.CREATED, 0L),
                counts.getOrDefault(Upserted.Outcome.UPDATED, 0L),
                counts.getOrDefault(Upserted.Outcome.REPLACED, 0L));
    }

    private static List<Map<String, Object>> withoutIds(Model<?> model) {
        return model.findMany(Query.all().orderBy("sku")).orThrow().stream()
                .map(row -> {
                    Map<String, Object> values = new LinkedHashMap<>(row);
                    values.remove("id");
                    return values;
                })
                .toList();
    }

    @Test
    void countingReadsNothingOfTheRows() {
        Model<Memo> memos = database.model(Memo.class);
        List<Map<String, Object>> rows = List.of(Map.of("sku", "A", "text", "a"), Map.of("sku", "B", "text", "b"));
        Read.times = 0;

        memos.upsertManyCounting(rows, "sku").orThrow();
        memos.upsertManyCounting(rows, "sku").orThrow();

        assertThat(Read.times).isZero();
        memos.upsertMany(rows, "sku").orThrow();
        assertThat(Read.times).isEqualTo(2);
    }

    @Test
    void keysThatTheDatabaseAloneFindsEqualAreStoredOneAfterTheOther() {
        database.execute("""
                create function lower_sku() returns trigger language plpgsql as 'begin new.sku := lower(new.sku); return new; end';
                create trigger lower_sku before insert on "upsert_test$memo" for each row execute function lower_sku()""");
        Model<Memo> memos = database.model(Memo.class);

        UpsertCounts counts = memos.upsertManyCounting(
                        List.of(Map.of("sku", "a", "text", "last"), Map.of("sku", "A", "text", "first")), "sku")
                .orThrow();

        assertThat(counts).isEqualTo(new UpsertCounts(1, 1, 0));
        assertThat(database.query("select text from \"upsert_test$memo\"")).containsExactly("last");
        database.execute("drop function lower_sku cascade");
    }

    @Test
    void countingRefusesNullAndWhatIsNoUniqueKey() {
        List<Map<String, Object>> rows = List.of(Map.of("sku", "A", "name", "n"));

        assertThatNullPointerException().isThrownBy(() -> items.upsertManyCounting(null, "sku"));
        assertThatNullPointerException().isThrownBy(() -> items.upsertManyCounting(rows, (String) null));
        assertThatNullPointerException()
                .isThrownBy(() -> items.upsertManyCounting(Collections.singletonList(null), "sku"));
        refused(items.upsertManyCounting(rows, "name"), ErrorCode.INVALID_INPUT, "name");
        refused(items.upsertManyCounting(rows), ErrorCode.INVALID_INPUT, "keys");
        assertThat(items.count().orThrow()).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {Item.class, Watched.class})
    void manyWritersOfOneKeyMakeOneRowAndLoseNothing(Class<?> entity) throws Exception {
        Model<?> model = database.model(entity);
        String counter = entity == Item.class ? "available" : "hits";
        Map<String, Object> values = entity == Item.class
                ? Map.of("name", "n", counter, Change.increment(1))
                : Map.of(counter, Change.increment(1));

        List<Upserted> upserted = together(8, 25, i -> model.upsert(Map.of("sku", "one"), values));

        assertThat(upserted).filteredOn(Upserted::created).hasSize(1);
        Row row = model.findOne(eq("sku", "one")).orThrow();
        assertThat(row.getInteger(counter)).isEqualTo(entity == Item.class ? 210 : 200);
        if (entity == Item.class) {
            assertThat(row.getInteger("version")).isEqualTo(199);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writersOfManyEqualKeysInOtherOrdersDoNotDeadlock(boolean counting) throws Exception {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(Map.of("sku", "S" + i, "name", "n"));
        }

        together(6, 5, i -> {
            List<Map<String, Object>> shuffled = new ArrayList<>(rows);
            Collections.shuffle(shuffled, new java.util.Random(i));
            return counting ? items.upsertManyCounting(shuffled, "sku") : items.upsertMany(shuffled, "sku");
        });

        assertThat(items.count().orThrow()).isEqualTo(100);
        assertThat(database.query("select distinct version from \"upsert_test$item\""))
                .containsExactly(29);
    }

    private static <R> List<R> together(int threads, int times, IntFunction<Result<? extends R>> operation)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<R>> futures = new ArrayList<>();
            for (int i = 0; i < threads * times; i++) {
                int number = i;
                futures.add(pool.submit(() -> operation.apply(number).orThrow()));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }
}
