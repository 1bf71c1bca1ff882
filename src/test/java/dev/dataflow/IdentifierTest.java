package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.NaturalId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ids of every kind: generated, assigned, in several columns, natural. */
class IdentifierTest {
    @Entity
    static class Sequenced {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Long id;

        String name;
    }

    @Entity
    static class Universal {
        @Id
        @GeneratedValue(strategy = GenerationType.UUID)
        UUID key;

        String name;
    }

    @Entity
    static class Country {
        @Id
        String code;

        @NaturalId
        @Column(nullable = false)
        String name;
    }

    @Embeddable
    record LineKey(Integer orderNumber, Integer line) {}

    @Entity
    static class Line {
        @EmbeddedId
        LineKey key;

        String article;
        int amount;
    }

    @Entity
    static class Remark extends Identified {
        @ManyToOne
        Line line;

        String text;
    }

    @Embeddable
    static class SeatKey implements Serializable {
        String hall;
        int number;

        @Override
        public boolean equals(Object other) {
            return other instanceof SeatKey seat && seat.hall.equals(hall) && seat.number == number;
        }

        @Override
        public int hashCode() {
            return Objects.hash(hall, number);
        }
    }

    @Entity
    static class Seat {
        @EmbeddedId
        SeatKey id;

        boolean taken;
    }

    record MemberKey(Long team, String email) implements Serializable {}

    @Entity
    @IdClass(MemberKey.class)
    static class Member {
        @Id
        Long team;

        @Id
        String email;

        String role;
    }

    @Entity
    static class Passport {
        @Id
        Long id;

        @MapsId
        @OneToOne
        Sequenced owner;

        String number;

        @Json
        Map<String, Object> stamps;
    }

    @Embeddable
    record TicketKey(String hall, Integer number, Long owner) {}

    @Entity
    static class Ticket {
        @EmbeddedId
        TicketKey key;

        @MapsId("owner")
        @ManyToOne
        Sequenced owner;

        Integer price;
    }

    record RentKey(long team, String email) implements Serializable {}

    @Entity
    @IdClass(RentKey.class)
    static class Rent {
        @Id
        Long team;

        @Id
        String email;

        @MapsId("team")
        @ManyToOne(cascade = CascadeType.PERSIST)
        Sequenced owner;
    }

    @Embeddable
    record CouponKey(long owner, int number) {}

    @Entity
    static class Coupon {
        @EmbeddedId
        CouponKey key;

        @MapsId("owner")
        @ManyToOne(cascade = CascadeType.PERSIST)
        Sequenced owner;
    }

    @Entity
    static class Refund {
        @EmbeddedId
        TicketKey key;

        @MapsId
        @OneToOne
        Ticket ticket;

        String reason;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(
            Sequenced.class,
            Universal.class,
            Country.class,
            Line.class,
            Remark.class,
            Seat.class,
            Member.class,
            Passport.class,
            Ticket.class,
            Coupon.class,
            Rent.class,
            Refund.class);

    @Test
    void sequencesAndUuidsAreGenerated() {
        Model<Sequenced> sequenced = database.model(Sequenced.class);
        Model<Universal> universal = database.model(Universal.class);

        List<Row> rows = sequenced
                .createMany(List.of(Map.of("name", "a"), Map.of("name", "b")))
                .data();
        Row row = universal.create(Map.of("name", "u")).data();

        assertThat(rows).extracting(Row::id).doesNotHaveDuplicates().doesNotContainNull();
        assertThat(sequenced.findMany().data()).isEqualTo(rows);
        assertThat(row.id()).isInstanceOf(UUID.class);
        assertThat(universal.findById(row.id().toString()).data()).isEqualTo(row);
        assertThat(universal
                        .update(eq("key", row.id()), Map.of("name", "v"))
                        .data()
                        .get("name"))
                .isEqualTo("v");
        Secrets.refused(universal.create(Map.of("key", UUID.randomUUID())), ErrorCode.INVALID_INPUT, "key");
    }

