package dev.dataflow;

import static dev.dataflow.Filter.ELEMENT;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.every;
import static dev.dataflow.Filter.isNull;
import static dev.dataflow.Filter.none;
import static dev.dataflow.Filter.some;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.zoo.Kind;
import dev.dataflow.zoo.Link;
import dev.dataflow.zoo.Zoo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of reading, on every kind of entity. */
class ZooReadTest {
    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Zoo.MODELS);

    static Stream<Kind> kinds() {
        return Zoo.kinds();
    }

    static Stream<Kind> linkedKinds() {
        return Zoo.kinds().filter(kind -> !kind.links().isEmpty());
    }

    private static ZooPopulation population(Kind kind) {
        return new ZooPopulation(kind, database.df(), new Random(7));
    }

    @ParameterizedTest
    @MethodSource("linkedKinds")
    void includeShowsWhatEachLinkLeadsTo(Kind kind) {
        ZooPopulation population = population(kind);
        Query query =
                Query.all().include(kind.links().stream().map(Link::attribute).toArray(String[]::new));

        List<Row> rows = population.model.findMany(query).orThrow();

        assertThat(rows).hasSameSizeAs(population.rows());
        for (Link link : kind.links()) {
            assertThat(rows)
                    .as("%s leads somewhere", link)
                    .anyMatch(row -> !population.linked(row, link).isEmpty());
            for (Row row : rows) {
                assertThat(shown(row, link))
                        .as(link.attribute())
                        .containsExactlyInAnyOrderElementsOf(expected(population, row, link));
            }
        }
        assertThat(population.model.stream(query, Stream::toList).orThrow()).isEqualTo(rows);
        assertThat(population.model.page(query.limit(1_000)).orThrow().rows()).isEqualTo(rows);
    }

    private static List<Object> expected(ZooPopulation population, Row row, Link link) {
        return population.linked(row, link).stream()
                .map(id -> link.target() == null
                        ? id
                        : population
                                .surroundings
                                .model(link.target())
                                .findById(id)
                                .orThrow())
                .toList();
    }

    private static List<Object> shown(Row row, Link link) {
        assertThat(row).containsKey(link.attribute());
        Object value = row.get(link.attribute());
        if (link.many()) {
            return row.getList(link.attribute());
        }
        return value == null ? List.of() : List.of(value);
    }

    @ParameterizedTest
    @MethodSource("linkedKinds")
    void includeGoesOnFromOneLinkToTheNext(Kind kind) {
        ZooPopulation population = population(kind);
        for (Link first : kind.links()) {
            for (Link second : first.target() == null
                    ? List.<Link>of()
                    : Zoo.of(first.target()).links()) {
                String path = first.attribute() + '.' + second.attribute();
                List<Row> rows =
                        population.model.findMany(Query.all().include(path)).orThrow();

                for (Row row : rows) {
                    for (Object next : shown(row, first)) {
                        Row alone = population
                                .surroundings
                                .model(first.target())
                                .findOne(
                                        Query.where(eq("id", ((Row) next).id())).include(second.attribute()))
                                .orThrow();
                        assertThat(next).as(path).isEqualTo(alone);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void selectShowsTheSameValuesAndNoOthers(Kind kind) {
        ZooPopulation population = population(kind);
        List<Row> whole = population.rows();
        Row first = whole.stream()
                .filter(row -> row.entityClass() == kind.entity())
                .findFirst()
                .orElseThrow();

        for (String name : first.keySet()) {
            List<Row> rows = population.model.findMany(Query.all().select(name)).orThrow();

            assertThat(rows).hasSameSizeAs(whole);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(rows.get(i).keySet()).containsExactly(name);
                assertThat(Objects.deepEquals(
                                rows.get(i).get(name), whole.get(i).get(name)))
                        .as(name)
                        .isTrue();
            }
        }
        if (kind.json() != null) {
            List<Row> rows = population
                    .model
                    .findMany(Query.all().select(kind.distinct(), kind.json()))
                    .orThrow();
            for (int i = 0; i < rows.size(); i++) {
                assertThat(rows.get(i).at(kind.distinct()))
                        .isEqualTo(whole.get(i).at(kind.distinct()));
                assertThat(rows.get(i).at(kind.json())).isEqualTo(whole.get(i).at(kind.json()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void pagesGoThroughAllRowsForwardsAndBackwards(Kind kind) {
        ZooPopulation population = population(kind);
        String first = kind.number() != null ? kind.number() : kind.json();
        Query ordered = Query.all().orderByDescending(first).nullsLast().orderBy(kind.distinct());
        List<Row> all = population.model.findMany(ordered).orThrow();

        assertThat(all).containsExactlyInAnyOrderElementsOf(population.rows());
        if (kind.number() != null) {
            assertThat(all).isSortedAccordingTo(numberDescendingNullsLast(kind));
        }
        for (int size : List.of(3, 8, 100)) {
            Query query = ordered.limit(size).withTotal();
            List<Row> forwards = new ArrayList<>();
            Page page = population.model.page(query).orThrow();
            assertThat(page.hasPrevious()).isFalse();
            forwards.addAll(page.rows());
            while (page.hasNext()) {
                page = population.model.page(query.after(page.next())).orThrow();
                forwards.addAll(page.rows());
            }
            assertThat(forwards).isEqualTo(all);
            assertThat(page.total()).isEqualTo(all.size());

            List<Row> backwards = new ArrayList<>(page.rows());
            while (page.hasPrevious()) {
                page = population.model.page(query.before(page.previous())).orThrow();
                backwards.addAll(0, page.rows());
            }
            assertThat(backwards).isEqualTo(all);
        }
    }

    private static Comparator<Row> numberDescendingNullsLast(Kind kind) {
        return Comparator.comparing(
                row -> row.getDecimal(kind.number()), Comparator.nullsLast(Comparator.reverseOrder()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aStreamHasTheSameRowsInTheSameOrder(Kind kind) {
        ZooPopulation population = population(kind);
        Query query = Query.all().orderByDescending(kind.distinct()).offset(2).limit(15);

        assertThat(population.model.stream(Query.all(), Stream::toList).orThrow())
                .hasSizeGreaterThan(20)
                .isEqualTo(population.rows());
        assertThat(population.model.stream(query, Stream::toList).orThrow())
                .hasSize(15)
                .isEqualTo(population.model.findMany(query).orThrow());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aggregatesComputeWhatTheRowsShow(Kind kind) {
        ZooPopulation population = population(kind);
        List<Row> rows = population.rows();

        List<String> paths = Stream.concat(
                        Stream.of(kind.number(), kind.json()),
                        kind.links().stream().filter(link -> !link.many()).map(Link::attribute))
                .filter(Objects::nonNull)
                .toList();
        for (String path : paths) {
            Map<String, Long> groups = new HashMap<>();
            rows.forEach(row -> groups.merge(String.valueOf(row.at(path)), 1L, Long::sum));

            Aggregation grouped =
                    Aggregation.of(Aggregate.count()).groupBy(Grouping.by(path).as("group"));

            Map<String, Long> counted = new HashMap<>();
            for (Row group : population.model.aggregate(grouped).orThrow()) {
                counted.put(String.valueOf(group.get("group")), group.getLong("count"));
            }
            assertThat(counted).as(path).isEqualTo(groups);
        }
        if (kind.number() != null) {
            List<BigDecimal> numbers = rows.stream()
                    .map(row -> row.getDecimal(kind.number()))
                    .filter(Objects::nonNull)
                    .toList();
            Row summed = population
                    .model
                    .aggregate(Aggregation.of(
                            Aggregate.count(kind.number()).as("count"),
                            Aggregate.sum(kind.number()).as("sum"),
                            Aggregate.min(kind.number()).as("min"),
                            Aggregate.max(kind.number()).as("max")))
                    .orThrow()
                    .get(0);

            assertThat(summed.getLong("count")).isEqualTo(numbers.size()).isPositive();
            assertThat(summed.getDecimal("sum"))
                    .isEqualByComparingTo(numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
            assertThat(summed.getDecimal("min")).isEqualByComparingTo(Collections.min(numbers));
            assertThat(summed.getDecimal("max")).isEqualByComparingTo(Collections.max(numbers));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void explainNamesTheIndexOfTheKeyAndShowsNoValue(Kind kind) {
        ZooPopulation population = population(kind);
        Map<String, Object> key = kind.keys().apply(3, new Random(0));

        Plan plan = population.model.explain(Query.where(key)).orThrow();

        assertThat(plan.conditions()).extracting(Plan.Condition::path).hasSameElementsAs(kind.key());
        assertThat(plan.nodes()).isNotEmpty();
        assertThat(plan.usableIndexes()).isNotEmpty();
        if (key.get(kind.key().get(0)) instanceof String value && value.length() > 1) {
            assertThat(plan.toString()).doesNotContain("'" + value + "'");
        }
    }

    @ParameterizedTest
    @MethodSource("linkedKinds")
    void filtersGoThroughAssociationsAndCollections(Kind kind) {
        ZooPopulation population = population(kind);
        for (Link link : kind.links()) {
            String path = link.target() == null
                    ? ELEMENT
                    : Zoo.of(link.target()).key().get(0);
            Map<Object, Object> targets = targets(population, link, path);
            assertThat(targets).as(link.attribute()).isNotEmpty();

            targets.forEach((id, value) -> {
                Predicate<Row> leads = row -> population.linked(row, link).contains(id);
                if (link.many()) {
                    Predicate<Row> nowhereElse =
                            row -> population.linked(row, link).stream().allMatch(id::equals);
                    assertFinds(population, some(link.attribute(), eq(path, value)), leads);
                    assertFinds(population, none(link.attribute(), eq(path, value)), leads.negate());
                    assertFinds(population, every(link.attribute(), eq(path, value)), nowhereElse);
                } else {
                    assertFinds(population, eq(link.attribute(), id), leads);
                    assertFinds(population, eq(link.attribute() + '.' + path, value), leads);
                }
            });
            Predicate<Row> nowhere = row -> population.linked(row, link).isEmpty();
            Filter leadsNowhere = link.many() ? none(link.attribute(), Filter.all()) : isNull(link.attribute());
            assertFinds(population, leadsNowhere, nowhere);
        }
    }

    /** Answers what a link leads to: ids and the values of a key, or values alone. */
    private static Map<Object, Object> targets(ZooPopulation population, Link link, String key) {
        Map<Object, Object> targets = new LinkedHashMap<>();
        for (Row row : population.rows()) {
            for (Object id : population.linked(row, link)) {
                targets.computeIfAbsent(
                        id,
                        same -> link.target() == null
                                ? id
                                : population
                                        .surroundings
                                        .model(link.target())
                                        .findById(id)
                                        .orThrow()
                                        .get(key));
            }
        }
        return targets;
    }

    private static void assertFinds(ZooPopulation population, Filter filter, Predicate<Row> expected) {
        List<Row> found = population.model.findMany(filter).orThrow();

        assertThat(found)
                .as(filter.toString())
                .isEqualTo(population.rows().stream().filter(expected).toList());
        assertThat(population.model.count(filter).orThrow()).isEqualTo(found.size());
        assertThat(population.model.exists(filter).orThrow()).isEqualTo(!found.isEmpty());
    }
}
