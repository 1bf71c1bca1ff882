package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Callers that are not trusted reach what is exposed, and learn of nothing else. */
class ExposedModelTest {
    @Embeddable
    static class Home {
        String city;
        String hiddenStreet;
    }

    @Entity
    @Table(name = "member")
    static class Member extends Identified {
        String email;
        String firstName;

        @Column(unique = true)
        String hiddenNumber;

        @Column(nullable = false)
        String hiddenRequired = "r";

        @Embedded
        Home home;

        @Json
        Map<String, Object> profile;

        @Json
        Map<String, Object> hiddenProfile;

        @ManyToOne
        Member hiddenSponsor;

        @OneToMany(mappedBy = "member")
        List<Purchase> purchases;
    }

    @Entity
    @Table(name = "purchase")
    static class Purchase extends Identified {
        BigDecimal total;
        String hiddenNote;

        @ManyToOne
        Member member;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Member.class, Purchase.class);

    final Model<Member> members = database.model(Member.class);
    final ExposedModel open =
            members.exposing("id", "email", "firstName", "home.city", "profile.plan", "purchases.total");
    final ExposedModel purchases =
            database.model(Purchase.class).exposing("total", "member.email", "member.purchases.total");

    @BeforeEach
    void fill() {
        members.create(Map.of(
                        "email",
                        "a@x",
                        "firstName",
                        "Ann",
                        "hiddenNumber",
                        "1",
                        "home",
                        Map.of("city", "Rome", "hiddenStreet", Secrets.TEXT),
                        "profile",
                        Map.of("plan", "pro", "hiddenKey", Secrets.TEXT)))
                .orThrow();
        members.create(Map.of("email", "b@x", "hiddenNumber", "2")).orThrow();
        database.model(Purchase.class)
                .create(Map.of("total", 5, "hiddenNote", "n", "member", 1))
                .orThrow();
    }

    @Test
    void aRowShowsWhatIsExposedAndNothingElse() {
        Row row = open.findOne(Map.of("email", "a@x")).data();

        assertThat(row.keySet()).containsExactly("id", "email", "firstName", "home", "profile");
        assertThat(row.get("home")).isEqualTo(Map.of("city", "Rome"));
        assertThat(row.get("profile")).isEqualTo(Map.of("plan", "pro"));
        assertThat(row.id()).isEqualTo(1L);
        assertThat(purchases.findMany(Map.of()).data().get(0).keySet()).containsExactly("total");
        assertThat(open.findMany(Query.all().orderByDescending("email")).data())
                .extracting(each -> each.get("email"))
                .containsExactly("b@x", "a@x");
        assertThat(open.page(Query.all().limit(1)).data().rows().get(0)).isEqualTo(row);
        assertThat(open.findById(1).data()).isEqualTo(row);
        assertThat(open.create(Map.of("email", "c@x")).data().keySet())
                .containsExactly("id", "email", "firstName", "home", "profile");
        assertThat(open.update(Map.of("email", "c@x"), Map.of("first_name", "Cy"))
                        .data()
                        .get("firstName"))
                .isEqualTo("Cy");
        assertThat(open.delete(Map.of("email", "c@x")).data().containsKey("hiddenNumber"))
                .isFalse();
    }

    @Test
    void filtersReachWhatIsExposed() {
        assertThat(open.count(Map.of("home.city", "Rome")).data()).isEqualTo(1);
        assertThat(open.count(Map.of("profile.plan", "pro")).data()).isEqualTo(1);
        assertThat(open.count(Map.of("profile", Map.of("$hasKey", "plan"))).data())
                .isEqualTo(1);
        assertThat(open.count(Map.of("purchases", Map.of("$some", Map.of("total", 5))))
                        .data())
                .isEqualTo(1);
        assertThat(purchases.count(Map.of("member.email", "a@x")).data()).isEqualTo(1);
        assertThat(purchases
                        .count(Map.of("member.purchases", Map.of("$every", Map.of("total", Map.of("$gt", 1)))))
                        .data())
                .isEqualTo(1);
        assertThat(open.exists(Map.of("first_name", "Ann")).data()).isTrue();
    }

