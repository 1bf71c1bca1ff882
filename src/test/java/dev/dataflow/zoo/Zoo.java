package dev.dataflow.zoo;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** All entities of the zoo. */
public final class Zoo {
    public static final Class<?>[] MODELS = {
        Keeper.class,
        Species.class,
        Enclosure.class,
        Animal.class,
        Animal.Bird.class,
        Vehicle.class,
        Vehicle.Truck.class,
        Food.class,
        Food.Meat.class,
        Feeding.class,
        Shift.class,
        Ticket.class,
        Booking.class,
        Donation.class,
        Address.class,
        Weight.ToGrams.class
    };

    private Zoo() {}

    public static Stream<Kind> kinds() {
        return Stream.of(
                new Kind(
                        Keeper.class,
                        List.of("email"),
                        (n, random) -> Map.of("email", "Keeper" + n + "@zoo.org"),
                        (n, random) -> values(
                                random,
                                "name",
                                text(random),
                                "rank",
                                pick(random, Keeper.Rank.values()),
                                "formerRank",
                                pick(random, Keeper.Rank.values()),
                                "active",
                                random.nextBoolean(),
                                "visits",
                                random.nextInt(1_000),
                                "salary",
                                BigDecimal.valueOf(random.nextInt(1_000_000), 2),
                                "factor",
                                random.nextDouble(),
                                "birthday",
                                LocalDate.of(1960, 1, 1).plusDays(random.nextInt(15_000)),
                                "home",
                                Map.of("street", text(random), "city", text(random)),
                                "profile",
                                json(random)),
                        "profile.a.n",
                        "visits",
                        List.of()),
                new Kind(
                        Species.class,
                        List.of("code"),
                        (n, random) -> Map.of("code", "S" + n),
                        (n, random) -> values(
                                random,
                                "label",
                                text(random),
                                "typicalWeight",
                                new Weight(random.nextInt(1_000)),
                                "continents",
                                List.of(text(random), text(random)),
                                "counts",
                                List.of(random.nextInt(9), random.nextInt(9)),
                                "diet",
                                new Species.Diet(text(random), List.of(text(random)), random.nextInt(5)),
                                "notes",
                                Arrays.asList(text(random), random.nextInt(9), null, Map.of("x", true))),
                        "notes.0",
                        null,
                        List.of()),
                new Kind(
                        Enclosure.class,
                        List.of("name"),
                        (n, random) -> Map.of("name", "E" + n),
                        (n, random) -> values(random, "capacity", random.nextInt(99), "plan", json(random)),
                        "plan.n",
                        "capacity",
                        List.of(
                                Link.toOne("keeper", Keeper.class),
                                Link.toOne("inside", Enclosure.class),
                                Link.toMany("parts", Enclosure.class, "inside"),
                                Link.toMany("species", Species.class),
                                Link.toMany("animals", Animal.class, "enclosure"),
                                Link.values("signs"))),
                animal(Animal.class),
                animal(Animal.Bird.class),
                new Kind(
                        Vehicle.class,
                        List.of("plate"),
                        (n, random) -> Map.of("plate", "V" + n),
                        (n, random) -> values(random, "mileage", random.nextInt(99_999)),
                        null,
                        "mileage",
                        List.of()),
                new Kind(
                        Vehicle.Truck.class,
                        List.of("plate"),
                        (n, random) -> Map.of("plate", "T" + n),
                        (n, random) ->
                                values(random, "mileage", random.nextInt(99_999), "load", 5, "papers", json(random)),
                        "papers.n",
                        "load",
                        List.of()),
                new Kind(
                        Food.class,
                        List.of("article"),
                        (n, random) -> Map.of("article", "F" + n),
                        (n, random) -> values(random, "price", BigDecimal.valueOf(random.nextInt(9_999), 2)),
                        null,
                        "price",
                        List.of()),
                new Kind(
                        Food.Meat.class,
                        List.of("article"),
                        (n, random) -> Map.of("article", "M" + n),
                        (n, random) -> values(random, "price", new BigDecimal("1.50"), "frozen", random.nextBoolean()),
                        null,
                        "price",
                        List.of()),
                new Kind(
                        Feeding.class,
                        List.of("key"),
                        (n, random) -> Map.of("key", Map.of("enclosure", n, "day", "2026-03-01")),
                        (n, random) -> values(random, "portions", random.nextInt(9), "remarks", json(random)),
                        "remarks.n",
                        "portions",
                        List.of()),
                new Kind(
                        Shift.class,
                        List.of("gate", "number"),
                        (n, random) -> Map.of("gate", "north", "number", n),
                        (n, random) -> values(
                                random,
                                "begins",
                                Instant.ofEpochSecond(random.nextInt(), random.nextInt(999_999) * 1_000L),
                                "hours",
                                random.nextInt(12)),
                        null,
                        "hours",
                        List.of()),
                new Kind(
                        Ticket.class,
                        List.of("serial"),
                        (n, random) -> Map.of("serial", "N" + n),
                        (n, random) -> values(random, "price", BigDecimal.valueOf(random.nextInt(9_999), 2)),
                        null,
                        "price",
                        List.of()),
                new Kind(
                        Booking.class,
                        List.of("reference"),
                        (n, random) -> Map.of("reference", "B" + n),
                        (n, random) -> values(random, "seats", random.nextInt(9), "wishes", json(random)),
                        "wishes.n",
                        "seats",
                        List.of(Link.toOne("guide", Keeper.class), Link.values("guests"))),
                new Kind(
                        Donation.class,
                        List.of("receipt"),
                        (n, random) -> Map.of("receipt", "D" + n),
                        (n, random) -> values(
                                random, "amount", BigDecimal.valueOf(random.nextInt(9_999), 2), "donor", json(random)),
                        "donor.n",
                        "amount",
                        List.of(
                                Link.toOne("collectedBy", Keeper.class),
                                Link.toOne("matches", Donation.class),
                                Link.toMany("matchedBy", Donation.class, "matches"))));
    }

