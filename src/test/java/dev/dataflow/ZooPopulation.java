package dev.dataflow;

import dev.dataflow.zoo.Kind;
import dev.dataflow.zoo.Link;
import dev.dataflow.zoo.Surroundings;
import dev.dataflow.zoo.Zoo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Stored rows of a kind and of the kinds below it, and what they lead to as the test has put it there. */
final class ZooPopulation {
    private static final int OF_THE_KIND = 24;
    private static final int OF_EACH_BELOW = 5;

    final Kind kind;
    final Surroundings surroundings;
    final Model<?> model;
    private final Map<Object, Map<String, List<Object>>> linked = new HashMap<>();

    ZooPopulation(Kind kind, DataFlow df, Random random) {
        this.kind = kind;
        this.surroundings = Surroundings.of(kind, df, random);
        this.model = surroundings.model();
        for (int i = 0; i < OF_THE_KIND; i++) {
            create(model, i, random);
        }
        for (int i = 1; i < OF_THE_KIND; i++) {
            linkToItself(i);
        }
        Zoo.kinds()
                .filter(below ->
                        below.entity() != kind.entity() && kind.entity().isAssignableFrom(below.entity()))
                .forEach(below -> {
                    for (int i = 0; i < OF_EACH_BELOW; i++) {
                        Map<String, Object> row =
                                new LinkedHashMap<>(below.keys().apply(i, random));
                        row.putAll(below.values().apply(i, random));
                        surroundings.model(below.entity()).create(row).orThrow();
                    }
                });
    }

    private void create(Model<?> of, int number, Random random) {
        Map<String, Object> row = surroundings.row(number, random);
        Map<String, List<Object>> collections = surroundings.collections(random);
        for (Link link : kind.links()) {
            // A row of the other side belongs to one of these.
            if (link.inverse() != null && number < surroundings.around(link).size()) {
                collections.put(
                        link.attribute(),
                        List.of(surroundings.around(link).get(number).id()));
            }
        }
        row.putAll(collections);
        Object id = of.create(row).orThrow().id();
        for (Link link : kind.links()) {
            Object value = row.get(link.attribute());
            if (value != null) {
                linked(id).put(link.attribute(), link.many() ? collections.get(link.attribute()) : List.of(value));
            }
        }
    }

    /** Makes a tree of the kind's rows: two of three are below one that came before. */
    private void linkToItself(int number) {
        for (Link link : kind.links()) {
            if (link.target() == kind.entity() && !link.many() && number % 3 > 0) {
                Object above = id(number / 3);
                Object id = id(number);
                model.update(Map.of("id", id), Map.of(link.attribute(), above)).orThrow();
                linked(id).put(link.attribute(), List.of(above));
                for (Link back : kind.links()) {
                    if (link.attribute().equals(back.inverse())) {
                        linked(above)
                                .computeIfAbsent(back.attribute(), name -> new ArrayList<>())
                                .add(id);
                    }
                }
            }
        }
    }

    private Object id(int number) {
        return model.findOne(kind.keys().apply(number, new Random(0))).orThrow().id();
    }

    private Map<String, List<Object>> linked(Object id) {
        return linked.computeIfAbsent(id, row -> new HashMap<>());
    }

    /** Answers the ids, or the values, that a link of a row leads to. */
    List<Object> linked(Row row, Link link) {
        return linked(row.id()).getOrDefault(link.attribute(), List.of());
    }

    List<Row> rows() {
        return model.findMany().orThrow();
    }
}
