package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows whose id has several columns are connected by a column of theirs that no attribute shows. */
class CompositeChildTest {
    @Embeddable
    record Place(int row, int seat) {}

    @Entity
    static class Seat {
        @EmbeddedId
        Place id;
    }

    record Space(String level, int number) implements Serializable {}

    @Entity
    @IdClass(Space.class)
    static class Parking {
        @Id
        String level;

        @Id
        int number;

        boolean covered;

        @ManyToOne
        Parking next;
    }

    @Entity
    static class Hall extends Identified {}

    @Embeddable
    static class Position implements Serializable {
        @ManyToOne
        Hall hall;

        int position;
    }

    @Entity
    static class Chair {
        @EmbeddedId
        Position id;
    }

    @Entity
    static class Booking extends Identified {
        @OneToMany
        @JoinColumn(name = "booking_id")
        List<Seat> seats = new ArrayList<>();

        @OneToMany
        @JoinColumn(name = "booking_id")
        List<Parking> parking = new ArrayList<>();

        @OneToMany
        @JoinColumn(name = "booking_id")
        List<Chair> chairs = new ArrayList<>();
    }

    @RegisterExtension
    static final FacadeDatabase database =
            FacadeDatabase.of(Seat.class, Parking.class, Hall.class, Chair.class, Booking.class);

    private final Model<Booking> bookings = database.model(Booking.class);

    private List<Object> connected(String collection) {
        List<Object> ids = new ArrayList<>();
        Row booking = bookings.findOne(Query.all().include(collection)).orThrow();
        booking.getRows(collection).forEach(row -> ids.add(row.id()));
        return ids;
    }

    @Test
    void rowsAreConnectedByAllColumnsOfTheirIds() {
        Model<Seat> seats = database.model(Seat.class);
        for (int seat = 1; seat <= 4; seat++) {
            seats.create(Map.of("id", Map.of("row", 1, "seat", seat))).orThrow();
        }

        Object booking = bookings.create(Map.of("seats", List.of(Map.of("id", new Place(1, 1)))))
                .orThrow()
                .id();
        bookings.update(eq("id", booking), Map.of("seats", List.of(Map.of("id", Map.of("row", 1, "seat", 3)))))
                .orThrow();
        bookings.update(eq("id", booking), Map.of("seats", List.of(Map.of("row", 1, "seat", 4))))
                .orThrow();

        assertThat(connected("seats"))
                .containsExactlyInAnyOrder(
                        Map.of("row", 1, "seat", 1), Map.of("row", 1, "seat", 3), Map.of("row", 1, "seat", 4));
    }

    @Test
    void rowsAreConnectedByAnIdInSeveralAttributes() {
        Model<Parking> parking = database.model(Parking.class);
        Row first = parking.create(Map.of("level", "A", "number", 1)).orThrow();
        Row second =
                parking.create(Map.of("level", "A", "number", 2, "next", first)).orThrow();
        parking.create(Map.of("level", "B", "number", 1)).orThrow();

        bookings.create(Map.of("parking", List.of(first.id(), second))).orThrow();

        assertThat(second).containsEntry("next", first.id());
        assertThat(connected("parking")).containsExactlyInAnyOrder(first.id(), second.id());
        Secrets.refused(
                bookings.create(Map.of("parking", List.of(Map.of("level", "A", "nubmer", 1)))),
                ErrorCode.INVALID_INPUT,
                "parking.0");
    }

    @Test
    void anIdMayHaveAnAssociation() {
        Model<Chair> chairs = database.model(Chair.class);
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Object hall = database.model(Hall.class).create(Map.of()).orThrow().id();
            ids.add(chairs.create(Map.of("id", Map.of("hall", hall, "position", 1)))
                    .orThrow()
                    .id());
        }

        bookings.create(Map.of("chairs", List.of(ids.get(1)))).orThrow();

        assertThat(connected("chairs")).containsExactly(ids.get(1));
    }
}