    @Test
    void anAssignedIdIsRequiredAndUnique() {
        Model<Country> countries = database.model(Country.class);

        Row row = countries.create(Map.of("code", "CH", "name", "Switzerland")).data();

        assertThat(row.id()).isEqualTo("CH");
        assertThat(countries.findById("CH").data()).isEqualTo(row);
        Secrets.refused(countries.create(Map.of("name", "Nowhere")), ErrorCode.NOT_NULL_VIOLATION, "code");
        Secrets.refused(countries.create(Map.of("code", "CH", "name", "x")), ErrorCode.UNIQUE_VIOLATION, "code");
        Secrets.refused(
                countries.create(Map.of("code", "CC", "name", "Switzerland")), ErrorCode.UNIQUE_VIOLATION, "name");
    }

    @Test
    void aNaturalIdIsNotChanged() {
        Model<Country> countries = database.model(Country.class);
        countries.create(Map.of("code", "CH", "name", "Switzerland")).orThrow();

        Secrets.refused(
                countries.update(eq("code", "CH"), Map.of("name", "Helvetia")), ErrorCode.INVALID_INPUT, "name");
    }

    @Test
    void anIdInSeveralColumnsIsAMap() {
        Model<Line> lines = database.model(Line.class);
        Map<String, Object> key = Map.of("orderNumber", 1, "line", 2);
        Row row = lines.create(Map.of("key", key, "article", "mouse", "amount", 3))
                .data();
        lines.create(Map.of("key", new LineKey(1, 1), "article", "pad")).orThrow();

        assertThat(row.id()).isEqualTo(key);
        assertThat(lines.findById(key).data()).isEqualTo(row);
        assertThat(lines.findById(new LineKey(1, 2)).data()).isEqualTo(row);
        assertThat(lines.findOne(eq("key.line", 2)).data()).isEqualTo(row);
        assertThat(lines.findMany().data())
                .extracting(each -> each.at("key.line"))
                .containsExactly(1, 2);
        assertThat(lines.update(eq("key", key), Map.of("amount", Change.increment(1)))
                        .data()
                        .get("amount"))
                .isEqualTo(4);
        assertThat(lines.update(eq("article", "mouse"), Map.of("amount", 9))
                        .data()
                        .id())
                .isEqualTo(key);
        assertThat(lines.findMany(Filter.in("key", List.of(key))).data()).hasSize(1);
        assertThat(lines.delete(eq("article", "mouse")).data().id()).isEqualTo(key);
        Secrets.refused(
                lines.create(Map.of("key", Map.of("orderNumber", 1, "line", 1))), ErrorCode.UNIQUE_VIOLATION, "key");
        Secrets.refused(lines.create(Map.of("key", Map.of("line", 1))), ErrorCode.NOT_NULL_VIOLATION, "key");
        Secrets.refused(lines.findById(Map.of("line", "x", "orderNumber", 1)), ErrorCode.INVALID_INPUT, "key");
        Secrets.refused(lines.findById(5), ErrorCode.INVALID_INPUT, "key");
    }

    @Test
    void anAssociationByAnIdInSeveralColumnsIsThatId() {
        Map<String, Object> key = Map.of("orderNumber", 1, "line", 2);
        database.model(Line.class).create(Map.of("key", key)).orThrow();
        Model<Remark> remarks = database.model(Remark.class);

        Row row = remarks.create(Map.of("line", key, "text", "x")).data();

        assertThat(row.get("line")).isEqualTo(key);
        assertThat(remarks.findOne(eq("line", key)).data()).isEqualTo(row);
        assertThat(remarks.update(eq("id", row.id()), java.util.Collections.singletonMap("line", null))
                        .data()
                        .get("line"))
                .isNull();
        assertThat(remarks.update(eq("id", row.id()), Map.of("line", Map.of("key", key)))
                        .data())
                .isEqualTo(row);
        Secrets.refused(
                remarks.create(Map.of("line", Map.of("orderNumber", 9, "line", 9))),
                ErrorCode.FOREIGN_KEY_VIOLATION,
                "line");
    }

