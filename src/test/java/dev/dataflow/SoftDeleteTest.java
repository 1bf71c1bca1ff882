package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.gte;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PreRemove;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SoftDeleteType;
import org.hibernate.type.YesNoConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deleted rows are hidden, can be seen, and come back. */
class SoftDeleteTest {
    @Entity
    @SoftDelete
    @Table(name = "member", uniqueConstraints = @UniqueConstraint(columnNames = {"team", "number"}))
    static class Member extends Identified {
        @Column(unique = true)
        String email;

        String team;
        Integer number;

        @ElementCollection
        List<String> nicknames;
    }

    @Entity
    @SoftDelete(strategy = SoftDeleteType.TIMESTAMP, columnName = "gone_at")
    static class Letter extends Identified {
        @Column(unique = true)
        String email;
    }

    @Entity
    @SoftDelete(strategy = SoftDeleteType.ACTIVE, converter = YesNoConverter.class)
    static class Account extends Identified {
        @Column(unique = true)
        String email;

        @OneToMany(mappedBy = "account")
        Set<Booking> bookings;

        static int removed;

        @PreRemove
        void removing() {
            removed++;
        }
    }

    @Entity
    static class Booking extends Identified {
        @ManyToOne
        Account account;
    }

    @Entity
    @SoftDelete
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Vehicle extends Identified {
        @Column(unique = true)
        String email;
    }

    @Entity
    static class Car extends Vehicle {
        int doors;
    }

    @RegisterExtension
    static final FacadeDatabase database =
            FacadeDatabase.of(Member.class, Letter.class, Account.class, Booking.class, Vehicle.class, Car.class);

    final Model<Member> members = database.model(Member.class);

    @ParameterizedTest
    @ValueSource(classes = {Member.class, Letter.class, Account.class, Vehicle.class, Car.class})
    void everyStrategyHidesShowsAndRestores(Class<?> type) {
        Model<?> model = database.model(type);
        Row gone = model.create(Map.of("email", "a")).data();
        Row kept = model.create(Map.of("email", "b")).data();

        assertThat(model.delete(eq("email", "a")).data()).isEqualTo(gone);

        assertThat(model.findMany().data()).containsExactly(kept);
        List<Row> all = model.findMany(Query.all().withDeleted()).data();
        assertThat(all).extracting(row -> row.get("email")).containsExactly("a", "b");
        assertThat(all)
                .extracting(row -> row.get("deleted") instanceof Instant || Boolean.TRUE.equals(row.get("deleted")))
                .containsExactly(true, false);
        List<Row> deleted = model.findMany(Query.all().onlyDeleted()).data();
        assertThat(deleted).containsExactly(all.get(0));
        assertThat(model.count(Query.all().onlyDeleted()).data()).isEqualTo(1);
        assertThat(model.count(Query.all().withDeleted()).data()).isEqualTo(2);
        assertThat(model.count().data()).isEqualTo(1);

        assertThat(model.restore(Map.of("email", "a")).data()).isEqualTo(gone);

        assertThat(model.findMany().data()).containsExactly(gone, kept);
        assertThat(model.count(Query.all().onlyDeleted()).data()).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {Member.class, Letter.class, Account.class, Vehicle.class})
    void uniqueKeysHoldAmongRowsThatAreThere(Class<?> type) {
        Model<?> model = database.model(type);
        model.create(Map.of("email", "a")).orThrow();
        model.delete(eq("email", "a")).orThrow();

        assertThat(model.create(Map.of("email", "a")).success()).isTrue();
        Failure twin = Secrets.refused(model.create(Map.of("email", "a")), ErrorCode.UNIQUE_VIOLATION, "email");
        assertThat(twin.constraint()).isNotBlank();
        Secrets.refused(model.restore(eq("email", "a")), ErrorCode.UNIQUE_VIOLATION, "email");
        Secrets.refused(model.restoreMany(Filter.all()), ErrorCode.UNIQUE_VIOLATION, "email");
        assertThat(model.count(Query.all().onlyDeleted()).data()).isEqualTo(1);
    }

    @Test
    void uniqueKeysOfSeveralColumnsHoldTooAndNameThem() {
        members.create(Map.of("team", "x", "number", 1)).orThrow();
        members.delete(eq("team", "x")).orThrow();
        members.create(Map.of("team", "x", "number", 1)).orThrow();

        Secrets.refused(members.create(Map.of("team", "x", "number", 1)), ErrorCode.UNIQUE_VIOLATION, "team", "number");
    }

