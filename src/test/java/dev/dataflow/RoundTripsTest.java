package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one statement can do is one round trip: with its savepoint in a transaction, and with its commit outside of one. */
class RoundTripsTest {
    @Entity
    static class Seat extends Identified {
        @Column(unique = true)
        Integer number;

        int price;

        @ManyToOne
        Hall hall;
    }

    @Entity
    static class Hall extends Identified {
        @OneToMany(mappedBy = "hall", cascade = CascadeType.PERSIST)
        List<Seat> seats;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Seat.class, Hall.class);

    /** The pool may ask a connection that it has not seen for a while whether it is still there. */
    private static final int TIMES = 4;

    private DataFlow df;

    @BeforeEach
    void open() {
        String url = database.database().url();
        df = database.builder()
                .models(Seat.class, Hall.class)
                .jdbcUrl(url + (url.contains("?") ? "&" : "?") + "socketFactory=" + RoundTrips.class.getName())
                .build();
        df.model(Seat.class).createMany(rows(-20)).orThrow();
    }

    @AfterEach
    void close() {
        df.close();
    }

    private static List<Map<String, Object>> rows(int first) {
        return IntStream.range(first, first + 20).mapToObj(RoundTripsTest::row).toList();
    }

    private static Map<String, Object> row(int number) {
        return Map.of("number", number, "price", 1);
    }

    private interface Operation {
        /** @param next a number that is not taken, and whose neighbours are not */
        Result<?> on(Model<Seat> seats, int next);
    }

    enum Operations {
        COUNT((seats, next) -> seats.count()),
        CREATE((seats, next) -> seats.create(row(next))),
        CREATE_MANY((seats, next) -> seats.createMany(rows(next))),
        CREATE_MANY_ANSWERING_IDS((seats, next) -> seats.createMany(rows(next), CreateOptions.answeringIds())),
        CREATE_MANY_COUNTING((seats, next) -> seats.createMany(rows(next), CreateOptions.counting())),
        DELETE((seats, next) -> seats.delete(Filter.eq("number", -1 - next / 1000))),
        DELETE_MANY((seats, next) -> seats.deleteMany(Filter.gt("number", 0))),
        FIND_BY_ID((seats, next) -> seats.findById(1)),
        FIND_MANY((seats, next) -> seats.findMany(Query.all())),
        UPDATE((seats, next) -> seats.update(Map.of("id", 1), Map.of("price", next))),
        UPDATE_EACH((seats, next) -> seats.updateEach(LongStream.range(1, 20)
                .mapToObj(id -> Map.of("id", id, "price", next))
                .toList())),
        UPDATE_MANY((seats, next) -> seats.updateMany(Filter.all(), Map.of("price", next))),
        UPSERT((seats, next) -> seats.upsert(Map.of("number", -1), Map.of("price", next))),
        UPSERT_MANY((seats, next) -> seats.upsertMany(rows(-20 + next % 7), "number")),
        UPSERT_MANY_COUNTING((seats, next) -> seats.upsertManyCounting(rows(-20 + next % 7), "number"));

        private final Operation operation;

        Operations(Operation operation) {
            this.operation = operation;
        }
    }

    @ParameterizedTest
    @EnumSource
    void alone(Operations operations) {
        assertThat(least(operations)).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void inATransaction(Operations operations) {
        assertThat(df.<Long, RuntimeException>transaction(tx -> least(operations)))
                .isOne();
    }

    @Test
    void rowsInsideOfARowAreStoredTogether() {
        Model<Hall> halls = df.model(Hall.class);
        long least = IntStream.rangeClosed(1, TIMES)
                .mapToLong(turn -> RoundTrips.during(
                        () -> halls.create(Map.of("seats", rows(1000 * turn))).orThrow()))
                .min()
                .orElseThrow();

        assertThat(least)
                .as("the hall, a savepoint, the seats, a release, and the commit")
                .isEqualTo(5);
        assertThat(df.model(Seat.class)
                        .findMany(Query.where(Filter.eq("hall.id", 1)).orderBy("id"))
                        .orThrow())
                .extracting(row -> row.get("number"))
                .containsExactlyElementsOf(IntStream.range(1000, 1020).boxed().toList());
    }

    private long least(Operations operations) {
        Model<Seat> seats = df.model(Seat.class);
        return IntStream.rangeClosed(1, TIMES)
                .mapToLong(turn -> RoundTrips.during(
                        () -> operations.operation.on(seats, 1000 * turn).orThrow()))
                .min()
                .orElseThrow();
    }
}
