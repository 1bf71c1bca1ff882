package dev.dataflow;

import static dev.dataflow.Filter.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.zoo.Kind;
import dev.dataflow.zoo.Link;
import dev.dataflow.zoo.Zoo;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation on the kinds of which some rows are hidden: those that are softly deleted, and those of other tenants. */
class ZooVisibilityTest {
    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Zoo.MODELS);

    static Stream<Kind> softlyDeleted() {
        return Zoo.kinds().filter(Kind::softlyDeleted);
    }

    static Stream<Kind> ofTenants() {
        return Zoo.kinds().filter(Kind::ofTenants);
    }

    private static Map<String, Object> key(Kind kind, int number) {
        return kind.keys().apply(number, new Random(0));
    }

    private static Query including(Kind kind) {
        return Query.all().include(kind.links().stream().map(Link::attribute).toArray(String[]::new));
    }

    private static void assertShowsOnly(Model<?> model, List<Row> rows) {
        assertThat(model.findMany().orThrow()).isEqualTo(rows);
        assertThat(model.count().orThrow()).isEqualTo(rows.size());
        assertThat(model.exists(Filter.all()).orThrow()).isEqualTo(!rows.isEmpty());
        assertThat(model.stream(Query.all(), Stream::toList).orThrow()).isEqualTo(rows);
        Page page = model.page(Query.all().limit(1_000).withTotal()).orThrow();
        assertThat(page.rows()).isEqualTo(rows);
        assertThat(page.total()).isEqualTo(rows.size());
        assertThat(model.aggregate(Aggregation.of(Aggregate.count())).orThrow())
                .singleElement()
                .satisfies(counted -> assertThat(counted.getLong("count")).isEqualTo(rows.size()));
        assertThat(model.findMany(Query.all().select("id")).orThrow())
                .extracting(Row::id)
                .containsExactlyElementsOf(rows.stream().map(Row::id).toList());
    }

    @ParameterizedTest
    @MethodSource("softlyDeleted")
    void deletedRowsAreHiddenSeenAndRestored(Kind kind) {
        ZooPopulation population = new ZooPopulation(kind, database.df(), new Random(8));
        Model<?> model = population.model;
        List<Row> all = population.rows();
        List<Row> whole = model.findMany(including(kind)).orThrow();
        List<Row> gone = all.subList(0, 10);
        List<Row> kept = all.subList(10, all.size());
        Filter some = in("id", gone.subList(1, 10).stream().map(Row::id).toList());

        assertThat(model.delete(Map.of("id", gone.get(0).id())).orThrow()).isEqualTo(gone.get(0));
        assertThat(model.deleteMany(some).orThrow()).isEqualTo(9);

        assertShowsOnly(model, kept);
        assertThat(model.findMany(including(kind)).orThrow()).isEqualTo(whole.subList(10, whole.size()));
        assertThat(model.findById(gone.get(0).id()).orThrow()).isNull();
        assertThat(model.updateMany(some, Map.of(kind.number(), 1)).orThrow()).isZero();
        assertThat(model.update(key(kind, 0), Map.of(kind.number(), 1)).error().code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(model.findMany(Query.all().withDeleted()).orThrow())
                .extracting(Row::id)
                .containsExactlyElementsOf(all.stream().map(Row::id).toList());
        assertThat(model.count(Query.all().onlyDeleted()).orThrow()).isEqualTo(10);
        assertThat(model.explain(Query.all().onlyDeleted()).orThrow().nodes()).isNotEmpty();

        assertThat(model.restore(Map.of("id", gone.get(0).id())).orThrow().id())
                .isEqualTo(gone.get(0).id());
        assertThat(model.restoreMany(some).orThrow()).isEqualTo(9);

        assertThat(model.findMany(including(kind)).orThrow())
                .extracting(row -> shown(kind, row))
                .isEqualTo(whole.stream().map(row -> shown(kind, row)).toList());
    }

    private static List<Object> shown(Kind kind, Row row) {
        return Stream.concat(
                        Stream.of("id", kind.number()), kind.links().stream().map(Link::attribute))
                .map(name -> (Object) String.valueOf(row.get(name)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("softlyDeleted")
    void theKeyOfADeletedRowIsFree(Kind kind) {
        ZooPopulation population = new ZooPopulation(kind, database.df(), new Random(9));
        Model<?> model = population.model;
        String[] keys = kind.key().toArray(String[]::new);
        for (int i = 0; i < 4; i++) {
            model.delete(key(kind, i)).orThrow();
        }

        assertThat(model.create(key(kind, 0)).success()).isTrue();
        assertThat(model.createMany(List.of(key(kind, 1)), CreateOptions.counting())
                        .orThrow()
                        .count())
                .isEqualTo(1);
        assertThat(model.upsert(key(kind, 2), Map.of()).orThrow().created()).isTrue();
        assertThat(model.upsertMany(List.of(key(kind, 3), key(kind, 4)), keys).orThrow())
                .extracting(Upserted::created)
                .containsExactly(true, false);
        assertThat(model.restore(key(kind, 0)).error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
        assertThat(model.count(Query.all().onlyDeleted()).orThrow()).isEqualTo(4);

        model.delete(key(kind, 5)).orThrow();
        assertThat(model.upsertManyCounting(List.of(key(kind, 5), key(kind, 6), key(kind, 7)), keys)
                        .orThrow())
                .isEqualTo(new UpsertCounts(1, 2, 0));
        assertThat(model.count(Query.all().onlyDeleted()).orThrow()).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("ofTenants")
    void noOperationReachesTheRowsOfAnotherTenant(Kind kind) {
        ZooPopulation population = new ZooPopulation(kind, database.df(), new Random(10));
        List<Row> theirs = population.rows();
        Object id = theirs.get(0).id();
        Map<String, Object> change = Map.of(kind.number(), 1);
        Model<?> model = database.df().tenant("other").model(kind.entity());

        assertShowsOnly(model, List.of());
        assertThat(model.findById(id).orThrow()).isNull();
        assertThat(model.findOne(key(kind, 0)).orThrow()).isNull();
        assertThat(model.findMany(including(kind)).orThrow()).isEmpty();
        assertThat(model.explain(Query.all()).orThrow().nodes()).isNotEmpty();
        assertThat(model.update(Map.of("id", id), change).error().code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(model.updateMany(Filter.all(), change).orThrow()).isZero();
        assertThat(model.delete(key(kind, 0)).error().code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(model.deleteMany(Filter.all()).orThrow()).isZero();
        kind.links().stream()
                .filter(link -> link.target() == kind.entity() && !link.many())
                .forEach(link -> assertThat(model.create(Map.of(kind.key().get(0), "mine", link.attribute(), id))
                                .success())
                        .as(link.attribute())
                        .isFalse());

        String[] keys = kind.key().toArray(String[]::new);
        assertThat(model.create(key(kind, 0)).success()).isTrue();
        assertThat(model.createMany(List.of(key(kind, 1)), CreateOptions.counting())
                        .success())
                .isTrue();
        assertThat(model.upsert(key(kind, 2), change).orThrow().created()).isTrue();
        assertThat(model.upsertMany(List.of(key(kind, 3), key(kind, 2)), keys).orThrow())
                .extracting(Upserted::created)
                .containsExactly(true, false);
        assertThat(model.count().orThrow()).isEqualTo(4);
        assertThat(population.rows()).isEqualTo(theirs);
        assertThat(model.deleteMany(Filter.all()).orThrow()).isEqualTo(4);
        assertThat(model.upsertManyCounting(List.of(key(kind, 3), key(kind, 2)), keys)
                        .orThrow())
                .isEqualTo(new UpsertCounts(2, 0, 0));
        assertThat(model.count().orThrow()).isEqualTo(2);
        assertShowsOnly(population.model, theirs);
    }
}
