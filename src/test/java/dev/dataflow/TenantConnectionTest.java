package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.TenantId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tenant's rows are connected with its own alone, and it cannot tell rows of another tenant from rows that are not there. */
class TenantConnectionTest {
    @Embeddable
    static class Seat {
        @ManyToOne
        Person holder;

        String place;
    }

    @Entity
    static class Person {
        @Id
        @GeneratedValue
        Long id;

        @TenantId
        String owner;

        String name;

        @ManyToOne
        Person chief;
    }

    @Entity
    static class Squad extends Identified {
        @TenantId
        String owner;

        @ManyToOne
        Person lead;

        Seat seat;

        @ManyToMany
        Set<Person> members = new LinkedHashSet<>();

        @OneToMany
        @JoinColumn(name = "squad_id")
        List<Person> guests = new ArrayList<>();

        @ElementCollection
        List<Seat> seats = new ArrayList<>();
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Person.class, Squad.class);

    private static final long NOBODY = 987_654_321;

    private final DataFlow acme = database.df().tenant("acme");
    private final Model<Squad> squads = acme.model(Squad.class);
    private long ours;
    private long theirs;

    @BeforeEach
    void twoTenantsHaveAPersonEach() {
        ours = id(acme);
        theirs = id(database.df().tenant("other"));
    }

    private static long id(DataFlow tenant) {
        return tenant.model(Person.class).create(Map.of("name", "p")).orThrow().getLong("id");
    }

    private static Person person(long id) {
        Person person = new Person();
        person.id = id;
        return person;
    }

    @Test
    void anEntityIsConnectedWithRowsOfTheTenantAlone() {
        Squad own = new Squad();
        own.members.add(person(ours));
        own.guests.add(person(ours));
        own.seats.add(seat(ours));
        squads.create(own).orThrow();

        Squad members = new Squad();
        members.members.add(person(theirs));
        Squad guests = new Squad();
        guests.guests.add(person(theirs));
        Squad seats = new Squad();
        seats.seats.add(seat(theirs));

        refused(squads.create(members), "members");
        refused(squads.create(guests), "guests");
        refused(squads.create(seats), "seats");
        assertThat(database.query("select owner from tenant_connection_test$person where squad_id is not null"))
                .containsExactly("acme");
        assertThat(squads.count().orThrow()).isEqualTo(1);
    }

    private static Seat seat(long holder) {
        Seat seat = new Seat();
        seat.holder = person(holder);
        return seat;
    }

    private static void refused(Result<?> result, String attribute) {
        assertThat(result.success()).isFalse();
        assertThat(result.error().code()).isEqualTo(ErrorCode.FOREIGN_KEY_VIOLATION);
        assertThat(result.error().attributes()).containsExactly(attribute);
    }

    @Test
    void aRowOfAnotherTenantFailsAsOneThatIsNotThere() {
        Object squad = squads.create(Map.of("lead", ours)).orThrow().id();

        for (Map<String, ?> form : List.of(
                Map.of("lead", 0L),
                Map.of("seat", Map.of("holder", 0L)),
                Map.of("members", List.of(0L)),
                Map.of("guests", List.of(0L)))) {
            assertThat(squads.create(with(form, theirs)).error())
                    .isEqualTo(squads.create(with(form, NOBODY)).error());
            assertThat(squads.update(eq("id", squad), with(form, theirs)).error())
                    .isEqualTo(
                            squads.update(eq("id", squad), with(form, NOBODY)).error());
        }
        assertThat(squads.createMany(List.of(Map.of("lead", ours), Map.of("lead", theirs)))
                        .error())
                .isEqualTo(squads.createMany(List.of(Map.of("lead", ours), Map.of("lead", NOBODY)))
                        .error());
        assertThat(squads.upsert(Map.of("id", squad), Map.of("lead", theirs)).error())
                .isEqualTo(squads.upsert(Map.of("id", squad), Map.of("lead", NOBODY))
                        .error());
        assertThat(squads.updateMany(Filter.all(), Map.of("seat.holder", theirs))
                        .error())
                .isEqualTo(squads.updateMany(Filter.all(), Map.of("seat.holder", NOBODY))
                        .error());
    }

    @Test
    void elementsReferToRowsOfTheTenantAlone() {
        Object squad = squads.create(Map.of("seats", seats(ours))).orThrow().id();
        Map<String, Object> foreign = Map.of("seats", seats(theirs));

        refused(squads.create(foreign), "seats");
        refused(squads.createMany(List.of(foreign)), "seats");
        refused(squads.update(eq("id", squad), foreign), "seats");
        refused(squads.upsert(Map.of("id", squad), foreign), "seats");
        refused(squads.upsertMany(List.of(Map.of("id", squad, "seats", seats(theirs))), "id"), "seats");
        assertThat(squads.update(eq("id", squad), foreign).error())
                .isEqualTo(squads.update(eq("id", squad), Map.of("seats", seats(NOBODY)))
                        .error());
        squads.update(eq("id", squad), Map.of("seats", List.of())).orThrow();
    }

    private static List<Map<String, Object>> seats(long holder) {
        return List.of(Map.of("holder", holder, "place", "front"));
    }

    private static Map<String, Object> with(Map<String, ?> form, long id) {
        String name = form.keySet().iterator().next();
        Object value = form.get(name);
        return Map.of(name, value instanceof Map ? Map.of("holder", id) : value instanceof List ? List.of(id) : id);
    }

    @Test
    void anEntityThatNamesAnotherTenantIsRefusedWithoutAValue() {
        Person person = new Person();
        person.owner = Secrets.TEXT;

        Result<Row> refused = acme.model(Person.class).create(person);

        Secrets.refused(refused, ErrorCode.INVALID_INPUT, "owner");
    }
}
