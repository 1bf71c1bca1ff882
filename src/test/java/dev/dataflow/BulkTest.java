package dev.dataflow;

import static dev.dataflow.Secrets.DIGITS;
import static dev.dataflow.Secrets.TEXT;
import static dev.dataflow.Secrets.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.persistence.CascadeType;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PrePersist;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.annotations.Formula;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many rows at once: what is answered, how a bad row is found, and what stays of the good ones. */
class BulkTest {
    @Entity
    static class Event extends Identified {
        @Column(nullable = false, unique = true)
        String code;

        @Column(check = @CheckConstraint(constraint = "amount >= 0"))
        int amount = 1;

        @Pattern(regexp = "[a-z]*")
        String label;

        @ManyToOne
        Event cause;

        @Json
        Map<String, Object> doc;
    }

    @Entity
    static class Heard extends Identified {
        @Column(nullable = false, unique = true)
        String code;

        @Column(check = @CheckConstraint(constraint = "amount >= 0"))
        int amount = 1;

        @Pattern(regexp = "[a-z]*")
        String label;

        @ManyToOne
        Event cause;

        @ManyToOne(cascade = CascadeType.PERSIST)
        Event echo;

        String stamp;

        @ElementCollection
        Set<String> tags;

        @PrePersist
        void prePersist() {
            stamp = "heard " + code;
        }
    }

    @Entity
    static class Ratio extends Identified {
        int divisor;

        @Formula("10 / divisor")
        Integer tenth;
    }

    /** The ways that rows may go. */
    enum Way {
        COPY(Event.class, CreateOptions.counting()),
        COPY_FOR_IDS(Event.class, CreateOptions.answeringIds()),
        UNNEST_FOR_ROWS(Event.class, CreateOptions.answeringRows()),
        SMALL_CHUNKS(Event.class, CreateOptions.answeringIds().chunk(7)),
        HIBERNATE(Heard.class, CreateOptions.answeringIds()),
        HIBERNATE_SMALL_CHUNKS(Heard.class, CreateOptions.counting().chunk(9));

        final Class<?> entity;
        final CreateOptions options;

        Way(Class<?> entity, CreateOptions options) {
            this.entity = entity;
            this.options = options;
        }

        Model<?> model() {
            return database.model(entity);
        }
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Event.class, Heard.class, Ratio.class);

    @RegisterExtension
    final Secrets secrets = new Secrets();

    static Stream<Map<String, Object>> rows(int number) {
        return IntStream.range(0, number).mapToObj(i -> row("C" + i));
    }

