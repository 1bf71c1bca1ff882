package dev.dataflow;

import static dev.dataflow.FacadeDatabase.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.CascadeType;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hibernate.annotations.TenantId;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.annotations.ValueGenerationType;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.generator.EventTypeSets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many rows, each changed in its own way: together where that is one statement for each, and all or none in any case. */
class UpdateEachTest {
    @Entity
    @Table(uniqueConstraints = @UniqueConstraint(columnNames = {"shelf", "slot"}))
    static class Item extends Identified {
        @Version
        int version;

        @Column(unique = true)
        String sku;

        @Column(unique = true)
        String barcode;

        @Column(check = @CheckConstraint(constraint = "available >= 0"))
        int available = 10;

        String shelf;

        Integer slot;

        @UpdateTimestamp
        java.time.Instant changedAt;

        @Json
        Map<String, Object> doc = Map.of("a", 1);

        @OneToMany(mappedBy = "item", cascade = CascadeType.PERSIST)
        List<Part> parts = new ArrayList<>();
    }

    @Entity
    static class Part extends Identified {
        @ManyToOne
        Item item;

        String name;
    }

    @Entity
    static class Watched extends Identified {
        int value;
        int updated;

        @NotBlank
        String title = "none";

        @PreUpdate
        void preUpdate() {
            updated++;
        }
    }

    @Entity
    static class Titled extends Identified {
        @NotBlank
        String title = "none";
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(
            Item.class, Part.class, Watched.class, Titled.class, Line.class, Noted.class, Stamped.class);

    private final Model<Item> items = database.model(Item.class);

    @BeforeEach
    void threeItems() {
        for (int i = 1; i <= 3; i++) {
            items.create(Map.of("sku", "S" + i, "barcode", "B" + i, "shelf", "north", "slot", i))
                    .orThrow();
        }
    }

    private List<Object> values(String attribute) {
        return items.findMany().data().stream().map(row -> row.get(attribute)).toList();
    }

    private static void unharmed(Model<Item> items) {
        assertThat(items.findMany().data())
                .extracting(row -> row.get("available"))
                .containsExactly(10, 10, 10);
    }

    @Test
    void eachRowChangesInItsOwnWay() {
        assertThat(items.updateEach(List.of(
                                Map.of("id", 1, "available", 5),
                                Map.of("id", 2, "available", Change.increment(7)),
                                Map.of("doc.a", Change.unset(), "id", "3", "doc.b", List.of(2))))
                        .data())
                .isEqualTo(3);
        assertThat(values("available")).containsExactly(5, 17, 10);
        assertThat(values("doc")).containsExactly(Map.of("a", 1), Map.of("a", 1), Map.of("b", List.of(2)));
        assertThat(values("version")).containsExactly(1, 1, 1);
        assertThat(values("changedAt")).doesNotContainNull();
    }

    @Test
    void neighboursThatChangeOtherAttributesAreToldApart() {
        items.updateEach(List.of(Map.of("id", 1, "available", 5), Map.of("id", 2, "slot", 7)))
                .orThrow();
        assertThat(values("available")).containsExactly(5, 10, 10);
        assertThat(values("slot")).containsExactly(1, 7, 3);
    }

    @Test
    void aKeyMayBeAnyThatLeadsToOneRow() {
        assertThat(items.updateEach(
                                List.of(Map.of("sku", "S3", "available", 1), Map.of("sku", "S1", "available", 2)),
                                "sku")
                        .success())
                .isTrue();
        assertThat(items.updateEach(List.of(Map.of("shelf", "north", "slot", 2, "available", 3)), "shelf", "slot")
                        .success())
                .isTrue();
        assertThat(values("available")).containsExactly(2, 3, 1);
        items.updateEach(List.of(Map.of("id", 2, "doc.ref", "two"))).orThrow();
        items.updateEach(List.of(Map.of("doc.ref", "two", "available", 4)), "doc.ref")
                .orThrow();
        assertThat(values("available")).containsExactly(2, 4, 1);
    }

