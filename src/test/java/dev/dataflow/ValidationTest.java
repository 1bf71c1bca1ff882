package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Secrets.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.PreUpdate;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.validator.constraints.LuhnCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bean Validation: constraints of attributes, of embedded values and of the entity as a whole. */
class ValidationTest {
    @Retention(RetentionPolicy.RUNTIME)
    @Constraint(validatedBy = InOrder.class)
    @interface Ordered {
        String message() default "the end lies before the start";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    public static class InOrder implements ConstraintValidator<Ordered, Period> {
        @Override
        public boolean isValid(Period period, ConstraintValidatorContext context) {
            return period.start <= period.finish;
        }
    }

    @Embeddable
    static class Address {
        @Size(max = 5, message = "${validatedValue} is too long")
        String zip;

        String city;
    }

    @Entity
    static class Person extends Identified {
        @Email
        @NotNull
        String email;

        @NotBlank
        String name;

        @Min(0)
        @Max(150)
        Integer age;

        @Pattern(regexp = "[A-Z]+", message = "'${validatedValue}' has other letters than A to Z")
        String code;

        @LuhnCheck
        String card;

        @Size(max = 3, message = "{jakarta.validation.constraints.Size.message}: ${validatedValue}")
        String initials;

        @Valid
        @Embedded
        Address address;

        @Json
        @Size(max = 2)
        Map<String, Object> doc;
    }

    @Entity
    @Ordered
    static class Period extends Identified {
        int start;
        int finish;
    }

    @Entity
    static class Stamped extends Identified {
        @NotNull
        @CreationTimestamp
        Instant createdAt;
    }

    @Entity
    static class Team extends Identified {
        String name;

        @ElementCollection
        @Size(min = 1, max = 2)
        List<String> colours;

        @PreUpdate
        void preUpdate() {}
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(builder -> builder.models(
                    Person.class, Period.class, Stamped.class, Team.class)
            // Otherwise Hibernate makes columns and checks of the constraints, and the database is first to refuse.
            .property("jakarta.persistence.validation.mode", "callback"));

    @RegisterExtension
    final Secrets secrets = new Secrets();

    final Model<Person> people = database.model(Person.class);

    Map<String, Object> with(String attribute, Object value) {
        Map<String, Object> person = new HashMap<>(Map.of("email", "a@b.ch", "name", "n"));
        person.put(attribute, value);
        return person;
    }

    @Test
    void aCreateIsValidatedAndShowsNoValue() {
        Secrets.refused(people.create(with("email", TEXT)), ErrorCode.VALIDATION, "email");
        Secrets.refused(people.create(with("age", 8675309)), ErrorCode.VALIDATION, "age");
        Secrets.refused(people.create(with("code", TEXT)), ErrorCode.VALIDATION, "code");
        Secrets.refused(people.create(with("card", TEXT)), ErrorCode.VALIDATION, "card");
        Secrets.refused(people.create(with("initials", TEXT)), ErrorCode.VALIDATION, "initials");
        Secrets.refused(people.create(with("name", " ")), ErrorCode.VALIDATION, "name");
        Secrets.refused(people.create(with("address", Map.of("zip", TEXT))), ErrorCode.VALIDATION, "address.zip");
        Secrets.refused(people.create(with("doc", Map.of("a", 1, "b", 2, "c", TEXT))), ErrorCode.VALIDATION, "doc");
        assertThat(people.create(with("age", 150)).success()).isTrue();
    }

    @Test
    void whatIsMissingIsNamedOnce() {
        Result<Row> result = people.create(Map.of("age", 3));

        assertThat(result.success()).isFalse();
        assertThat(result.error().attributes()).contains("email");
    }