    @Test
    void anEmbeddedIdMayBeABean() {
        Model<Seat> seats = database.model(Seat.class);

        Row row = seats.create(Map.of("id", Map.of("hall", "A", "number", 7))).data();

        assertThat(seats.findById(Map.of("hall", "A", "number", 7)).data()).isEqualTo(row);
        assertThat(seats.updateMany(eq("id.hall", "A"), Map.of("taken", true)).data())
                .isEqualTo(1);
    }

    @Test
    void anIdClassIsTheMapOfItsAttributes() {
        Model<Member> members = database.model(Member.class);

        Row row = members.create(Map.of("team", 1, "email", "a", "role", "x")).data();
        members.create(Map.of("team", 1, "email", "b")).orThrow();

        assertThat(row.id()).isEqualTo(Map.of("team", 1L, "email", "a"));
        assertThat(row).containsEntry("team", 1L).containsEntry("email", "a").hasSize(3);
        assertThat(members.findById(Map.of("team", 1, "email", "a")).data()).isEqualTo(row);
        assertThat(members.findById(new MemberKey(1L, "a")).data()).isEqualTo(row);
        assertThat(members.findMany(eq("team", 1)).data())
                .extracting(each -> each.get("email"))
                .containsExactly("a", "b");
        assertThat(members.update(eq("email", "a"), Map.of("role", "y")).data().get("role"))
                .isEqualTo("y");
        assertThat(members.delete(Map.of("team", 1, "email", "a")).success()).isTrue();
        Secrets.refused(members.create(Map.of("team", 1, "email", "b")), ErrorCode.UNIQUE_VIOLATION, "team", "email");
        Secrets.refused(members.create(Map.of("role", "z")), ErrorCode.NOT_NULL_VIOLATION, "team", "email");
        Secrets.refused(members.update(eq("team", 1), Map.of("email", "c")), ErrorCode.INVALID_INPUT, "email");
    }

    @Test
    void anIdThatIsThatOfAnAssociationComesWithTheAssociation() {
        Object first = database.model(Sequenced.class)
                .create(Map.of("name", "a"))
                .data()
                .id();
        Object second = database.model(Sequenced.class)
                .create(Map.of("name", "b"))
                .data()
                .id();
        Model<Passport> passports = database.model(Passport.class);

        Row row = passports.create(Map.of("owner", first, "number", "1")).data();
        Upserted updated = passports
                .upsert(Map.of("owner", first), Map.of("number", "2", "stamps.CH", 1))
                .data();
        Upserted created =
                passports.upsert(Map.of("owner", second), Map.of("number", "3")).data();

        assertThat(row).containsEntry("id", first).containsEntry("owner", first);
        assertThat(updated.row()).containsEntry("number", "2").containsEntry("stamps", Map.of("CH", 1));
        assertThat(created.outcome()).isEqualTo(Upserted.Outcome.CREATED);
        assertThat(passports.findMany().data()).containsExactly(updated.row(), created.row());
        Secrets.refused(passports.create(Map.of("owner", 4711)), ErrorCode.FOREIGN_KEY_VIOLATION, "owner");
        Secrets.refused(passports.create(Map.of("number", "4")), ErrorCode.NOT_NULL_VIOLATION, "owner");
    }

    @Test
    void partsOfAnIdThatAreThoseOfAnAssociationComeWithTheAssociation() {
        Object owner = database.model(Sequenced.class)
                .create(Map.of("name", "a"))
                .data()
                .id();
        Model<Ticket> tickets = database.model(Ticket.class);
        Map<String, Object> key = Map.of("hall", "A", "number", 1, "owner", owner);

        Row row = tickets.create(Map.of("key", Map.of("hall", "A", "number", 1), "owner", owner))
                .data();
        Row refund = database.model(Refund.class).create(Map.of("ticket", key)).data();
        Created bulk = tickets.createMany(
                        List.of(Map.of("key", Map.of("hall", "A", "number", 2), "owner", owner)),
                        CreateOptions.answeringIds())
                .data();

        assertThat(row.id()).isEqualTo(key);
        assertThat(tickets.findById(key).data()).isEqualTo(row);
        assertThat(refund.id()).isEqualTo(key);
        assertThat(bulk.ids()).containsExactly(Map.of("hall", "A", "number", 2, "owner", owner));
    }