    @Test
    void neighboursThatAreAlikeGoTogether() {
        items.createMany(IntStream.range(0, 5_000)
                        .mapToObj(i -> Map.of("sku", "N" + i, "slot", i))
                        .toList())
                .orThrow();
        List<Map<String, Object>> rows = LongStream.rangeClosed(1, 5_003)
                .mapToObj(id -> Map.<String, Object>of("id", id, "available", id))
                .toList();
        List<Map<String, Object>> byOther = IntStream.range(0, 100)
                .mapToObj(i -> Map.<String, Object>of("sku", "N" + i, "shelf", "s" + i))
                .toList();
        try (DataFlow counted =
                database.counting().models(Item.class, Part.class).build()) {
            Model<Item> counting = counted.model(Item.class);
            // One statement for two thousand rows; one message, which counts as one, for those by another key.
            assertThat(statements(() -> counting.updateEach(rows).orThrow())).isEqualTo(3);
            assertThat(statements(() -> counting.updateEach(byOther, "sku").orThrow()))
                    .isEqualTo(1);
        }
        assertThat(items.count(Filter.startsWith("shelf", "s")).data()).isEqualTo(100);
        assertThat(items.count(Filter.eq("available", Filter.attribute("id"))).data())
                .isEqualTo(5_003);
    }

    @Test
    void aRowMayComeTwice() {
        items.updateEach(List.of(
                        Map.of("id", 1, "available", 1),
                        Map.of("id", 1, "available", 2, "shelf", "south"),
                        Map.of("id", 1, "available", Change.increment(1)),
                        Map.of("id", 1, "available", Change.increment(1))))
                .orThrow();
        assertThat(values("available")).containsExactly(4, 10, 10);
    }

    @Test
    void noRowIsNothing() {
        assertThat(items.updateEach(List.of()).data()).isZero();
        assertThat(items.updateEach(List.of(Map.of("id", 1))).data()).isEqualTo(1);
        assertThat(values("version")).containsExactly(0, 0, 0);
    }