    @Test
    void createTablesLeavesTheKeysOfTablesThatWereThere() {
        database.execute(
                "alter table member add column if not exists kept int; alter table member add constraint kept unique (kept)");

        database.df().createTables();

        assertThat(database.query("select conname::text from pg_constraint where conname = 'kept'"))
                .containsExactly("kept");
        database.execute("alter table member drop column kept");
    }

    @Test
    void oneOrNoneIsRestored() {
        members.createMany(List.of(Map.of("email", "a"), Map.of("email", "b"), Map.of("email", "c")))
                .orThrow();
        members.deleteMany(gte("email", "b")).orThrow();

        Secrets.refused(members.restore(eq("email", "a")), ErrorCode.NOT_FOUND);
        Secrets.refused(members.restore(gte("email", "a")), ErrorCode.NOT_UNIQUE);
        Secrets.refused(members.restoreMany(Map.of()), ErrorCode.INVALID_INPUT, "filter");
        assertThat(members.restoreMany(gte("email", "a")).data()).isEqualTo(2);
        assertThat(members.restoreMany(Filter.all()).data()).isZero();
        assertThat(members.count().data()).isEqualTo(3);
    }

    @Test
    void collectionsComeBackWithTheirRow() {
        Object id =
                members.create(Map.of("nicknames", List.of("x", "y"))).data().id();

        members.delete(eq("id", id)).orThrow();
        members.restore(eq("id", id)).orThrow();

        assertThat(members.findOne(Query.all().include("nicknames")).data().getList("nicknames"))
                .containsExactly("x", "y");
    }

    @Test
    void callbacksOfARemovalRun() {
        Model<Account> accounts = database.model(Account.class);
        accounts.create(Map.of("email", "a")).orThrow();
        Account.removed = 0;

        accounts.delete(eq("email", "a")).orThrow();

        assertThat(Account.removed).isEqualTo(1);
        assertThat(accounts.findOne(Query.all().onlyDeleted()).data().get("email"))
                .isEqualTo("a");
    }

    @Test
    void anAssociationToADeletedRowIsHiddenWhenItIsIncluded() {
        Model<Account> accounts = database.model(Account.class);
        Model<Booking> bookings = database.model(Booking.class);
        Object account = accounts.create(Map.of("email", "a")).data().id();
        bookings.create(Map.of("account", account)).orThrow();

        accounts.delete(eq("id", account)).orThrow();

        assertThat(bookings.findOne(Query.all()).data().get("account")).isEqualTo(account);
        assertThat(bookings.findOne(Query.all().include("account")).data()).containsEntry("account", null);
        assertThat(accounts.findOne(Query.all().withDeleted().include("bookings"))
                        .data()
                        .getRows("bookings"))
                .hasSize(1);
    }

    @Test
    void deletedRowsArePagedStreamedAndSelectedToo() {
        members.createMany(List.of(Map.of("email", "a"), Map.of("email", "b"), Map.of("email", "c")))
                .orThrow();
        members.deleteMany(gte("email", "b")).orThrow();
        Query query =
                Query.all().onlyDeleted().orderByDescending("email").limit(1).withTotal();

        Page first = members.page(query).data();

        assertThat(first.total()).isEqualTo(2);
        assertThat(members.page(query.after(first.next())).data().rows())
                .extracting(row -> row.get("email"))
                .containsExactly("b");
        Secrets.refused(
                members.page(Query.all().orderByDescending("email").after(first.next())),
                ErrorCode.INVALID_INPUT,
                "cursor");
        assertThat(members.stream(Query.all().withDeleted(), rows -> rows.count())
                        .data())
                .isEqualTo(3);
        assertThat(members.findFirst(Query.all().withDeleted().select("email")).data())
                .isEqualTo(Map.of("email", "a", "deleted", false));
    }

    @Test
    void rowsThatAreGoneWhenTheyAreDeletedCannotBeSeen() {
        Model<Booking> bookings = database.model(Booking.class);

        for (Query query : List.of(Query.all().withDeleted(), Query.all().onlyDeleted())) {
            Failure failure = Secrets.refused(bookings.findMany(query), ErrorCode.INVALID_INPUT, "deleted");
            assertThat(failure.message()).contains("Booking", "@SoftDelete");
        }
        Secrets.refused(bookings.restore(eq("id", 1)), ErrorCode.INVALID_INPUT, "deleted");
        Secrets.refused(bookings.restoreMany(Filter.all()), ErrorCode.INVALID_INPUT, "deleted");
    }
}
