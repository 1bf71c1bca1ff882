package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.UpdateTimestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three ways to map inheritance, mapped superclasses, and entities in several tables. */
class InheritanceTest {
    @MappedSuperclass
    abstract static class Base {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Long id;

        @Version
        int version;

        String name;
        int size;

        @Json
        Map<String, Object> doc;
    }

    @Entity
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    @DiscriminatorColumn(name = "kind")
    abstract static class Shape extends Base {
        @UpdateTimestamp
        Instant changedAt;
    }

    @Entity
    @DiscriminatorValue("c'rcle")
    static class Circle extends Shape {
        Integer radius;
        String label;
    }

    @Entity
    static class Square extends Shape {
        Integer edge;
        String label;
    }

    @Entity
    static class RoundedSquare extends Square {
        Integer corner;

        @PreUpdate
        void preUpdate() {
            corner = corner == null ? 1 : corner + 1;
        }
    }

    @Entity
    @Inheritance(strategy = InheritanceType.JOINED)
    abstract static class Vehicle extends Base {
        @Column(unique = true)
        String plate;
    }

    @Entity
    static class Car extends Vehicle {
        Integer doors;
        String label;

        @Json
        Map<String, Object> extras;
    }

    @Entity
    static class Cab extends Car {
        Integer fare;
    }

    @Entity
    static class Bike extends Vehicle {
        Boolean electric;
        String label;

        @ManyToOne
        Vehicle tows;
    }

    @Entity
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    static class Payment extends Base {
        Integer amount;
    }

    @Entity
    static class CardPayment extends Payment {
        String card;
        String label;
    }

    @Entity
    static class CashPayment extends Payment {
        String currency;
        String label;
    }

    @Entity
    @SecondaryTable(name = "person_details")
    static class Person extends Base {
        @Column(table = "person_details")
        String biography;

        @Column(table = "person_details")
        Integer points;
    }

    @Entity
    @Table(name = "visible")
    @Inheritance(strategy = InheritanceType.JOINED)
    @SQLRestriction("name <> 'hidden'")
    static class Visible extends Base {}

    @Entity
    static class VisibleChild extends Visible {
        String extra;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(
            Shape.class,
            Circle.class,
            Square.class,
            RoundedSquare.class,
            Vehicle.class,
            Car.class,
            Cab.class,
            Bike.class,
            Payment.class,
            CardPayment.class,
            CashPayment.class,
            Person.class,
            Visible.class,
            VisibleChild.class);