    static Map<String, Object> row(String code) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("code", code);
        row.put("label", "l");
        return row;
    }

    @ParameterizedTest
    @EnumSource
    void allRowsAreStoredAndCounted(Way way) {
        List<Long> progress = new ArrayList<>();

        Created created = way.model()
                .createMany(rows(150), way.options.onProgress(progress::add))
                .orThrow();

        assertThat(created.count()).isEqualTo(150);
        assertThat(created.rejected()).isEmpty();
        assertThat(progress).isSorted().endsWith(150L);
        assertThat(way.model().count().orThrow()).isEqualTo(150);
        List<Object> ids =
                way.model().findMany().orThrow().stream().map(Row::id).toList();
        if (way.options.options().answer() == dev.dataflow.internal.store.BulkOptions.Answer.IDS) {
            assertThat(created.ids()).isEqualTo(ids);
            assertThat(way.model().findById(created.ids().get(99)).orThrow()).containsEntry("code", "C99");
        }
        if (way.options.options().answer() == dev.dataflow.internal.store.BulkOptions.Answer.ROWS) {
            assertThat(created.rows()).isEqualTo(way.model().findMany().orThrow());
        }
        assertThat(way.model().createMany(Stream.of(), way.options).orThrow().count())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void oneBadRowIsNamedAndNothingIsStored(Way way) {
        way.model().create(row("taken")).orThrow();
        List<Map<String, Object>> rows = new ArrayList<>(rows(200).toList());
        rows.set(137, row("taken"));

        Failure twin = refused(way.model().createMany(rows, way.options), ErrorCode.UNIQUE_VIOLATION, "code");
        rows.set(137, row(TEXT));
        rows.get(137).put("amount", -1);
        Failure check = refused(way.model().createMany(rows, way.options), ErrorCode.CHECK_VIOLATION, "amount");
        rows.get(137).put("amount", 1);
        rows.get(137).put("label", TEXT);
        Failure constraint = refused(way.model().createMany(rows, way.options), ErrorCode.VALIDATION, "label");
        rows.get(137).put("label", "l");
        rows.get(137).put("cause", 999_999_999);
        Failure parent = refused(way.model().createMany(rows, way.options), ErrorCode.FOREIGN_KEY_VIOLATION, "cause");

        assertThat(List.of(twin, check, constraint, parent)).allSatisfy(failure -> {
            assertThat(failure.row()).isEqualTo(137);
            assertThat(failure.message()).contains("row 137: ");
        });
        assertThat(twin.constraint()).isNotNull();
        assertThat(way.model().count().orThrow()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void twoRowsOfTheInputWithOneKeyBlameTheSecond(Way way) {
        List<Map<String, Object>> rows = new ArrayList<>(rows(100).toList());
        rows.set(80, row("C3"));

        assertThat(refused(way.model().createMany(rows, way.options), ErrorCode.UNIQUE_VIOLATION, "code")
                        .row())
                .isEqualTo(80);
        Created created = way.model().createMany(rows, way.options.bestEffort()).orThrow();
        assertThat(created.count()).isEqualTo(99);
        assertThat(created.rejected()).extracting(Created.Rejected::row).containsExactly(80L);
    }

    @ParameterizedTest
    @EnumSource
    void theBestEffortStoresAllGoodRowsAndReportsEachBadOne(Way way) {
        way.model().create(row("taken")).orThrow();
        List<Map<String, Object>> rows = new ArrayList<>(rows(300).toList());
        rows.set(0, row("taken"));
        rows.get(5).put("label", TEXT);
        rows.get(6).put("amount", "x" + DIGITS);
        rows.get(150).remove("code");
        rows.get(151).put("amount", -1);
        rows.get(299).put("unknown", TEXT);

        Created created = way.model().createMany(rows, way.options.bestEffort()).orThrow();

        assertThat(created.count()).isEqualTo(294);
        assertThat(created.rejected()).extracting(Created.Rejected::row).containsExactly(0L, 5L, 6L, 150L, 151L, 299L);
        assertThat(created.rejected())
                .extracting(rejected -> rejected.failure().code())
                .containsExactly(
                        ErrorCode.UNIQUE_VIOLATION,
                        ErrorCode.VALIDATION,
                        ErrorCode.INVALID_INPUT,
                        ErrorCode.NOT_NULL_VIOLATION,
                        ErrorCode.CHECK_VIOLATION,
                        ErrorCode.INVALID_INPUT);
        Secrets.assertHidden(created.rejected().toString());
        assertThat(way.model().count().orThrow()).isEqualTo(295);
        if (!created.ids().isEmpty()) {
            assertThat(created.ids()).hasSize(294).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionGoesOnAfterItAndUndoesIt(Way way) {
        database.df().transaction(tx -> {
            way.model().createMany(rows(10), way.options).orThrow();
            refused(way.model().createMany(rows(60), way.options), ErrorCode.UNIQUE_VIOLATION, "code");
            refused(way.model().createMany(rows(160), way.options), ErrorCode.UNIQUE_VIOLATION, "code");
            assertThat(way.model().count().orThrow()).isEqualTo(10);
            tx.setRollbackOnly();
        });

        assertThat(way.model().count().orThrow()).isZero();
    }

    @Test
    void whenAllRowsAreBadTheWorkDoesNotGrowWithTheSquare() {
        Model<Event> events = database.model(Event.class);
        List<Map<String, Object>> rows = rows(1_000).toList();
        events.createMany(rows).orThrow();

        Created created =
                events.createMany(rows, CreateOptions.counting().bestEffort()).orThrow();

        assertThat(created.count()).isZero();
        assertThat(created.rejected()).hasSize(1_000);
    }

    @Test
    void allProblemsOfTheInputComeTogether() {
        Model<Event> events = database.model(Event.class);

        Failure failure = refused(
                events.createMany(
                        List.of(Map.of("code", "a"), Map.of("cod", TEXT), Map.of("code", "b", "amount", "x"))),
                ErrorCode.INVALID_INPUT,
                "cod",
                "code",
                "amount");

        assertThat(failure.message()).contains("row 1: ").contains("row 2: ");
        assertThat(failure.row()).isEqualTo(1);
    }

    @Test
    void callbacksAndCollectionsTakePart() {
        Model<Heard> heard = database.model(Heard.class);
        List<Map<String, Object>> rows = List.of(Map.of("code", "a", "tags", List.of("x", "y")), Map.of("code", "b"));

        Created created = heard.createMany(rows, CreateOptions.answeringRows()).orThrow();

        assertThat(created.rows()).extracting(row -> row.get("stamp")).containsExactly("heard a", "heard b");
        assertThat(database.query("select tags from \"bulk_test$heard_tags\" order by 1"))
                .containsExactly("x", "y");
    }

    @Test
    void rowLevelSecurityTakesNoCopyAndGetsItsRowsAllTheSame() {
        Model<Event> events = database.model(Event.class);
        database.execute("alter table \"bulk_test$event\" enable row level security");
        try {
            assertThat(events.createMany(rows(100), CreateOptions.counting())
                            .orThrow()
                            .count())
                    .isEqualTo(100);
        } finally {
            database.execute("alter table \"bulk_test$event\" disable row level security");
        }
    }

    @Test
    void aViewTakesNoCopyAndGetsItsRowsAllTheSame() {
        Model<Event> events = database.model(Event.class);
        database.execute("alter table \"bulk_test$event\" rename to below;"
                + "create view \"bulk_test$event\" as select * from below");
        try {
            assertThat(events.createMany(rows(100), CreateOptions.counting())
                            .orThrow()
                            .count())
                    .isEqualTo(100);
        } finally {
            database.execute("drop view \"bulk_test$event\"; alter table below rename to \"bulk_test$event\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInputThatReadsAndFailsUndoesNothing(Way way) {
        Model<Ratio> ratios = database.model(Ratio.class);
        ratios.create(Map.of("divisor", 5)).orThrow();
        database.execute("insert into \"bulk_test$ratio\" (divisor) values (0)");
        database.df().transaction(tx -> {
            Stream<Map<String, Object>> rows = IntStream.range(0, 180).mapToObj(i -> {
                assertThat(ratios.findMany(Filter.eq("divisor", 5)).orThrow()).hasSize(1);
                if (i == 125) {
                    assertThat(ratios.findMany(Filter.eq("tenth", 2)).success()).isFalse();
                }
                return row("C" + i);
            });
            assertThat(way.model()
                            .createMany(rows, way.options.chunk(60))
                            .orThrow()
                            .count())
                    .isEqualTo(180);
        });

        assertThat(way.model().count().orThrow()).isEqualTo(180);
    }

    /** The next chunk is made ready while one is stored. */
    @ParameterizedTest
    @EnumSource
    void badRowsOfTwoChunksAreToldInTheirOrder(Way way) {
        List<Map<String, Object>> rows = rows(180).toList();
        rows.get(30).put("amount", -1);
        rows.get(100).put("amount", "many");
        CreateOptions options = way.options.chunk(60);

        Failure first = refused(way.model().createMany(rows, options), ErrorCode.CHECK_VIOLATION, "amount");
        assertThat(first.row()).isEqualTo(30);
        assertThat(way.model().count().orThrow()).isZero();

        Created created = way.model().createMany(rows, options.bestEffort()).orThrow();
        assertThat(created.count()).isEqualTo(178);
        assertThat(created.rejected()).extracting(Created.Rejected::row).containsExactly(30L, 100L);
    }

    @Test
    void rowsInsideRowsAreStoredInTheirOrderAndABadOneIsNamed() {
        Model<Heard> heard = database.model(Heard.class);
        List<Map<String, Object>> rows = new ArrayList<>(rows(5).toList());
        rows.get(2).put("echo", Map.of("code", "E2"));
        rows.get(4).put("echo", Map.of("code", "E4"));

        Created created = heard.createMany(rows, CreateOptions.answeringRows()).orThrow();

        assertThat(created.rows()).extracting(row -> row.get("code")).containsExactly("C0", "C1", "C2", "C3", "C4");
        assertThat(database.query("select code from \"bulk_test$event\" order by 1"))
                .containsExactly("E2", "E4");
        rows = new ArrayList<>(rows(5).toList());
        rows.forEach(row -> row.put("code", "n" + row.get("code")));
        rows.get(3).put("echo", Map.of("code", "E4"));
        assertThat(refused(heard.createMany(rows, CreateOptions.counting()), ErrorCode.UNIQUE_VIOLATION, "echo.code")
                        .row())
                .isEqualTo(3);
        assertThat(heard.createMany(rows, CreateOptions.counting().bestEffort())
                        .orThrow()
                        .rejected())
                .extracting(Created.Rejected::row)
                .containsExactly(3L);
        assertThat(heard.count().orThrow()).isEqualTo(9);
    }

    /** What the caller makes of the result does not matter: the transaction cannot do what it was to do. */
    @Test
    void aSerializationFailureInsideARowRepeatsTheTransaction() {
        database.execute("""
                create function refuse() returns trigger language plpgsql as
                    $$ begin raise exception using errcode = '40001'; end $$;
                create trigger refuse before insert on "bulk_test$event" for each row execute function refuse()""");
        try {
            AtomicInteger runs = new AtomicInteger();
            assertThatExceptionOfType(DataFlowException.class)
                    .isThrownBy(() -> database.df().transaction(tx -> {
                        runs.incrementAndGet();
                        database.model(Heard.class).create(Map.of("code", "a", "echo", Map.of("code", "b")));
                    }))
                    .satisfies(thrown -> assertThat(thrown.failure().code()).isEqualTo(ErrorCode.SERIALIZATION));
            assertThat(runs).hasValue(4);
        } finally {
            database.execute("drop function refuse() cascade");
        }
    }

    @Test
    void misuseThrows() {
        Model<Event> events = database.model(Event.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreateOptions.counting().chunk(0));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> events.createMany(Collections.singletonList(null), CreateOptions.counting()));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> events.createMany(
                        rows(100), CreateOptions.counting().chunk(10).onProgress(count -> {
                            throw new IllegalStateException("stop");
                        })));
        assertThat(events.count().orThrow()).isZero();
    }

    @Test
    void whatWasCreatedShowsNoValueAsAText() {
        Created created = new Created(1, List.of("alice@example.com"), List.of(), List.of());

        assertThat(created).hasToString("Created[count=1, ids=1, rows=0, rejected=0]");
    }
}