    @Test
    void aPartThatIsMissingBesideThatOfAnAssociationIsNamed() {
        Object owner = database.model(Sequenced.class)
                .create(Map.of("name", "a"))
                .data()
                .id();
        Model<Coupon> coupons = database.model(Coupon.class);

        coupons.create(Map.of("owner", owner, "key", Map.of("number", 1))).orThrow();
        Secrets.refused(coupons.create(Map.of("owner", owner)), ErrorCode.INVALID_INPUT, "key");
    }

    @Test
    void anIdThatContradictsItsAssociationIsRefused() {
        Object owner = owner();
        Object other = owner();
        Model<Ticket> tickets = database.model(Ticket.class);
        Model<Rent> rents = database.model(Rent.class);
        Map<String, Object> key = Map.of("hall", "A", "number", 1, "owner", owner);
        Map<String, Object> contradicting = Map.of("key", key, "owner", other);

        Failure failure = Secrets.refused(tickets.create(contradicting), ErrorCode.INVALID_INPUT, "key");
        Secrets.refused(tickets.createMany(List.of(contradicting)), ErrorCode.INVALID_INPUT, "key");
        Secrets.refused(tickets.upsert(Map.of("key", key), Map.of("owner", other)), ErrorCode.INVALID_INPUT, "key");
        Secrets.refused(tickets.update(eq("owner", owner), contradicting), ErrorCode.INVALID_INPUT, "key", "owner");
        Secrets.refused(
                tickets.create(Map.of("key", new TicketKey("A", 1, 4711L), "owner", owner)),
                ErrorCode.INVALID_INPUT,
                "key");
        Secrets.refused(
                rents.create(Map.of("team", owner, "email", "a", "owner", other)), ErrorCode.INVALID_INPUT, "team");
        Secrets.refused(
                database.model(Coupon.class)
                        .create(Map.of("key", Map.of("owner", other, "number", 1), "owner", Map.of("name", "new"))),
                ErrorCode.INVALID_INPUT,
                "key");
        tickets.create(Map.of("key", key, "owner", owner.toString())).orThrow();

        assertThat(failure.message()).contains("'owner'", "leave it out");
        assertThat(tickets.findMany().data()).extracting(Row::id).containsExactly(key);
    }

    @Test
    void aPrimitivePartOfAnIdComesWithTheAssociationToo() {
        Object owner = owner();
        Model<Coupon> coupons = database.model(Coupon.class);
        Model<Rent> rents = database.model(Rent.class);

        Row coupon = coupons.create(Map.of("owner", owner, "key", Map.of("number", 1)))
                .data();
        coupons.createMany(List.of(Map.of("owner", owner, "key", Map.of("number", 2))))
                .orThrow();
        coupons.create(Map.of("owner", owner, "key", new CouponKey(0, 3))).orThrow();
        Row ofNewOwner = coupons.create(Map.of("owner", Map.of("name", "new"), "key", Map.of("number", 1)))
                .data();
        Row rent = rents.create(Map.of("owner", owner, "email", "a")).data();
        Row rentOfNewOwner = rents.create(Map.of("owner", Map.of("name", "new"), "email", "a"))
                .data();

        assertThat(coupon.id()).isEqualTo(Map.of("owner", owner, "number", 1));
        assertThat(coupons.findMany(eq("owner", owner)).data())
                .extracting(row -> row.at("key.number"))
                .containsExactly(1, 2, 3);
        assertThat(ofNewOwner.id()).isEqualTo(Map.of("owner", ofNewOwner.get("owner"), "number", 1));
        assertThat(rent.id()).isEqualTo(Map.of("team", owner, "email", "a"));
        assertThat(rentOfNewOwner.get("team")).isEqualTo(rentOfNewOwner.get("owner"));
        Secrets.refused(coupons.create(Map.of("key", Map.of("number", 4))), ErrorCode.NOT_NULL_VIOLATION, "owner");
        Secrets.refused(rents.create(Map.of("email", "b")), ErrorCode.NOT_NULL_VIOLATION, "owner");
    }

    private static Object owner() {
        return database.model(Sequenced.class)
                .create(Map.of("name", "a"))
                .data()
                .id();
    }
}
