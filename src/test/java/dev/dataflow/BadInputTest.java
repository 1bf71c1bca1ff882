package dev.dataflow;

import static dev.dataflow.ErrorCode.CHECK_VIOLATION;
import static dev.dataflow.ErrorCode.EXCLUSION_VIOLATION;
import static dev.dataflow.ErrorCode.FOREIGN_KEY_VIOLATION;
import static dev.dataflow.ErrorCode.INVALID_INPUT;
import static dev.dataflow.ErrorCode.NOT_NULL_VIOLATION;
import static dev.dataflow.ErrorCode.UNIQUE_VIOLATION;
import static dev.dataflow.Filter.attribute;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Secrets.DIGITS;
import static dev.dataflow.Secrets.TEXT;
import static dev.dataflow.Secrets.refused;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the data can be wrong in: each is a failure with a code and the attributes to blame, and none shows a value. */
class BadInputTest {
    enum Status {
        NEW,
        CLOSED {
            @Override
            public String toString() {
                return "is over";
            }
        }
    }

    @Embeddable
    static class Address {
        String city;

        @Column(length = 5)
        String zip;
    }

    @Entity
    static class Clinic extends Identified {
        String name;
    }

    @Entity
    @Table(check = @CheckConstraint(name = "age_is_positive", constraint = "age >= 0"))
    static class Patient extends Identified {
        @Column(nullable = false, unique = true)
        String email;

        @Column(nullable = false)
        String lastName;

        @Column(length = 20)
        String nickname;

        int visits;
        Integer age;

        @Column(precision = 10, scale = 2)
        BigDecimal balance;

        Double weight;
        Float height;
        LocalDate born;
        Instant seenAt;
        LocalTime wokenAt;
        UUID token;
        Status status;

        @JdbcTypeCode(SqlTypes.SMALLINT)
        Integer beds;

        @Column(precision = 5)
        BigInteger insured;

        boolean active = true;

        @Json
        Map<String, Object> profile;

        @ManyToOne
        Clinic clinic;

        @Embedded
        Address address;
    }

    @Entity
    @Table(name = "booking")
    static class Booking extends Identified {
        int firstDay;
        int lastDay;
        String room;
        String wing;
    }

    @Entity
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Device extends Identified {
        @Column(name = "code")
        String code;
    }

    @Entity
    static class Phone extends Device {
        @Column(name = "code", unique = true)
        String number;
    }

    @RegisterExtension
    static final FacadeDatabase database =
            FacadeDatabase.of(Clinic.class, Patient.class, Booking.class, Device.class, Phone.class);

    @RegisterExtension
    final Secrets secrets = new Secrets();

    final Model<Patient> patients = database.model(Patient.class);

    Result<Row> create(String attribute, Object value) {
        Map<String, Object> values = valid();
        values.put(attribute, value);
        return patients.create(values);
    }

    static Map<String, Object> valid() {
        Map<String, Object> values = new HashMap<>();
        values.put("email", TEXT + "@example.com");
        values.put("lastName", TEXT);
        return values;
    }