    /** Answers the kind of an entity. */
    public static Kind of(Class<?> entity) {
        return kinds().filter(kind -> kind.entity() == entity).findFirst().orElseThrow();
    }

    private static Kind animal(Class<?> type) {
        boolean bird = type == Animal.Bird.class;
        return new Kind(
                type,
                List.of("tag"),
                (n, random) -> Map.of("tag", type.getSimpleName() + n),
                (n, random) -> bird
                        ? values(random, "weight", 77L, "traits", json(random), "wingspan", 30)
                        : values(random, "weight", new Weight(5), "traits", json(random)),
                "traits.a.b",
                bird ? "wingspan" : null,
                List.of(Link.toOne("species", Species.class), Link.toOne("enclosure", Enclosure.class)));
    }

    /** Answers some of the values, and now and then a null among them. */
    private static Map<String, Object> values(Random random, Object... pairs) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (random.nextInt(5) > 0) {
                values.put((String) pairs[i], pairs[i + 1]);
            }
        }
        return values;
    }

    @SafeVarargs
    static <T> T pick(Random random, T... from) {
        return from[random.nextInt(from.length)];
    }

    static String text(Random random) {
        return pick(
                random,
                "plain",
                "",
                "a\tb",
                "line\nbreak",
                "back\\slash",
                "\\N",
                "NULL",
                "quote\"'",
                "{a,b}",
                "ü€😀",
                " ");
    }

    static Map<String, Object> json(Random random) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("t", text(random));
        document.put("n", random.nextInt(100));
        document.put("d", new BigDecimal("1.10"));
        document.put("null", null);
        document.put("a", Map.of("b", new ArrayList<>(List.of(1, text(random))), "n", 1));
        return document;
    }
}