    @Test
    void anUpdateIsValidated() {
        Object id = people.create(with("age", 1)).data().id();

        Secrets.refused(people.update(eq("id", id), Map.of("email", TEXT)), ErrorCode.VALIDATION, "email");
        Secrets.refused(people.update(eq("id", id), Map.of("age", 8675309)), ErrorCode.VALIDATION, "age");
        Secrets.refused(people.update(eq("id", id), Map.of("age", Change.increment(200))), ErrorCode.VALIDATION, "age");
        Secrets.refused(
                people.updateMany(Filter.all(), Map.of("age", Change.increment(200))), ErrorCode.VALIDATION, "age");
        Secrets.refused(
                people.update(eq("id", id), Map.of("code", TEXT, "age", -1)), ErrorCode.VALIDATION, "code", "age");
        Secrets.refused(
                people.update(eq("id", id), Map.of("address", Map.of("zip", TEXT))),
                ErrorCode.VALIDATION,
                "address.zip");
        Secrets.refused(people.update(eq("id", id), Map.of("address.zip", TEXT)), ErrorCode.VALIDATION, "address.zip");
        Secrets.refused(
                people.update(eq("id", id), Map.of("doc.a", 1, "doc.b", 2, "doc.c", TEXT)),
                ErrorCode.VALIDATION,
                "doc");
        Map<String, Object> noEmail = new HashMap<>();
        noEmail.put("email", null);
        assertThat(people.update(eq("id", id), noEmail).success()).isFalse();
        assertThat(people.findById(id).data().get("age")).isEqualTo(1);
        assertThat(people.update(eq("id", id), Map.of("age", Change.increment(10)))
                        .data()
                        .get("age"))
                .isEqualTo(11);
    }

    @Test
    void aConstraintOnTheWholeEntityHoldsForCreatesAndUpdates() {
        Model<Period> periods = database.model(Period.class);

        Failure failure = Secrets.refused(periods.create(Map.of("start", 3, "finish", 1)), ErrorCode.VALIDATION);
        assertThat(failure.message()).contains("the end lies before the start");
        Row row = periods.create(Map.of("start", 1, "finish", 3)).data();
        Secrets.refused(periods.update(eq("id", row.id()), Map.of("start", 4)), ErrorCode.VALIDATION);
        Secrets.refused(periods.updateMany(Filter.all(), Map.of("start", Change.increment(9))), ErrorCode.VALIDATION);
        assertThat(periods.findById(row.id()).data()).isEqualTo(row);
        database.df().transaction(tx -> {
            assertThat(periods.create(Map.of("start", 3, "finish", 1)).success())
                    .isFalse();
            assertThat(periods.update(eq("id", row.id()), Map.of("start", 2)).success())
                    .isTrue();
        });
    }

    @Test
    void whatIsGeneratedIsThereWhenANewRowIsValidated() {
        Model<Stamped> stamped = database.model(Stamped.class);

        assertThat(stamped.create(Map.of()).orThrow().getInstant("createdAt")).isNotNull();
        assertThat(stamped.createMany(List.of(Map.of(), Map.of())).orThrow()).hasSize(2);
    }

    @Test
    void collectionsAreLookedIntoWhenAnEntityIsUpdated() {
        Model<Team> teams = database.model(Team.class);
        Object id = teams.create(Map.of("name", "a", "colours", List.of("red")))
                .data()
                .id();

        assertThat(teams.update(eq("id", id), Map.of("name", "b")).data()).containsEntry("name", "b");
        Secrets.refused(
                teams.update(eq("id", id), Map.of("colours", List.of("red", "blue", "grey"))),
                ErrorCode.VALIDATION,
                "colours");
    }

    @Test
    void noValidationIsDoneWhereItIsSwitchedOff() {
        try (DataFlow df = database.builder()
                .models(Person.class)
                .property("jakarta.persistence.validation.mode", "none")
                .build()) {
            Row row = df.model(Person.class).create(with("email", "no address")).data();

            assertThat(df.model(Person.class)
                            .update(eq("id", row.id()), Map.of("code", "x"))
                            .success())
                    .isTrue();
        }
    }
}