    @Test
    void aRowThatIsNotThereIsNamedAndAllStaysAsItWas() {
        Failure missing = items.updateEach(List.of(
                        Map.of("id", 1, "available", 1),
                        Map.of("id", 99, "available", 1),
                        Map.of("id", 3, "available", 1)))
                .error();
        assertThat(missing.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(missing.row()).isEqualTo(1);
        Failure several = items.updateEach(
                        List.of(Map.of("sku", "S1", "available", 1), Map.of("shelf", "north", "available", 1)), "shelf")
                .error();
        assertThat(several.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(several.row()).isZero();
        several = items.updateEach(List.of(Map.of("shelf", "north", "available", 1)), "shelf")
                .error();
        assertThat(several.code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(several.row()).isZero();
        unharmed(items);
    }

    @Test
    void aRefusedRowIsNamedAndAllStaysAsItWas() {
        Failure twin = items.updateEach(List.of(
                        Map.of("id", 2, "available", 1, "barcode", "B9"),
                        Map.of("id", 1, "available", 1, "barcode", "B3")))
                .error();
        assertThat(twin.code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
        assertThat(twin.attributes()).containsExactly("barcode");
        assertThat(twin.row()).isEqualTo(1);
        Failure check = items.updateEach(
                        List.of(Map.of("id", 1, "available", 1), Map.of("id", 2, "available", Change.increment(-11))))
                .error();
        assertThat(check.code()).isEqualTo(ErrorCode.CHECK_VIOLATION);
        assertThat(check.attributes()).containsExactly("available");
        assertThat(check.row()).isEqualTo(1);
        unharmed(items);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Failure failure = items.updateEach(List.of(
                        Map.of("id", 1, "available", "many"),
                        Map.of("id", 2, "available", 1),
                        Map.of("id", 3, "availabel", 1, "slot", "first")))
                .error();
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(failure.attributes()).containsExactlyInAnyOrder("available", "availabel", "slot");
        assertThat(failure.row()).isZero();
        assertThat(failure.message()).doesNotContain("many").doesNotContain("first");
        unharmed(items);
    }

    @Test
    void everyRowGivesItsKeys() {
        Map<String, Object> none = new HashMap<>();
        none.put("id", null);
        none.put("available", "few");
        Failure failure = items.updateEach(List.of(
                        Map.of("available", 1),
                        none,
                        Map.of("id", Change.increment(1), "available", 1),
                        Map.of("id", Optional.empty(), "available", 1),
                        Map.of("id", 2, "available", 1)))
                .error();
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(failure.attributes()).containsExactly("id", "available");
        assertThat(failure.message())
                .contains("row 0: is a key, by which the row is found: give its value")
                .contains("row 1: is a key and cannot be null")
                .contains("it takes a value and no change")
                .doesNotContain("few");
        assertThat(items.updateEach(List.of(Map.of("sku", "S1", "available", 1)), "skuu")
                        .error()
                        .attributes())
                .contains("skuu");
        unharmed(items);
    }

    @Test
    void theAttributeWhoseNewValueNoColumnHoldsIsNamed() {
        Failure failure = items.updateEach(List.of(
                        Map.of("id", 1, "available", 1),
                        Map.of("id", 2, "available", Change.increment(Integer.MAX_VALUE))))
                .error();
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(failure.attributes()).containsExactly("available");
        assertThat(failure.row()).isEqualTo(1);
        unharmed(items);
    }

    @Test
    void problemsOfRowsThatGoOneByOneAreToldAtOnce() {
        Model<Watched> watched = database.model(Watched.class);
        Failure failure = watched.updateEach(
                        List.of(Map.of("id", 1, "value", "many"), Map.of("id", 2, "updated", "few")))
                .error();
        assertThat(failure.attributes()).containsExactly("value", "updated");
    }

    static class LineId implements Serializable {
        private static final long serialVersionUID = 1L;

        long orderId;
        int line;

        @Override
        public boolean equals(Object other) {
            return other instanceof LineId id && id.orderId == orderId && id.line == line;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(orderId) + line;
        }
    }

    @Entity
    @IdClass(LineId.class)
    static class Line {
        @Id
        long orderId;

        @Id
        int line;

        int quantity;
    }

    @Test
    void theIdMayHaveSeveralAttributes() {
        Model<Line> lines = database.model(Line.class);
        lines.createMany(List.of(Map.of("orderId", 1, "line", 1), Map.of("orderId", 1, "line", 2)))
                .orThrow();
        lines.updateEach(List.of(
                        Map.of("orderId", 1, "line", 1, "quantity", 3), Map.of("orderId", 1, "line", 2, "quantity", 4)))
                .orThrow();
        assertThat(lines.findMany().data())
                .extracting(row -> row.get("quantity"))
                .containsExactly(3, 4);
    }

    static class NoneForNull implements AttributeConverter<String, String> {
        @Override
        public String convertToDatabaseColumn(String value) {
            return value == null ? "none" : value;
        }

        @Override
        public String convertToEntityAttribute(String value) {
            return "none".equals(value) ? null : value;
        }
    }

    @Entity
    @Table(name = "noted")
    static class Noted extends Identified {
        @Convert(converter = NoneForNull.class)
        String note;
    }

    @Test
    void aNullThatAConverterStoresAsSomethingIsStoredAsThat() {
        Model<Noted> noted = database.model(Noted.class);
        noted.createMany(List.of(Map.of("note", "x"), Map.of("note", "y"))).orThrow();
        noted.updateEach(List.of(Map.of("id", 1, "note", "a"), Map.of("id", 2, "note", Change.unset())))
                .orThrow();
        assertThat(database.query("select note from noted order by id")).containsExactly("a", "none");
    }

    @ValueGenerationType(generatedBy = Stamps.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Stamp {}

    /** Another text for each write. */
    public static class Stamps implements BeforeExecutionGenerator {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        public EnumSet<EventType> getEventTypes() {
            return EventTypeSets.INSERT_AND_UPDATE;
        }

        @Override
        public Object generate(SharedSessionContractImplementor session, Object owner, Object now, EventType event) {
            return "stamp " + COUNT.incrementAndGet();
        }
    }

    @Entity
    static class Stamped extends Identified {
        int value;

        @Stamp
        String stamp;
    }

    @Test
    void whatIsGeneratedForEachUpdateIsGeneratedForEachRow() {
        Model<Stamped> stamped = database.model(Stamped.class);
        stamped.createMany(List.of(Map.of(), Map.of())).orThrow();
        stamped.updateEach(List.of(Map.of("id", 1, "value", 1), Map.of("id", 2, "value", 2)))
                .orThrow();
        assertThat(stamped.findMany().data())
                .extracting(row -> row.get("stamp"))
                .doesNotHaveDuplicates();
    }

    @Test
    void misuseThrows() {
        assertThatNullPointerException().isThrownBy(() -> items.updateEach(null));
        assertThatNullPointerException().isThrownBy(() -> items.updateEach(Arrays.asList(Map.of("id", 1), null)));
        assertThatNullPointerException().isThrownBy(() -> items.updateEach(List.of(), (String) null));
    }

    @Test
    void aVersionIsTheOneThatTheCallerRead() {
        items.update(Map.of("id", 2), Map.of("available", 9)).orThrow();
        Failure stale = items.updateEach(List.of(
                        Map.of("id", 1, "version", 0, "available", 1), Map.of("id", 2, "version", 0, "available", 1)))
                .error();
        assertThat(stale.code()).isEqualTo(ErrorCode.STALE);
        assertThat(stale.row()).isEqualTo(1);
        assertThat(values("available")).containsExactly(10, 9, 10);
    }

    @Test
    void othersAreCreatedInsideAndCallbacksRun() {
        items.updateEach(List.of(
                        Map.of("id", 1, "available", 1),
                        Map.of("id", 2, "parts", List.of(Map.of("name", "lid"))),
                        Map.of("id", 3, "available", 1)))
                .orThrow();
        assertThat(database.model(Part.class).findMany().data())
                .extracting(part -> part.get("item"))
                .containsExactly(2L);
        assertThat(values("available")).containsExactly(1, 10, 1);
        Model<Watched> watched = database.model(Watched.class);
        watched.createMany(List.of(Map.of(), Map.of())).orThrow();
        watched.updateEach(List.of(Map.of("id", 1, "value", 1), Map.of("id", 2, "value", 2)))
                .orThrow();
        assertThat(watched.findMany().data())
                .extracting(row -> row.get("updated"))
                .containsExactly(1, 1);
    }

    @Test
    void constraintsOfTheEntityNameTheRow() {
        Model<Titled> titled = database.model(Titled.class);
        titled.createMany(List.of(Map.of(), Map.of())).orThrow();
        Failure blank = titled.updateEach(List.of(Map.of("id", 1, "title", "one"), Map.of("id", 2, "title", " ")))
                .error();
        assertThat(blank.code()).isEqualTo(ErrorCode.VALIDATION);
        assertThat(blank.attributes()).containsExactly("title");
        assertThat(blank.row()).isEqualTo(1);
        assertThat(titled.findMany().data()).extracting(row -> row.get("title")).containsExactly("none", "none");
    }

    @Test
    void aFailureLeavesTheTransactionUsable() {
        database.df().transaction(tx -> {
            items.update(Map.of("id", 1), Map.of("slot", 11)).orThrow();
            assertThat(refusedInTheMiddle().code()).isEqualTo(ErrorCode.CHECK_VIOLATION);
            items.updateEach(List.of(Map.of("id", 2, "slot", 12), Map.of("id", 3, "slot", 13)))
                    .orThrow();
        });
        unharmed(items);
        assertThat(values("slot")).containsExactly(11, 12, 13);
    }

    @Test
    void aFailureEndsATransactionWithoutSavepoints() {
        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> database.df()
                        .transaction(TransactionOptions.defaults().withoutSavepoints(), tx -> {
                            Failure failure = refusedInTheMiddle();
                            assertThat(failure.code()).isEqualTo(ErrorCode.CHECK_VIOLATION);
                            assertThat(failure.row()).isEqualTo(1);
                        }));
        unharmed(items);
    }

    private Failure refusedInTheMiddle() {
        return items.updateEach(List.of(
                        Map.of("id", 2, "available", 1),
                        Map.of("id", 1, "available", -1),
                        Map.of("id", 3, "available", 1)))
                .error();
    }

    @Entity
    static class Owned extends Identified {
        @TenantId
        String owner;

        int n;
    }

    @Test
    void aTenantReachesOnlyItsOwnRows() {
        try (DataFlow df = database.builder().models(Owned.class).build()) {
            df.createTables();
            Model<Owned> ours = df.tenant("us").model(Owned.class);
            Model<Owned> theirs = df.tenant("them").model(Owned.class);
            ours.create(Map.of()).orThrow();
            theirs.create(Map.of()).orThrow();
            Failure foreign = ours.updateEach(List.of(Map.of("id", 1, "n", 1), Map.of("id", 2, "n", 1)))
                    .error();
            assertThat(foreign.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(foreign.row()).isEqualTo(1);
            ours.updateEach(List.of(Map.of("id", 1, "n", 5))).orThrow();
            assertThat(ours.findById(1).data().get("n")).isEqualTo(5);
            assertThat(theirs.findById(2).data().get("n")).isEqualTo(0);
        }
    }
}