    @Nested
    class Values {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "visits", "age", "balance", "weight", "height", "born", "seenAt", "token", "status", "active",
                    "profile", "clinic", "address"
                })
        void aTextThatIsNoneOfTheAttributesTypeIsRefusedOnBothWaysIn(String attribute) {
            refused(create(attribute, TEXT), INVALID_INPUT, attribute);

            Object id = patients.create(valid()).data().id();
            refused(patients.update(Map.of("id", id), Map.of(attribute, TEXT)), INVALID_INPUT, attribute);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "email", "visits", "age", "balance", "weight", "height", "born", "seenAt", "token", "status",
                    "active", "clinic", "address"
                })
        void anObjectOfAStrangeClassIsRefused(String attribute) {
            Object stranger = new Object() {
                @Override
                public String toString() {
                    return TEXT;
                }
            };

            refused(create(attribute, stranger), INVALID_INPUT, attribute);
            refused(patients.findMany(eq(attribute, stranger)), INVALID_INPUT, attribute);
        }

        @Test
        void lossyNumbersAreRefused() {
            refused(create("visits", 8675309.5), INVALID_INPUT, "visits");
            refused(create("visits", 86753098675309L), INVALID_INPUT, "visits");
            refused(create("visits", "86753098675309"), INVALID_INPUT, "visits");
            refused(create("age", new BigDecimal("8675309.1")), INVALID_INPUT, "age");
            refused(create("balance", new BigDecimal("8675309.123")), INVALID_INPUT, "balance");
            refused(create("balance", new BigDecimal("867530912345.00")), INVALID_INPUT, "balance");
            refused(create("balance", 8675309.125), INVALID_INPUT, "balance");
            refused(create("height", 8675309.123456789), INVALID_INPUT, "height");
            refused(create("weight", new BigDecimal("8675309.12345678901234567890")), INVALID_INPUT, "weight");
            refused(create("weight", new BigDecimal("8675309e400")), INVALID_INPUT, "weight");
            refused(create("balance", "8675309e999999999"), INVALID_INPUT, "balance");
            refused(create("age", "8675309e2147483647"), INVALID_INPUT, "age");
            refused(create("insured", 8675309), INVALID_INPUT, "insured");
        }

        @Test
        void numbersThatAreWiderThanTheirColumnAreNotCut() {
            Object id = create("beds", -32768).data().id();

            refused(create("beds", 8675309), INVALID_INPUT, "beds");
            refused(patients.update(Map.of("id", id), Map.of("beds", -32769)), INVALID_INPUT, "beds");
            refused(patients.findMany(eq("beds", 32768)), INVALID_INPUT, "beds");
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void whatIsNoFiniteNumberIsRefusedWhereNumbersAreExact(double number) {
            refused(create("age", number), INVALID_INPUT, "age");
            refused(create("balance", number), INVALID_INPUT, "balance");
            refused(create("profile", Map.of("n", number)), INVALID_INPUT, "profile");
            Object id = patients.create(valid()).data().id();
            refused(patients.update(Map.of("id", id), Map.of("age", Change.increment(number))), INVALID_INPUT, "age");
            refused(
                    patients.update(Map.of("id", id), Map.of("age", Map.of("$multiply", number))),
                    INVALID_INPUT,
                    "age");
        }

        @Test
        void badDatesAreRefusedWithAnExampleOfAGoodOne() {
            assertThat(refused(create("born", "2024-02-30" + TEXT), INVALID_INPUT, "born")
                            .message())
                    .contains("2024-01-31");
            refused(create("born", "30.01.2024"), INVALID_INPUT, "born");
            refused(create("born", "2023-02-29"), INVALID_INPUT, "born");
            refused(create("born", Instant.now()), INVALID_INPUT, "born");
            assertThat(refused(create("seenAt", "2024-01-31T10:15:30"), INVALID_INPUT, "seenAt")
                            .message())
                    .contains("zone");
            refused(create("seenAt", LocalDate.of(2024, 1, 31)), INVALID_INPUT, "seenAt");
        }

        @Test
        void datesThatPostgresCannotKeepAreRefused() {
            refused(create("born", LocalDate.MAX.minusDays(1)), INVALID_INPUT, "born");
            refused(create("born", LocalDate.of(-5000, 1, 1)), INVALID_INPUT, "born");
            refused(create("born", LocalDate.of(1582, 10, 5)), INVALID_INPUT, "born");
            refused(create("seenAt", Instant.parse("+300000-01-01T00:00:00Z")), INVALID_INPUT, "seenAt");
            refused(create("seenAt", Instant.MAX), INVALID_INPUT, "seenAt");
            refused(create("seenAt", Instant.MIN), INVALID_INPUT, "seenAt");
            refused(create("wokenAt", LocalTime.MAX), INVALID_INPUT, "wokenAt");
        }

        @Test
        void textsThatTheColumnCannotKeepAreRefused() {
            assertThat(refused(create("nickname", TEXT.repeat(4)), INVALID_INPUT, "nickname")
                            .message())
                    .contains("20");
            refused(create("address", Map.of("zip", TEXT)), INVALID_INPUT, "address");
            refused(create("nickname", TEXT + "\0"), INVALID_INPUT, "nickname");
            refused(create("nickname", TEXT + "\ud800"), INVALID_INPUT, "nickname");
            refused(create("nickname", "\udc00" + TEXT), INVALID_INPUT, "nickname");
            Object id = patients.create(valid()).data().id();
            refused(patients.update(Map.of("id", id), Map.of("nickname", TEXT.repeat(4))), INVALID_INPUT, "nickname");
            refused(patients.update(Map.of("id", id), Map.of("nickname", "\ud800")), INVALID_INPUT, "nickname");
            refused(patients.update(Map.of("id", id), Map.of("address.zip", TEXT)), INVALID_INPUT, "address.zip");
        }

        @Test
        void aTextIsMeasuredAsPostgresMeasuresIt() {
            String twentySmileys = "\uD83D\uDE42".repeat(20);

            assertThat(create("nickname", twentySmileys).data().get("nickname")).isEqualTo(twentySmileys);
        }

        @Test
        void anEnumConstantThatDoesNotExistIsRefusedWithThoseThatDo() {
            assertThat(refused(create("status", TEXT), INVALID_INPUT, "status").message())
                    .contains("[NEW, CLOSED]");
        }
    }

    @Nested
    class Keys {
        @Test
        void anUnknownAttributeComesWithTheNearestName() {
            assertThat(refused(create("lastNaem", TEXT), INVALID_INPUT, "lastNaem")
                            .message())
                    .contains("'lastName'");
            assertThat(refused(create("LAST_NAMES", TEXT), INVALID_INPUT, "LAST_NAMES")
                            .message())
                    .contains("'lastName'");
            assertThat(refused(create("somethingElse", TEXT), INVALID_INPUT, "somethingElse")
                            .message())
                    .contains("'email'", "'clinic'");
        }

        @Test
        void unknownAttributesAreRefusedEverywhere() {
            refused(patients.findOne(eq("emial", TEXT)), INVALID_INPUT, "emial");
            refused(patients.findMany(Map.of("emial", TEXT)), INVALID_INPUT, "emial");
            refused(patients.findMany(Query.all().orderBy("emial")), INVALID_INPUT, "emial");
            refused(patients.findFirst(Query.all().orderByDescending("emial")), INVALID_INPUT, "emial");
            refused(patients.count(eq("emial", TEXT)), INVALID_INPUT, "emial");
            refused(patients.exists(eq("emial", TEXT)), INVALID_INPUT, "emial");
            refused(patients.update(eq("emial", TEXT), Map.of("age", 1)), INVALID_INPUT, "emial");
            refused(patients.update(eq("id", 1), Map.of("emial", TEXT)), INVALID_INPUT, "emial");
            refused(patients.updateMany(eq("emial", TEXT), Map.of("age", 1)), INVALID_INPUT, "emial");
            refused(patients.delete(eq("emial", TEXT)), INVALID_INPUT, "emial");
            refused(patients.deleteMany(eq("emial", TEXT)), INVALID_INPUT, "emial");
            refused(patients.createMany(List.of(Map.of("emial", TEXT))), INVALID_INPUT, "emial", "email", "lastName");
        }

        @Test
        void unknownPathsAreRefused() {
            refused(patients.findMany(eq("address.town", TEXT)), INVALID_INPUT, "address.town");
            refused(patients.findMany(eq("email.x", TEXT)), INVALID_INPUT, "email.x");
            refused(patients.findMany(eq("clinic.naem", TEXT)), INVALID_INPUT, "clinic.naem");
            refused(patients.findMany(eq("", TEXT)), INVALID_INPUT, "");
            refused(patients.findMany(eq("profile.", TEXT)), INVALID_INPUT, "profile.");
            refused(patients.findMany(eq("profile..a", TEXT)), INVALID_INPUT, "profile..a");
            refused(patients.findMany(eq("profile.\"a", TEXT)), INVALID_INPUT, "profile.\"a");
            refused(patients.findMany(eq("profile.a\0b", TEXT)), INVALID_INPUT, "profile.a\0b");
            refused(patients.findMany(eq("profile.a\ud800", TEXT)), INVALID_INPUT, "profile.a\ud800");
            refused(patients.findMany(Query.all().orderBy("profile.\"a")), INVALID_INPUT, "profile.\"a");
            refused(patients.findMany(eq("age", attribute("agee"))), INVALID_INPUT, "age");
            refused(patients.update(eq("id", 1), Map.of("profile.a\0", TEXT)), INVALID_INPUT, "profile.a\0");
            refused(patients.update(eq("id", 1), Map.of("address.town", TEXT)), INVALID_INPUT, "address.town");
            refused(patients.update(eq("id", 1), Map.of("age.b", TEXT)), INVALID_INPUT, "age.b");
        }

        @Test
        void attributesThatAreWrittenDifferentlyAreNotCompared() {
            refused(patients.findMany(eq("seenAt", attribute("born"))), INVALID_INPUT, "seenAt");
            refused(patients.findMany(eq("profile.seen", attribute("seenAt"))), INVALID_INPUT, "profile.seen");
            refused(patients.findMany(eq("seenAt", attribute("profile.seen"))), INVALID_INPUT, "seenAt");
            refused(patients.findMany(eq("profile.status", attribute("status"))), INVALID_INPUT, "profile.status");
            refused(patients.findMany(Filter.in("profile.a", attribute("age"), 1)), INVALID_INPUT, "profile.a");
        }

        @Test
        void allProblemsComeTogether() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("age", TEXT);
            values.put("emial", TEXT);
            values.put("born", TEXT);
            values.put("balance", 8675309.125);

            refused(patients.create(values), INVALID_INPUT, "age", "emial", "born", "balance", "email", "lastName");
            refused(patients.findMany(Filter.and(eq("age", TEXT), eq("born", TEXT))), INVALID_INPUT, "age", "born");
            refused(
                    patients.update(eq("agee", 1), Map.of("age", TEXT, "born", TEXT)),
                    INVALID_INPUT,
                    "agee",
                    "age",
                    "born");
        }

        @Test
        void missingRequiredValuesAreAllNamed() {
            Failure failure = refused(patients.create(Map.of("age", 3)), NOT_NULL_VIOLATION, "email", "lastName");

            assertThat(failure.message()).contains("required");
        }

        @Test
        void nullIsRefusedWhereTheColumnDoesNotTakeIt() {
            refused(create("email", null), NOT_NULL_VIOLATION, "email");
            refused(create("visits", null), NOT_NULL_VIOLATION, "visits");
            Object id = patients.create(valid()).data().id();
            Map<String, Object> nothing = new HashMap<>();
            nothing.put("email", null);
            nothing.put("active", null);
            refused(patients.update(Map.of("id", id), nothing), NOT_NULL_VIOLATION, "email", "active");
            refused(patients.update(Map.of("id", id), Map.of("email", Change.unset())), NOT_NULL_VIOLATION, "email");
        }

        @Test
        void keysThatAreNoTextsAreRefused() {
            Map<Object, Object> strange = new HashMap<>(valid());
            strange.put(null, TEXT);
            strange.put(42, TEXT);

            refused(patients.create(unchecked(strange)), INVALID_INPUT, "null", "42");
            refused(patients.findMany(unchecked(strange)), INVALID_INPUT, "null", "42");
            refused(patients.update(eq("id", 1), unchecked(strange)), INVALID_INPUT, "null", "42");
        }

        @SuppressWarnings("unchecked") // what a caller with raw types does
        static Map<String, Object> unchecked(Map<?, ?> map) {
            return (Map<String, Object>) map;
        }

        @Test
        void anAttributeThatCannotBeChangedIsRefused() {
            refused(patients.update(eq("id", 1), Map.of("id", 2)), INVALID_INPUT, "id");
            refused(create("id", 2), INVALID_INPUT, "id");
        }

        @Test
        void theSameAttributeByTwoNamesIsRefused() {
            Map<String, Object> values = new LinkedHashMap<>(valid());
            values.put("last_name", TEXT);
            Map<String, Object> changes = new LinkedHashMap<>();
            changes.put("lastName", TEXT);
            changes.put("last_name", TEXT);

            refused(patients.create(values), INVALID_INPUT, "last_name");
            refused(patients.update(eq("id", 1), changes), INVALID_INPUT, "last_name");
        }
    }

    @Nested
    class Constraints {
        @Test
        void aDuplicateKeyNamesTheAttributeAndTheConstraint() {
            patients.create(valid()).orThrow();

            Failure failure = refused(patients.create(valid()), UNIQUE_VIOLATION, "email");

            assertThat(failure.constraint()).isNotBlank();
            assertThat(failure.sqlState()).isEqualTo("23505");
            assertThat(failure.model()).isEqualTo("Patient");
        }

        @Test
        void aMissingParentNamesTheAssociation() {
            refused(create("clinic", 8675309), FOREIGN_KEY_VIOLATION, "clinic");
            Object id = patients.create(valid()).data().id();
            refused(patients.update(Map.of("id", id), Map.of("clinic", 8675309)), FOREIGN_KEY_VIOLATION, "clinic");
        }

        @Test
        void aParentThatIsStillReferredToStays() {
            Object clinic = database.model(Clinic.class)
                    .create(Map.of("name", TEXT))
                    .data()
                    .id();
            create("clinic", clinic).orThrow();

            Failure failure = refused(database.model(Clinic.class).delete(Map.of("id", clinic)), FOREIGN_KEY_VIOLATION);

            assertThat(failure.message()).contains("refer");
            assertThat(database.model(Clinic.class).count().data()).isEqualTo(1);
        }

        @Test
        void aCheckNamesTheAttributeAndTheConstraint() {
            Failure failure = refused(create("age", -8675309), CHECK_VIOLATION, "age");

            assertThat(failure.constraint()).isEqualTo("age_is_positive");
        }

        @Test
        void anExclusionNamesTheConstraint() {
            database.execute("alter table booking drop constraint if exists no_overlap");
            database.execute("alter table booking add constraint no_overlap"
                    + " exclude using gist (int4range(first_day, last_day) with &&)");
            Model<Booking> bookings = database.model(Booking.class);
            bookings.create(Map.of("firstDay", 1, "lastDay", 8675309)).orThrow();

            Result<Row> second = bookings.create(Map.of("firstDay", 5, "lastDay", 8675309));

            assertThat(second.error().constraint()).isEqualTo("no_overlap");
            refused(second, EXCLUSION_VIOLATION, "firstDay", "lastDay");
        }

        @Test
        void aUniqueIndexNamesTheAttributesOfItsExpressionsAndNotThoseItOnlyIncludes() {
            database.execute("create unique index if not exists booking_room on booking (room) include (last_day)");
            Model<Booking> bookings = database.model(Booking.class);
            database.execute(
                    "create unique index if not exists booking_wing on booking (lower(wing)) where last_day >= 0");
            bookings.create(Map.of("room", "8675309")).orThrow();
            bookings.create(Map.of("wing", "Dr. 8675309")).orThrow();

            refused(bookings.create(Map.of("room", "8675309")), UNIQUE_VIOLATION, "room");
            refused(bookings.create(Map.of("wing", "DR. 8675309")), UNIQUE_VIOLATION, "wing");
        }

        @Test
        void aColumnNamesTheAttributeOfItsOwnTable() {
            Model<Phone> phones = database.model(Phone.class);
            phones.create(Map.of("code", "1", "number", "8675309")).orThrow();

            refused(phones.create(Map.of("code", "2", "number", "8675309")), UNIQUE_VIOLATION, "number");
        }
    }

    @Nested
    class Filters {
        @Test
        void anEmptyFilterDoesNotChangeAWholeTable() {
            patients.create(valid()).orThrow();

            refused(patients.updateMany(Map.of(), Map.of("age", 1)), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Map.of()), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Filter.and()), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Filter.and(Filter.and(), Filter.and())), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Map.of("$and", List.of())), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Map.of("$and", List.of(Map.of()))), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Map.of("$or", List.of(Map.of()))), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Filter.not(Filter.or())), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Map.of("$not", Map.of("$or", List.of()))), INVALID_INPUT, "filter");
            refused(patients.deleteMany(Filter.or(Filter.and(), eq("age", 3))), INVALID_INPUT, "filter");

            assertThat(patients.count().data()).isEqualTo(1);
            assertThat(patients.updateMany(Filter.all(), Map.of("age", 1)).data())
                    .isEqualTo(1);
            assertThat(patients.deleteMany(Filter.all()).data()).isEqualTo(1);
        }

        @Test
        void anUnknownOperatorComesWithTheNearestName() {
            assertThat(refused(patients.findMany(Map.of("age", Map.of("$gtt", 1))), INVALID_INPUT, "age")
                            .message())
                    .contains("$gt");
            refused(patients.findMany(Map.of("$nor", List.of())), INVALID_INPUT, "$nor");
            refused(patients.update(eq("id", 1), Map.of("age", Map.of("$inc", 1))), INVALID_INPUT, "age");
            refused(
                    patients.update(eq("id", 1), Map.of("age", Map.of("$set", 1, "$increment", 1))),
                    INVALID_INPUT,
                    "age");
        }

        @Test
        void operandsOfAWrongFormAreRefused() {
            for (Map<String, Object> operation : List.<Map<String, Object>>of(
                    Map.of("$in", TEXT),
                    Map.of("$between", List.of(1)),
                    Map.of("$like", 8675309),
                    Map.of("$isNull", TEXT),
                    Map.of("$like", TEXT),
                    Map.of("$attribute", 1),
                    Map.of("$gt", List.of(1)),
                    Map.of("$eq", Map.of("a", 1)))) {
                refused(patients.findMany(Map.of("age", operation)), INVALID_INPUT, "age");
            }
            refused(patients.findMany(Map.of("$and", TEXT)), INVALID_INPUT, "$and");
            refused(patients.findMany(Map.of("$or", List.of(TEXT))), INVALID_INPUT, "$or");
            refused(patients.findMany(Map.of("$not", List.of())), INVALID_INPUT, "$not");
            refused(patients.findMany(eq("address", Map.of("town", TEXT))), INVALID_INPUT, "address");
            refused(patients.findMany(Filter.gt("address", Map.of("city", TEXT))), INVALID_INPUT, "address");
            refused(patients.findMany(Filter.contains("age", TEXT)), INVALID_INPUT, "age");
            refused(patients.findMany(Filter.like("nickname", TEXT + "\\")), INVALID_INPUT, "nickname");
            refused(patients.findMany(Filter.contains("nickname", TEXT + "\0")), INVALID_INPUT, "nickname");
        }

        @Test
        void theFailureOfAMapSaysWhichModelItWasFor() {
            Result<List<Row>> found = patients.findMany(Query.where(Map.of("age", Map.of("$gtt", 1))));

            assertThat(refused(found, INVALID_INPUT, "age").model()).isEqualTo("Patient");
        }

        @Test
        void valuesThatNoTextCanHaveAreRefusedInFilters() {
            refused(patients.findMany(eq("nickname", TEXT + "\0")), INVALID_INPUT, "nickname");
            refused(patients.findMany(eq("nickname", "\ud800")), INVALID_INPUT, "nickname");
            refused(patients.findMany(Filter.in("nickname", "a", "\ud800")), INVALID_INPUT, "nickname");
            refused(patients.findMany(eq("profile.a", TEXT + "\0")), INVALID_INPUT, "profile.a");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "' or '1'='1",
                    "'; drop table patient; --",
                    "\" or true --",
                    "x\\' or 1=1 --",
                    "$1",
                    "?",
                    "??",
                    "{a}",
                    ":name",
                    "/* */",
                    "%_\\\\",
                    "a}'::text[] is null or true or '{"
                })
        void sqlInAKeyAPathOrAValueIsOnlyText(String sql) {
            create("nickname", "plain").orThrow();

            assertThat(patients.findMany(eq("email", sql)).data()).isEmpty();
            assertThat(patients.findMany(Filter.contains("email", sql)).data()).isEmpty();
            assertThat(patients.findMany(Filter.in("email", sql, sql)).data()).isEmpty();
            String quoted = "profile.\"" + sql.replace("\"", "\"\"") + '"';
            assertThat(patients.findMany(eq(quoted, sql)).data()).isEmpty();
            refused(patients.findMany(eq(sql, 1)), INVALID_INPUT, sql);
            refused(patients.findMany(Query.all().orderBy(sql)), INVALID_INPUT, sql);
            refused(create(sql, 1), INVALID_INPUT, sql);
            refused(patients.update(eq("nickname", "plain"), Map.of(sql, 1)), INVALID_INPUT, sql);

            Row updated = patients.update(eq("nickname", "plain"), Map.of(quoted, sql, "address.city", sql))
                    .data();
            assertThat(updated.at(quoted)).isEqualTo(sql);
            assertThat(updated.at("address.city")).isEqualTo(sql);
            assertThat(patients.findMany(eq(quoted, sql)).data()).containsExactly(updated);
            assertThat(patients.findMany(Query.all().orderBy(quoted)).data()).hasSize(1);
        }

        @Test
        void aMapThatContainsItselfIsRefused() {
            Map<String, Object> self = new HashMap<>();
            List<Object> twice = new ArrayList<>(List.of(self, self));
            self.put("$and", twice);

            assertThat(patients.findMany(self).error().code()).isEqualTo(INVALID_INPUT);
            Map<String, Object> not = new HashMap<>();
            not.put("$not", not);
            assertThat(patients.findMany(not).error().code()).isEqualTo(INVALID_INPUT);
        }

        @Test
        void aFilterMayBeWideButNotDeep() {
            Filter deep = eq("age", 1);
            Map<String, Object> deepMap = Map.of("age", 1);
            for (int i = 0; i < 20_000; i++) {
                deep = Filter.not(Filter.and(deep, eq("age", 1)));
                deepMap = Map.of("$not", deepMap);
            }
            List<Integer> wide = Collections.nCopies(100_000, 7);

            assertThat(patients.findMany(deep).error().code()).isEqualTo(INVALID_INPUT);
            assertThat(patients.findMany(deepMap).error().code()).isEqualTo(INVALID_INPUT);
            assertThat(patients.findMany(Filter.in("age", wide)).data()).isEmpty();
        }

        @Test
        void moreValuesThanAStatementTakesAreRefusedByName() {
            List<Object> many = new ArrayList<>();
            for (int i = 0; i < 70_000; i++) {
                many.add(LocalDate.ofEpochDay(i));
            }
            List<Filter> filters = new ArrayList<>();
            for (int i = 0; i < 70_000; i++) {
                filters.add(eq("age", i));
            }

            refused(patients.findMany(Filter.in("born", many)), INVALID_INPUT, "filter");
            assertThat(patients.findMany(Filter.in("profile.day", many)).data()).isEmpty();
            assertThat(patients.findMany(Filter.or(filters.toArray(Filter[]::new)))
                            .error()
                            .code())
                    .isEqualTo(INVALID_INPUT);
        }
    }

    @Nested
    class Documents {
        @Test
        void aDocumentThatContainsItselfIsRefused() {
            Map<String, Object> self = new HashMap<>();
            self.put("a", List.of(self, self));
            List<Object> list = new ArrayList<>();
            list.add(list);

            refused(create("profile", self), INVALID_INPUT, "profile");
            refused(create("profile", Map.of("list", list)), INVALID_INPUT, "profile");
            refused(patients.findMany(eq("profile.x", list)), INVALID_INPUT, "profile.x");
            refused(patients.update(eq("id", 1), Map.of("profile.x", self)), INVALID_INPUT, "profile.x");
        }

        @Test
        void aDocumentThatGrowsByRepetitionIsRefused() {
            List<Object> laughs = List.of(TEXT);
            for (int i = 0; i < 60; i++) {
                laughs = List.of(laughs, laughs);
            }

            refused(create("profile", Map.of("lol", laughs)), INVALID_INPUT, "profile");
        }

        @Test
        void aVeryDeepDocumentIsRefusedAndAHugeOneIsNot() {
            Map<String, Object> deep = Map.of();
            for (int i = 0; i < 100_000; i++) {
                deep = Map.of("a", deep);
            }
            Map<String, Object> huge = new HashMap<>();
            for (int i = 0; i < 50_000; i++) {
                huge.put("key" + i, i);
            }

            refused(create("profile", deep), INVALID_INPUT, "profile");
            assertThat(create("profile", huge).data().getMap("profile")).isEqualTo(huge);
        }

        @Test
        void textsThatJsonbCannotKeepAreRefused() {
            refused(create("profile", Map.of("a", TEXT + "\0")), INVALID_INPUT, "profile");
            refused(create("profile", Map.of("a\0", TEXT)), INVALID_INPUT, "profile");
            refused(create("profile", Map.of("a", List.of("\ud800"))), INVALID_INPUT, "profile");
            refused(patients.update(eq("id", 1), Map.of("profile.a", "\ud800")), INVALID_INPUT, "profile.a");
            refused(patients.update(eq("id", 1), Map.of("profile", Map.of("$append", "\0"))), INVALID_INPUT, "profile");
        }

        @Test
        void keysThatAreNoTextsAreRefused() {
            Map<Object, Object> nullKey = new HashMap<>();
            nullKey.put(null, TEXT);

            refused(create("profile", nullKey), INVALID_INPUT, "profile");
            refused(create("profile", Map.of(List.of(1), TEXT)), INVALID_INPUT, "profile");
            refused(create("profile", Map.of(1, "one", "1", TEXT)), INVALID_INPUT, "profile");
        }

        @Test
        void numbersThatJsonbCannotKeepAreRefused() {
            refused(create("profile", Map.of("n", new BigDecimal("8675309e200000"))), INVALID_INPUT, "profile");
            refused(create("profile", Map.of("n", new BigDecimal("8675309e-20000"))), INVALID_INPUT, "profile");
            refused(create("profile", Map.of("n", new BigDecimal("1e2147483647"))), INVALID_INPUT, "profile");
            refused(
                    patients.update(
                            eq("id", 1), Map.of("profile.n", Change.increment(new BigDecimal("8675309e2147483647")))),
                    INVALID_INPUT,
                    "profile.n");
        }

        @Test
        void aPathThroughAValueThatIsNoObjectIsNamed() {
            create("profile", Map.of("a", TEXT)).orThrow();

            refused(patients.updateMany(Filter.all(), Map.of("profile.a.b", 1)), INVALID_INPUT, "profile.a.b");
            refused(
                    patients.updateMany(Filter.all(), Map.of("profile.a", Change.increment(1))),
                    INVALID_INPUT,
                    "profile.a");
            refused(
                    patients.updateMany(Filter.all(), Map.of("profile.a", Change.remove(1))),
                    INVALID_INPUT,
                    "profile.a");
            assertThat(patients.updateMany(Filter.all(), Map.of("profile.a", Change.merge(Map.of("b", 1))))
                            .error()
                            .message())
                    .contains("profile.a: PostgreSQL cannot use a value: what is stored there is of another type");
        }

        @Test
        void aCalculationThatLeavesTheColumnsRangeIsNamed() {
            create("age", Integer.MAX_VALUE).orThrow();

            refused(patients.updateMany(Filter.all(), Map.of("age", Change.increment(1))), INVALID_INPUT, "age");
            refused(patients.updateMany(Filter.all(), Map.of("age", Change.multiply(2))), INVALID_INPUT, "age");
        }

        @Test
        void changesThatDoNotFitTheAttributeAreRefused() {
            refused(patients.update(eq("id", 1), Map.of("email", Change.increment(1))), INVALID_INPUT, "email");
            refused(patients.update(eq("id", 1), Map.of("age", Change.increment(1.5))), INVALID_INPUT, "age");
            refused(patients.update(eq("id", 1), Map.of("age", Change.append(1))), INVALID_INPUT, "age");
            refused(patients.update(eq("id", 1), Map.of("address", Change.increment(1))), INVALID_INPUT, "address");
            refused(patients.update(eq("id", 1), Map.of("clinic", Change.increment(1))), INVALID_INPUT, "clinic");
        }
    }

    @Test
    void digitsAndTextOfTheTestsAreNeverShown() {
        Row row = create("age", Integer.parseInt(DIGITS)).data();

        Secrets.assertHidden(
                row.toString(), patients.findMany().toString(), Result.of(row).toString());
        Secrets.assertHidden(
                eq("email", TEXT).toString(),
                Filter.in("email", TEXT).toString(),
                Filter.like("email", TEXT).toString());
        Secrets.assertHidden(
                Query.where(Map.of("email", TEXT)).toString(), Change.set(TEXT).toString());
        Secrets.assertHidden(
                Change.merge(Map.of(TEXT, TEXT)).toString(), Change.remove(TEXT).toString());
    }
}
