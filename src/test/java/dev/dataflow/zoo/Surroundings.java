package dev.dataflow.zoo;

import dev.dataflow.DataFlow;
import dev.dataflow.Model;
import dev.dataflow.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** What rows of a kind are associated with: a few stored rows of each entity that its links lead to, save for itself. */
public final class Surroundings {
    public static final String TENANT = "acme";

    private static final int EACH = 4;
    private static final int FIRST = 1_000;

    private final Kind kind;
    private final DataFlow df;
    private final Map<Class<?>, List<Row>> stored = new LinkedHashMap<>();

    private Surroundings(Kind kind, DataFlow df) {
        this.kind = kind;
        this.df = df;
    }

    public static Surroundings of(Kind kind, DataFlow df, Random random) {
        Surroundings surroundings = new Surroundings(kind, kind.ofTenants() ? df.tenant(TENANT) : df);
        for (Link link : kind.links()) {
            if (link.target() != null && link.target() != kind.entity()) {
                surroundings.stored.computeIfAbsent(
                        link.target(), target -> surroundings.store(Zoo.of(target), random));
            }
        }
        return surroundings;
    }

    private List<Row> store(Kind target, Random random) {
        return IntStream.range(FIRST, FIRST + EACH)
                .mapToObj(n -> {
                    Map<String, Object> row = new LinkedHashMap<>(target.keys().apply(n, random));
                    row.putAll(target.values().apply(n, random));
                    return model(target.entity()).create(row).orThrow();
                })
                .toList();
    }

    /** Answers the operations on the kind, as a tenant where it is of tenants. */
    public Model<?> model() {
        return model(kind.entity());
    }

    public Model<?> model(Class<?> entity) {
        return df.model(entity);
    }

    /** Answers the stored rows that a link may lead to. */
    public List<Row> around(Link link) {
        return stored.getOrDefault(link.target(), List.of());
    }

    /** Makes a row with a number: its key, other values, and associations to one. */
    public Map<String, Object> row(int number, Random random) {
        Map<String, Object> row = new LinkedHashMap<>(kind.keys().apply(number, random));
        row.putAll(values(number, random));
        return row;
    }

    /** Makes all of a row but its key. */
    public Map<String, Object> values(int number, Random random) {
        Map<String, Object> values = new LinkedHashMap<>(kind.values().apply(number, random));
        for (Link link : kind.links()) {
            if (!link.many() && !around(link).isEmpty() && random.nextInt(4) > 0) {
                values.put(
                        link.attribute(),
                        Zoo.pick(random, around(link).toArray(Row[]::new)).id());
            }
        }
        return values;
    }

    /** Makes what collections that the row itself owns hold: values, and the ids of rows of other kinds. */
    public Map<String, List<Object>> collections(Random random) {
        Map<String, List<Object>> collections = new LinkedHashMap<>();
        for (Link link : kind.links()) {
            if (link.many() && link.inverse() == null) {
                List<Object> elements = new ArrayList<>();
                for (int i = 0; i < EACH; i++) {
                    if (random.nextBoolean()) {
                        elements.add(
                                link.target() == null
                                        ? "v" + i
                                        : around(link).get(i).id());
                    }
                }
                collections.put(link.attribute(), elements);
            }
        }
        return collections;
    }
}
