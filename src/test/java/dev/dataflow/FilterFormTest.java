package dev.dataflow;

import static dev.dataflow.Filter.ELEMENT;
import static dev.dataflow.Filter.KEY;
import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.contains;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.every;
import static dev.dataflow.Filter.gt;
import static dev.dataflow.Filter.in;
import static dev.dataflow.Filter.lt;
import static dev.dataflow.Filter.none;
import static dev.dataflow.Filter.not;
import static dev.dataflow.Filter.optional;
import static dev.dataflow.Filter.or;
import static dev.dataflow.Filter.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What filters can leave out, how large they may be, and how both forms say what is about elements. */
class FilterFormTest {
    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Shop.MODELS);

    final Model<Shop.Customer> customers = database.model(Shop.Customer.class);

    @Test
    void whatIsLeftOutIsNoCondition() {
        Filter named = eq("name", "a");
        String absent = null;

        assertThat(and(named, optional(absent, name -> contains("name", name)))).isEqualTo(named);
        assertThat(or(named, optional(absent, name -> contains("name", name)))).isEqualTo(named);
        assertThat(and(named, not(optional(absent, name -> contains("name", name)))))
                .isEqualTo(named);
        assertThat(and(named, some("tags", optional(absent, tag -> eq(ELEMENT, tag)))))
                .isEqualTo(named);
        assertThat(and(named, eq("rating", Optional.empty()))).isEqualTo(named);
        assertThat(eq("name", Optional.of("a"))).isEqualTo(named);
        assertThat(Filter.between("rating", Optional.empty(), Optional.of(3))).isEqualTo(Filter.lte("rating", 3));
        assertThat(Filter.of(Map.of("name", "a", "rating", Optional.empty()))).isEqualTo(named);
        assertThat(Filter.of(Map.of("name", "a", "rating", Map.of("$gt", Optional.empty()))))
                .isEqualTo(named);
        assertThat(Filter.of(Map.of("name", Optional.of("a")))).isEqualTo(named);
        assertThat(optional("a", name -> eq("name", name))).isEqualTo(named);
    }

    @Test
    void aFilterOfWhichAllIsLeftOutIsMetByEveryRowAndChangesNone() {
        customers.create(Map.of("name", "a")).orThrow();
        Filter omitted = or(eq("name", Optional.empty()), not(eq("rating", Optional.empty())));

        assertThat(customers.count(omitted).data()).isEqualTo(1);
        Secrets.refused(customers.deleteMany(omitted), ErrorCode.INVALID_INPUT, "filter");
        Secrets.refused(customers.deleteMany(Map.of("name", Optional.empty())), ErrorCode.INVALID_INPUT, "filter");
        Secrets.refused(customers.deleteMany(none("orders", or())), ErrorCode.INVALID_INPUT, "filter");
        Secrets.refused(customers.deleteMany(every("orders", and())), ErrorCode.INVALID_INPUT, "filter");
    }

    @Test
    void bothFormsSayTheSameOfElements() {
        assertThat(Filter.of(Map.of("orders", Map.of("$some", Map.of("items", Map.of("$every", Map.of("sku", "A")))))))
                .isEqualTo(some("orders", every("items", eq("sku", "A"))));
        assertThat(Filter.of(Map.of("tags", Map.of("$none", "x")))).isEqualTo(none("tags", eq(ELEMENT, "x")));
        assertThat(Filter.of(Map.of("tags", Map.of("$some", Map.of("$in", List.of("x", "y"))))))
                .isEqualTo(some("tags", in(ELEMENT, List.of("x", "y"))));
        assertThat(Filter.of(Map.of(
                        "tags",
                        Map.of(
                                "$some",
                                Map.of(
                                        "$or",
                                        List.of(Map.of("$element", "x"), Map.of("$element", Map.of("$gt", "y"))))))))
                .isEqualTo(some("tags", or(eq(ELEMENT, "x"), gt(ELEMENT, "y"))));
        assertThat(Filter.of(Map.of("scores", Map.of("$some", Map.of("$key", "go")))))
                .isEqualTo(some("scores", eq(KEY, "go")));
        assertThat(Filter.of(Map.of("tags", Map.of("$some", Map.of())))).isEqualTo(some("tags", and()));
        assertThat(Filter.of(Map.of("profile.a", Map.of("$exists", true)))).isEqualTo(Filter.exists("profile.a"));
        assertThat(Filter.of(Map.of("profile", Map.of("$hasKey", "a")))).isEqualTo(Filter.hasKey("profile", "a"));
    }

    @Test
    void everyProblemOfAPathAcrossAssociationsIsNamed() {
        Filter wrong = and(
                eq("regoin.name", "x"),
                eq("region.nmae", "x"),
                eq("region.rank", "x"),
                some("orders", and(eq("totl", 1), eq("total", "x"), some("items", lt("quantity", "x")))),
                some("region", eq("name", "x")),
                some("tags", eq("name", "x")),
                eq("orders", 1),
                eq("orders.total", 1),
                Filter.hasKey("name", "x"));

        Failure failure = Secrets.refused(
                customers.findMany(wrong),
                ErrorCode.INVALID_INPUT,
                "regoin.name",
                "region.nmae",
                "region.rank",
                "orders.totl",
                "orders.total",
                "orders.items.quantity",
                "region",
                "tags.name",
                "orders",
                "name");

        assertThat(failure.message())
                .contains(
                        "did you mean 'name'?",
                        "did you mean 'region'?",
                        "did you mean 'total'?",
                        "some, none or every");
        Secrets.refused(
                customers.findMany(Map.of("orders", Map.of("$some", Map.of("total", Map.of("$gtt", 1))))),
                ErrorCode.INVALID_INPUT,
                "orders.total");
        Secrets.refused(
                customers.findMany(Map.of("tags", Map.of("$some", Map.of("$gtt", 1)))),
                ErrorCode.INVALID_INPUT,
                "tags");
    }

    @Test
    void aFilterFromOutsideIsNoLargerThanItsLimits() {
        FilterLimits limits = new FilterLimits(3, 4, 5);
        Map<String, Object> four = Map.of("$or", Collections.nCopies(4, Map.of("name", "a")));

        assertThat(customers.findMany(Filter.of(four, limits)).success()).isTrue();
        assertThat(customers
                        .findMany(Filter.of(Map.of("name", Map.of("$in", List.of(1, 2, 3, 4))), limits))
                        .error()
                        .message())
                .doesNotContain("more than");
        tooLarge(Map.of("$or", Collections.nCopies(5, Map.of("name", "a"))), limits, "4 conditions");
        tooLarge(Map.of("name", Map.of("$in", List.of("a", "b", "c", "d", "e", "f"))), limits, "5 values");
        tooLarge(Map.of("profile", Map.of("a", List.of(1, 2, 3), "b", 1)), limits, "5 values");
        tooLarge(
                Map.of("$not", Map.of("$or", List.of(Map.of("name", "a"), Map.of("$not", Map.of("name", "b"))))),
                limits,
                "3 levels");
        assertThatThrownBy(() -> new FilterLimits(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void tooLarge(Map<String, Object> map, FilterLimits limits, String excess) {
        Failure failure =
                Secrets.refused(customers.findMany(Filter.of(map, limits)), ErrorCode.INVALID_INPUT, "filter");
        assertThat(failure.message()).contains(excess);
    }

    /** A map in which each level holds the next one twice would have more conditions than there are atoms. */
    @Test
    void aMapThatRepeatsItselfIsRefusedBeforeItEndsMemory() {
        Map<String, Object> map = Map.of("name", "a");
        for (int i = 0; i < 100; i++) {
            map = Map.of("$or", List.of(map, map));
        }

        Secrets.refused(customers.findMany(map), ErrorCode.INVALID_INPUT, "filter");
    }

    @Test
    void aPathMayLeadAcrossManyAssociationsAndBack() {
        Object region = database.model(Shop.Region.class)
                .create(Map.of("name", "r"))
                .data()
                .id();
        List<Object> ids = new ArrayList<>();
        IntStream.range(0, 3)
                .forEach(i -> ids.add(customers
                        .create(Map.of("name", "c" + i, "region", region))
                        .data()
                        .id()));
        database.model(Shop.Card.class)
                .create(Map.of("number", "n", "customer", ids.get(1)))
                .orThrow();

        assertThat(customers
                        .findMany(eq("card.customer.card.customer.card.number", "n"))
                        .data())
                .extracting(Row::id)
                .containsExactly(ids.get(1));
        assertThat(customers.count(eq("card.customer.region.name", null)).data())
                .isEqualTo(2);
        assertThat(customers.findOne(eq("card", 1)).data().id()).isEqualTo(ids.get(1));
        assertThat(customers
                        .update(eq("card.number", "n"), Map.of("rating", 5))
                        .data()
                        .id())
                .isEqualTo(ids.get(1));
        assertThat(customers
                        .updateMany(eq("region.name", "r"), Map.of("rating", 6))
                        .data())
                .isEqualTo(3);
    }
}