    @Test
    void allElseIsUnknown() {
        Map<String, Object> filters = new HashMap<>();
        filters.put("hiddenNumber", "1");
        filters.put("hidden_number", "1");
        filters.put("home", null);
        filters.put("home.hiddenStreet", "x");
        filters.put("profile", null);
        filters.put("profile.hiddenKey", "x");
        filters.put("hiddenProfile.plan", "x");
        filters.put("hiddenSponsor", 1);
        filters.put("hiddenSponsor.email", "x");
        filters.forEach((path, value) -> {
            Map<String, Object> filter = new HashMap<>();
            filter.put(path, value);
            unknown(open.findMany(filter), path);
            unknown(open.count(Map.of("$not", Map.of("$or", List.of(filter)))), path);
            unknown(open.delete(filter), path);
            unknown(open.updateMany(filter, Map.of("email", "x")), path);
            unknown(open.findMany(Query.all().orderBy(path)), path);
            unknown(open.create(filter), path);
            unknown(open.update(Map.of("id", 1), filter), path);
            unknown(open.findMany(Query.where(Filter.eq("email", Filter.attribute(path)))), path);
        });
        unknown(open.count(Map.of("purchases", Map.of("$some", Map.of("hiddenNote", "n")))), "purchases.hiddenNote");
        unknown(open.count(Map.of("profile", Map.of("$hasKey", "hiddenKey"))), "profile.\"hiddenKey\"");
        unknown(purchases.count(Map.of("member", 1)), "member");
        unknown(purchases.findById(1), "id");
        unknown(purchases.create(Map.of("total", 1, "member", 1)), "member");
        unknown(purchases.create(Map.of("member", Map.of("hiddenNumber", "9"))), "member.hiddenNumber");
        unknown(purchases.update(Map.of("total", 5), Map.of("total", 6, "member", Map.of("id", 2))), "member.id");

        unknown(open.create(Map.of("purchases", List.of(Map.of("hiddenNote", "n")))), "purchases.hiddenNote");
        unknown(open.create(Map.of("purchases", List.of(Map.of("id", 1)))), "purchases.id");
        unknown(open.update(Map.of("id", 2), Map.of("purchases", List.of(1))), "purchases");
        assertThat(members.findMany().data()).hasSize(2);
    }

    private static void unknown(Result<?> result, String... paths) {
        Failure failure = Secrets.refused(result, ErrorCode.INVALID_INPUT, paths);
        String told = failure.message();
        for (String path : paths) {
            told = told.replace(path, "");
        }
        assertThat(told).doesNotContainIgnoringCase("hidden");
    }

    @Test
    void aFailureOfTheDatabaseNamesNothingThatIsHidden() {
        database.execute("create unique index hidden_constraint on member (email, hidden_street)");
        database.execute("alter table member add constraint hidden_check check (email <> 'no')");
        try {
            Failure failure = open.create(Map.of("email", "no")).error();
            assertThat(failure.code()).isEqualTo(ErrorCode.CHECK_VIOLATION);
            assertThat(failure.toString()).doesNotContain("hidden");
            Failure twin = open.update(Map.of("id", 2), Map.of("email", "a@x", "id", 1))
                    .error();
            assertThat(twin.toString()).doesNotContain("hidden");
        } finally {
            database.execute("drop index hidden_constraint");
            database.execute("alter table member drop constraint hidden_check");
        }
        database.execute("update member set hidden_profile = '{}'");
        database.execute("alter table member alter hidden_profile set not null");
        try {
            assertThat(open.create(Map.of("email", "d")).error().toString()).doesNotContain("hidden");
        } finally {
            database.execute("alter table member alter hidden_profile drop not null");
        }
    }

    @Test
    void filtersAreBounded() {
        Map<String, Object> many = Map.of("email", Map.of("$in", java.util.Collections.nCopies(1_001, "a")));

        Secrets.refused(open.findMany(many), ErrorCode.INVALID_INPUT, "filter");
        Secrets.refused(open.findMany(Query.where(many)), ErrorCode.INVALID_INPUT, "filter");
        assertThat(open.limitedTo(new FilterLimits(1, 1, 2_000)).findMany(many).data())
                .isEmpty();
    }

    @Test
    void aPathThatLeadsNowhereIsNotExposed() {
        assertThatThrownBy(() -> members.exposing("emial"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean 'email'");
        assertThatThrownBy(() -> members.exposing("home.town")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> members.exposing("email.x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> members.exposing("purchases.totl")).isInstanceOf(IllegalArgumentException.class);
    }
}
