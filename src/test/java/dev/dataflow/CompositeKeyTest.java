package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ids in several columns, one of which is an association's, and which Hibernate does not keep in the order of their declaration. */
class CompositeKeyTest {
    @Entity
    static class House extends Identified {}

    @Embeddable
    static class Key implements Serializable {
        int row;
        int column;

        @ManyToOne
        House house;
    }

    @Entity
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Seat {
        @EmbeddedId
        Key key;

        int price;
    }

    @Entity
    static class Balcony extends Seat {
        int height;
    }

    record TicketKey(int row, int column) implements Serializable {}

    @Entity
    @IdClass(TicketKey.class)
    static class Ticket {
        @Id
        int row;

        @Id
        int column;
    }

    static class CoatKey implements Serializable {
        int row;
        int column;
    }

    @Entity
    @IdClass(CoatKey.class)
    static class Coat {
        @Id
        int row;

        @Id
        int column;
    }

    record CallKey(long house, int column) implements Serializable {}

    @Entity
    @IdClass(CallKey.class)
    static class Call {
        @Id
        @ManyToOne
        House house;

        @Id
        int column;
    }

    @Entity
    static class Visit extends Identified {
        @ManyToOne
        Seat seat;

        @ManyToOne
        Ticket ticket;

        @ManyToOne
        Coat coat;

        @ManyToOne
        Call call;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(
            House.class, Seat.class, Balcony.class, Ticket.class, Coat.class, Call.class, Visit.class);

    private final Model<Balcony> balconies = database.model(Balcony.class);
    private Map<String, Object> key;
    private Map<String, Object> mirrored;

    @BeforeEach
    void twoSeatsMirrorEachOther() {
        Object house = database.model(House.class).create(Map.of()).orThrow().id();
        key = Map.of("row", 7, "column", 9, "house", house);
        mirrored = Map.of("row", 9, "column", 7, "house", house);
        balconies.create(Map.of("key", key)).orThrow();
        balconies.create(Map.of("key", mirrored)).orThrow();
    }

    @Test
    void aRowIsFoundInEachOfItsTables() {
        balconies.update(eq("key", key), Map.of("price", 5, "height", 2)).orThrow();

        assertThat(balconies.findById(key).orThrow()).containsEntry("price", 5).containsEntry("height", 2);
        assertThat(balconies.findById(mirrored).orThrow())
                .containsEntry("price", 0)
                .containsEntry("height", 0);
        assertThat(balconies.delete(eq("key", key)).orThrow().id()).isEqualTo(key);
        assertThat(balconies.findMany().orThrow()).extracting(Row::id).containsExactly(mirrored);
    }

    @Test
    void anAssociationLeadsToTheRow() {
        Model<Visit> visits = database.model(Visit.class);

        Row visit = visits.create(Map.of("seat", key)).orThrow();
        visits.createMany(List.of(Map.of("seat", mirrored))).orThrow();

        assertThat(visit).containsEntry("seat", key);
        assertThat(visits.findOne(eq("seat", key)).orThrow().id()).isEqualTo(visit.id());
        assertThat(visits.findOne(eq("seat.key.row", 7)).orThrow().id()).isEqualTo(visit.id());
        assertThat(visits.findOne(Query.where(eq("id", visit.id())).include("seat"))
                        .orThrow()
                        .at("seat.key.row"))
                .isEqualTo(7);
        assertThat(visits.update(eq("id", visit.id()), Map.of("seat", mirrored)).orThrow())
                .containsEntry("seat", mirrored);
        assertThat(visits.findMany(eq("seat.price", 0)).orThrow()).hasSize(2);
    }

    @Test
    void anAssociationIsAnIdThatHasAnAssociation() {
        Object house = database.model(House.class).create(Map.of()).orThrow().id();
        Object call = database.model(Call.class)
                .create(Map.of("house", house, "column", 9))
                .orThrow()
                .id();
        Model<Visit> visits = database.model(Visit.class);

        Row visit = visits.create(Map.of("call", call)).orThrow();

        assertThat(visit).containsEntry("call", Map.of("house", house, "column", 9));
        assertThat(visits.findMany(eq("call", call)).orThrow()).containsExactly(visit);
    }

    @Test
    void anAssociationIsAnIdInSeveralAttributes() {
        Map<String, Object> id = Map.of("row", 7, "column", 9);
        database.model(Ticket.class).create(id).orThrow();
        database.model(Coat.class).create(id).orThrow();
        Model<Visit> visits = database.model(Visit.class);

        Row visit = visits.create(Map.of("ticket", id, "coat", id)).orThrow();
        visits.createMany(List.of(Map.of("ticket", id, "coat", id))).orThrow();

        assertThat(visit).containsEntry("ticket", id).containsEntry("coat", id);
        assertThat(visits.findMany(Filter.and(eq("ticket.row", 7), eq("coat.row", 7), eq("ticket", id), eq("coat", id)))
                        .orThrow())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row).containsEntry("ticket", id).containsEntry("coat", id));
        assertThat(database.query(
                        "select count(*) from \"composite_key_test$visit\" where ticket_row = 7 and coat_row = 7"))
                .containsExactly(2L);
    }
}
