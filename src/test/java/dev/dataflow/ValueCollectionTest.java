package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.some;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.hibernate.annotations.SortComparator;
import org.hibernate.annotations.SortNatural;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Collections of values: given at a create, and replaced as a whole by an update. */
class ValueCollectionTest {
    enum Currency {
        EUR,
        CHF
    }

    @Embeddable
    record Part(String name, Integer count) {}

    @Entity
    static class Product extends Identified {
        @Column(unique = true)
        String code;

        String name;

        @Version
        int version;

        @ElementCollection
        @Column(length = 10)
        @Size(max = 3)
        Set<String> tags;

        @ElementCollection
        @OrderColumn
        List<Integer> sizes;

        @ElementCollection
        Map<Currency, BigDecimal> prices;

        @ElementCollection
        List<Part> parts;

        @ElementCollection
        @SortNatural
        SortedMap<String, Part> variants;

        @ElementCollection
        @SortComparator(AnyCase.class)
        SortedSet<String> marks;
    }

    public static class AnyCase implements Comparator<String> {
        @Override
        public int compare(String one, String other) {
            return String.CASE_INSENSITIVE_ORDER.compare(one, other);
        }
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Product.class);

    static final Query WHOLE = Query.where(eq("code", "a")).include("tags", "sizes", "prices", "parts", "variants");

    final Model<Product> products = database.model(Product.class);

    Row whole() {
        return products.findOne(WHOLE).data();
    }

    @Test
    void elementsOfEveryKindAreStoredAndReplaced() {
        Map<String, Object> values = Map.of(
                "code", "a",
                "tags", List.of("x", "y"),
                "sizes", List.of(3, "1", 2),
                "prices", Map.of("EUR", 1, Currency.CHF, "2.5"),
                "parts", List.of(Map.of("name", "lid"), new Part("jar", 2)),
                "variants", Map.of("small", Map.of("count", 5)));
        Object id = products.create(values).data().id();
        Row created = whole();
        Map<String, Object> changes = Map.of(
                "name", "new",
                "tags", List.of("z"),
                "sizes", List.of(9, 8),
                "prices", Map.of("CHF", 7),
                "parts", List.of(),
                "variants", Map.of("large", new Part("box", 1)));
        Row updated = products.update(Map.of("id", id), changes).data();
        Row changed = whole();

        assertThat(created.getList("tags")).containsExactlyInAnyOrder("x", "y");
        assertThat(created).containsEntry("sizes", List.of(3, 1, 2));
        assertThat(created.getList("parts")).hasSize(2);
        assertThat(created.at("prices")).hasToString("{EUR=1.00, CHF=2.50}");
        assertThat(updated).containsEntry("name", "new").containsEntry("version", 1);
        assertThat(changed)
                .containsEntry("tags", List.of("z"))
                .containsEntry("sizes", List.of(9, 8))
                .containsEntry("parts", List.of());
        assertThat(changed.at("prices")).hasToString("{CHF=7.00}");
        assertThat(changed.getMap("variants")).containsOnlyKeys("large");
    }

    @Test
    void anUpsertReplacesTheElementsOfARowThatIsThere() {
        products.create(Map.of("code", "a", "tags", List.of("x"))).orThrow();

        Upserted upserted = products.upsert(Map.of("code", "a"), Map.of("tags", List.of("y")))
                .data();
        List<Map<String, Object>> rows =
                List.of(Map.of("code", "a", "sizes", List.of(1)), Map.of("code", "b", "tags", List.of("z")));
        products.upsertMany(rows, "code").orThrow();

        assertThat(upserted.outcome()).isEqualTo(Upserted.Outcome.UPDATED);
        assertThat(whole()).containsEntry("tags", List.of("y")).containsEntry("sizes", List.of(1));
        assertThat(products.count(some("tags", eq(Filter.ELEMENT, "z"))).data()).isOne();
        products.upsert(Map.of("code", "a"), Map.of("tags", List.of())).orThrow();
        assertThat(whole()).containsEntry("tags", List.of()).containsEntry("sizes", List.of(1));
    }