    record Family(
            Class<?> root,
            Class<?> one,
            String oneKey,
            Object oneValue,
            Class<?> other,
            String otherKey,
            Object otherValue) {
        static Family of(String strategy) {
            return switch (strategy) {
                case "SINGLE_TABLE" -> new Family(Shape.class, Circle.class, "radius", 3, Square.class, "edge", 4);
                case "JOINED" -> new Family(Vehicle.class, Car.class, "doors", 3, Bike.class, "electric", true);
                default ->
                    new Family(Payment.class, CardPayment.class, "card", "visa", CashPayment.class, "currency", "CHF");
            };
        }

        Row createOne(String name) {
            return database.model(one)
                    .create(Map.of("name", name, "size", 1, oneKey, oneValue))
                    .data();
        }

        Row createOther(String name) {
            return database.model(other)
                    .create(Map.of("name", name, "size", 2, otherKey, otherValue))
                    .data();
        }

        Model<?> all() {
            return database.model(root);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_TABLE", "JOINED", "TABLE_PER_CLASS"})
    void rowsHaveTheAttributesOfTheirOwnClass(String strategy) {
        Family family = Family.of(strategy);

        Row one = family.createOne("a");
        Row other = family.createOther("b");

        assertThat(one).containsKey(family.oneKey()).doesNotContainKey(family.otherKey());
        assertThat(family.all().findMany().data()).containsExactly(one, other);
        assertThat(family.all().findMany().data())
                .extracting(Row::entityClass)
                .isEqualTo(List.of(family.one(), family.other()));
        assertThat(family.all().findById(other.id()).data()).isEqualTo(other);
        assertThat(database.model(family.one()).findMany().data()).containsExactly(one);
        assertThat(database.model(family.one()).findById(other.id()).data()).isNull();
        assertThat(database.model(family.other()).count().data()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_TABLE", "JOINED", "TABLE_PER_CLASS"})
    void filtersMayUseAttributesOfSubclasses(String strategy) {
        Family family = Family.of(strategy);
        Row one = family.createOne("a");
        Row other = family.createOther("b");

        assertThat(family.all().findMany(eq(family.oneKey(), family.oneValue())).data())
                .containsExactly(one);
        assertThat(family.all().findMany(Filter.isNull(family.oneKey())).data()).containsExactly(other);
        assertThat(family.all().findMany(Query.all().orderBy(family.otherKey())).data())
                .containsExactly(one, other);
        assertThat(family.all().count(Filter.ne("name", "a")).data()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_TABLE", "JOINED", "TABLE_PER_CLASS"})
    void updatesThroughEitherModelChangeTheRow(String strategy) {
        Family family = Family.of(strategy);
        Row one = family.createOne("a");
        family.createOther("b");

        Row updated = family.all()
                .update(eq("name", "a"), Map.of("size", Change.increment(5), "doc.k", 1, "version", one.get("version")))
                .data();

        assertThat(updated).containsEntry("size", 6).containsEntry("version", 1);
        assertThat(updated.at("doc.k")).isEqualTo(1);
        assertThat(database.model(family.one()).findById(one.id()).data()).isEqualTo(updated);
        assertThat(family.all()
                        .update(eq("name", "a"), Map.of("size", 1, "version", 0))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.STALE);
        assertThat(family.all()
                        .update(eq("name", "none"), Map.of("size", 1))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(family.all().update(Filter.all(), Map.of("size", 1)).error().code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(family.all()
                        .updateMany(Filter.all(), Map.of("size", Change.multiply(2)))
                        .data())
                .isEqualTo(2);
        assertThat(family.all().findMany().data())
                .extracting(row -> row.get("size"))
                .containsExactly(12, 4);
        Map<String, Object> both = new LinkedHashMap<>();
        both.put(family.oneKey(), null);
        both.put("size", 7);
        Row own = database.model(family.one()).update(eq("id", one.id()), both).data();
        assertThat(own)
                .containsEntry(family.oneKey(), null)
                .containsEntry("size", 7)
                .containsEntry("version", 3);
        assertThat(database.model(family.other())
                        .update(eq("id", one.id()), Map.of("size", 1))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_TABLE", "JOINED", "TABLE_PER_CLASS"})
    void attributesOfASubclassAreChangedThroughItsModel(String strategy) {
        Family family = Family.of(strategy);

        Secrets.refused(
                family.all().update(eq("id", 1), Map.of(family.oneKey(), family.oneValue())),
                ErrorCode.INVALID_INPUT,
                family.oneKey());
        Secrets.refused(
                family.all().updateMany(Filter.all(), Map.of(family.oneKey(), family.oneValue())),
                ErrorCode.INVALID_INPUT,
                family.oneKey());
        Secrets.refused(family.all().update(eq("id", 1), Map.of("siez", 1)), ErrorCode.INVALID_INPUT, "siez");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_TABLE", "JOINED", "TABLE_PER_CLASS"})
    void deletesThroughEitherModelTakeAllOfTheRow(String strategy) {
        Family family = Family.of(strategy);
        Row one = family.createOne("a");
        Row other = family.createOther("b");

        assertThat(database.model(family.one())
                        .delete(eq("id", other.id()))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(family.all().delete(eq("name", "a")).data()).isEqualTo(one);
        assertThat(database.model(family.one()).count().data()).isZero();
        assertThat(database.model(family.one()).deleteMany(Filter.all()).data()).isZero();
        assertThat(family.all().deleteMany(Filter.all()).data()).isEqualTo(1);
        assertThat(family.all().count().data()).isZero();
    }

    @Test
    void aNameOfSeveralSubclassesIsForOneColumnAloneOrRefused() {
        database.model(Circle.class).create(Map.of("label", "x")).orThrow();
        database.model(RoundedSquare.class).create(Map.of("label", "x")).orThrow();
        database.model(CardPayment.class).create(Map.of("label", "x")).orThrow();
        database.model(CashPayment.class).create(Map.of("label", "x")).orThrow();
        database.model(Cab.class).create(Map.of("label", "x")).orThrow();
        Model<Vehicle> vehicles = database.model(Vehicle.class);

        assertThat(database.model(Shape.class).count(eq("label", "x")).data()).isEqualTo(2);
        assertThat(database.model(Payment.class).count(eq("label", "x")).data()).isEqualTo(2);
        assertThat(database.model(Car.class).count(eq("label", "x")).data()).isEqualTo(1);
        Secrets.refused(vehicles.count(eq("label", "x")), ErrorCode.INVALID_INPUT, "label");
        Secrets.refused(vehicles.findMany(Query.all().orderBy("label")), ErrorCode.INVALID_INPUT, "label");
        Secrets.refused(vehicles.findMany(Query.all().select("label")), ErrorCode.INVALID_INPUT, "label");
    }

    @Test
    void aClassInTheMiddleHasItsOwnAndThoseBelow() {
        Row square = database.model(Square.class)
                .create(Map.of("name", "s", "edge", 1))
                .data();
        Row rounded = database.model(RoundedSquare.class)
                .create(Map.of("name", "r", "edge", 2, "corner", 1))
                .data();
        database.model(Circle.class).create(Map.of("name", "c")).orThrow();
        Row car = database.model(Car.class)
                .create(Map.of("doors", 5, "extras", Map.of("a", 1)))
                .data();
        Row cab = database.model(Cab.class)
                .create(Map.of("doors", 4, "fare", 9, "plate", "ZH 1"))
                .data();
        database.model(Bike.class).create(Map.of("tows", cab.id())).orThrow();

        assertThat(database.model(Square.class).findMany().data()).containsExactly(square, rounded);
        assertThat(database.model(Car.class).findMany().data()).containsExactly(car, cab);
        assertThat(cab.entityClass()).isEqualTo(Cab.class);
        assertThat(database.model(Car.class)
                        .updateMany(Filter.all(), Map.of("doors", 2, "extras.b", 2, "size", 3))
                        .data())
                .isEqualTo(2);
        assertThat(database.model(Vehicle.class).findById(cab.id()).data())
                .containsEntry("doors", 2)
                .containsEntry("fare", 9)
                .containsEntry("size", 3)
                .containsEntry("extras", Map.of("b", 2));
        assertThat(database.model(Vehicle.class)
                        .create(Map.of("plate", "x").isEmpty() ? null : new Cab())
                        .data()
                        .entityClass())
                .isEqualTo(Cab.class);
        Secrets.refused(database.model(Cab.class).create(Map.of("plate", "ZH 1")), ErrorCode.UNIQUE_VIOLATION, "plate");
        Secrets.refused(database.model(Vehicle.class).delete(eq("id", cab.id())), ErrorCode.FOREIGN_KEY_VIOLATION);
    }

    @Test
    void callbacksOfASubclassRunThroughTheModelOfItsSuperclass() {
        Row rounded = database.model(RoundedSquare.class)
                .create(Map.of("name", "r", "corner", 1))
                .data();

        Row updated = database.model(Shape.class)
                .update(eq("id", rounded.id()), Map.of("size", 3))
                .data();

        assertThat(updated).containsEntry("corner", 2).containsEntry("size", 3).containsEntry("version", 1);
    }

    @Test
    void anAbstractClassHasNoRowsOfItsOwn() {
        assertThatIllegalStateException()
                .isThrownBy(() -> database.model(Vehicle.class).create(Map.of("name", "x")))
                .withMessageContainingAll("Vehicle", "abstract", "Car", "Bike");
        Row payment = database.model(Payment.class).create(Map.of("amount", 3)).data();
        assertThat(database.model(Payment.class).findMany().data()).containsExactly(payment);
        assertThat(payment.entityClass()).isEqualTo(Payment.class);
        assertThat(database.model(Payment.class)
                        .update(eq("id", payment.id()), Map.of("amount", 4))
                        .data())
                .containsEntry("amount", 4);
    }

    @Test
    void aSecondaryTableIsPartOfTheRow() {
        Model<Person> people = database.model(Person.class);
        Row plain = people.create(Map.of("name", "a")).data();
        Row full = people.create(Map.of("name", "b", "biography", "long", "points", 3))
                .data();

        assertThat(people.findMany().data()).containsExactly(plain, full);
        assertThat(people.update(eq("id", plain.id()), Map.of("points", Change.increment(2), "size", 9))
                        .data())
                .containsEntry("points", 2)
                .containsEntry("size", 9);
        assertThat(people.updateMany(Filter.all(), Map.of("points", Change.increment(1)))
                        .data())
                .isEqualTo(2);
        assertThat(people.findMany(eq("points", 4)).data()).extracting(Row::id).containsExactly(full.id());
        assertThat(people.deleteMany(Filter.all()).data()).isEqualTo(2);
        assertThat(database.query("select 1 from person_details")).isEmpty();
    }

    @Test
    void aRestrictionHoldsInAHierarchy() {
        Model<VisibleChild> children = database.model(VisibleChild.class);
        children.create(Map.of("name", "seen", "extra", "x")).orThrow();
        children.create(Map.of("name", "hidden", "extra", "x")).orThrow();

        assertThat(database.model(Visible.class).count().data()).isEqualTo(1);
        assertThat(children.findMany().data())
                .extracting(row -> row.get("name"))
                .containsExactly("seen");
        assertThat(children.updateMany(Filter.all(), Map.of("extra", "y")).data())
                .isEqualTo(1);
        assertThat(database.model(Visible.class).deleteMany(Filter.all()).data())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JOINED", "TABLE_PER_CLASS"})
    void aConditionHoldsForTheRowThatIsChangedThoughItTakesSeveralStatements(String strategy) throws Exception {
        Family family = Family.of(strategy);
        Row one = family.createOne("last");
        family.all().update(eq("id", one.id()), Map.of("size", 20)).orThrow();
        List<Integer> sold = Collections.synchronizedList(new ArrayList<>());

        ChangeTest.inParallel(4, thread -> {
            for (int i = 0; i < 10; i++) {
                Filter enough = Filter.and(eq("name", "last"), Filter.gte("size", 1));
                if (family.all()
                        .update(enough, Map.of("size", Change.increment(-1)))
                        .success()) {
                    sold.add(thread);
                }
            }
        });

        assertThat(sold).hasSize(20);
        assertThat(family.all().findById(one.id()).data().get("size")).isEqualTo(0);
    }
}
