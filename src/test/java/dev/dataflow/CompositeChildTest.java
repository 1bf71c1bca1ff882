package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
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

    @Entity
    static class Booking extends Identified {
        @OneToMany
        @JoinColumn(name = "booking_id")
        List<Seat> seats = new ArrayList<>();
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Seat.class, Booking.class);

    @Test
    void rowsAreConnectedByAllColumnsOfTheirIds() {
        Model<Booking> bookings = database.model(Booking.class);
        Model<Seat> seats = database.model(Seat.class);
        for (int seat = 1; seat <= 3; seat++) {
            seats.create(Map.of("id", Map.of("row", 1, "seat", seat))).orThrow();
        }

        Object booking = bookings.create(Map.of("seats", List.of(Map.of("id", new Place(1, 1)))))
                .orThrow()
                .id();
        bookings.update(eq("id", booking), Map.of("seats", List.of(Map.of("id", Map.of("row", 1, "seat", 3)))))
                .orThrow();

        assertThat(bookings.findOne(Query.all().include("seats")).orThrow().getRows("seats"))
                .extracting(Row::id)
                .containsExactlyInAnyOrder(Map.of("row", 1, "seat", 1), Map.of("row", 1, "seat", 3));
    }
}