    @Test
    void elementsThatDoNotFitAreRefusedAndNothingIsChanged() {
        Map<String, Object> key = Map.of("code", "a");
        products.create(Map.of("code", "a", "tags", List.of("x"))).orThrow();

        Secrets.refused(products.create(Map.of("tags", Arrays.asList("x", null))), ErrorCode.INVALID_INPUT, "tags");
        Secrets.refused(products.create(Map.of("prices", Map.of("XXX", 1))), ErrorCode.INVALID_INPUT, "prices");
        Secrets.refused(
                products.update(key, Map.of("name", "new", "tags", List.of("8675309-8675309"))),
                ErrorCode.INVALID_INPUT,
                "tags");
        Secrets.refused(
                products.update(key, Map.of("tags", List.of("1", "2", "3", "4"))), ErrorCode.VALIDATION, "tags");
        Secrets.refused(products.update(key, Map.of("tags", List.of("y"), "version", 7)), ErrorCode.STALE, "version");
        Secrets.refused(products.updateMany(key, Map.of("tags", List.of("y"))), ErrorCode.INVALID_INPUT, "tags");
        Secrets.refused(products.update(key, Map.of("tags", Change.append("y"))), ErrorCode.INVALID_INPUT, "tags");
        assertThat(whole()).containsEntry("tags", List.of("x")).containsEntry("name", null);
    }

    @Test
    void elementsAreGuardedByTheVersionOfTheirRow() {
        Map<String, Object> key = Map.of("code", "a");
        products.create(Map.of("code", "a", "tags", List.of("x"))).orThrow();

        Row changed =
                products.update(key, Map.of("tags", List.of("y"), "version", 0)).data();

        assertThat(changed).containsEntry("version", 1);
        Secrets.refused(products.update(key, Map.of("tags", List.of("z"), "version", 0)), ErrorCode.STALE, "version");
        assertThat(whole()).containsEntry("tags", List.of("y")).containsEntry("version", 1);
    }

    @Test
    void whoReplacesThemAtOnceDoesSoInTurn() throws Exception {
        products.create(Map.of("code", "a")).orThrow();

        ChangeTest.inParallel(4, thread -> {
            for (int i = 0; i < 10; i++) {
                products.update(Map.of("code", "a"), Map.of("sizes", List.of(1, 2), "parts", List.of(new Part("p", 1))))
                        .orThrow();
            }
        });

        assertThat(whole()).containsEntry("sizes", List.of(1, 2)).containsEntry("version", 40);
        assertThat(whole().getList("parts")).hasSize(1);
    }

    @Test
    void theirProblemsAreToldWithAllOthers() {
        products.create(Map.of("code", "a")).orThrow();

        Secrets.refused(
                products.update(Map.of("code", "a"), Map.of("name", List.of(1), "sizes", List.of("x"), "tags", 5)),
                ErrorCode.INVALID_INPUT,
                "name",
                "sizes",
                "tags");
        Secrets.refused(
                products.update(Map.of("code", "none"), Map.of("sizes", List.of("x"))),
                ErrorCode.INVALID_INPUT,
                "sizes");
    }

    @Test
    void aComparatorOfTheEntitysDecidesWhatIsTheSame() {
        products.create(Map.of("code", "a", "marks", List.of("b", "A", "a"))).orThrow();

        assertThat(products.findOne(Query.where(eq("code", "a")).include("marks"))
                        .data()
                        .getList("marks"))
                .containsExactlyInAnyOrder("A", "b");
    }

    @Test
    void nullTakesAllElementsAway() {
        products.create(Map.of("code", "a", "tags", List.of("x"))).orThrow();

        products.update(Map.of("code", "a"), Collections.singletonMap("tags", null))
                .orThrow();

        assertThat(whole()).containsEntry("tags", List.of());
    }
}
