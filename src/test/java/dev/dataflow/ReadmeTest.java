package dev.dataflow;

import static dev.dataflow.Aggregate.count;
import static dev.dataflow.Aggregate.sum;
import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.attribute;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.gt;
import static dev.dataflow.Filter.gte;
import static dev.dataflow.Filter.lte;
import static dev.dataflow.Filter.optional;
import static dev.dataflow.Filter.some;
import static dev.dataflow.Grouping.by;
import static dev.dataflow.Grouping.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.junit.DataFlowTest;
import dev.dataflow.junit.PlanAssert;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.TenantId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the README shows, as it stands there. */
@DataFlowTest
class ReadmeTest {
    @Entity
    @Table(name = "users")
    static class User extends Identified {
        @Column(nullable = false, unique = true)
        String email;

        String status = "active";

        @Json
        @JsonIndex
        @JsonIndex(path = "age")
        Map<String, Object> profileData;
    }

    @Entity
    static class Customer extends Identified {
        String email;
        String country;
    }

    @Entity
    static class Order extends Identified {
        @ManyToOne
        Customer customer;

        @OneToMany(mappedBy = "order", cascade = CascadeType.ALL)
        List<Item> items = new ArrayList<>();

        String status = "paid";
        BigDecimal total;
        Instant placedAt = Instant.parse("2026-03-01T12:00:00Z");
    }

    @Entity
    static class Item extends Identified {
        @ManyToOne
        Order order;

        @ManyToOne
        Stock product;

        String sku;
    }

    @Entity
    @SoftDelete
    static class Stock extends Identified {
        @Column(unique = true)
        String sku;

        int available;
        int reorderPoint = 10;
    }

    @Entity
    static class Job extends Identified {
        @TenantId
        String tenant;

        String state = "new";
        long size = 3;
    }

    private Model<User> users;
    private Model<Order> orders;
    private Model<Stock> stock;

    @BeforeEach
    void models(DataFlow df) {
        users = df.model(User.class);
        orders = df.model(Order.class);
        stock = df.model(Stock.class);
    }

    @Test
    void ten_lines() {
        Object id = users.create(Map.of("email", "alice@example.com", "profileData", Map.of("newsletter", true)))
                .data()
                .id();

        users.update(Map.of("id", id), Map.of("profileData.newsletter", false)).orThrow();

        assertThat(users.findMany(eq("profileData.newsletter", true)).data()).isEmpty();
        assertThat(users.create(Map.of("email", "alice@example.com")).error().code())
                .isEqualTo(ErrorCode.UNIQUE_VIOLATION);
    }

    @Test
    void filters_are_code_or_data() {
        users.create(Map.of("email", "a", "profileData", Map.of("age", 20))).orThrow();
        users.create(Map.of("email", "b", "profileData", Map.of("age", 17))).orThrow();

        assertThat(users.findMany(and(eq("status", "active"), gte("profileData.age", 18)))
                        .data())
                .isEqualTo(users.findMany(Map.of("status", "active", "profileData.age", Map.of("$gte", 18)))
                        .data())
                .hasSize(1);
        stock.create(Map.of("sku", "A", "available", 3)).orThrow();
        assertThat(stock.count(lte("available", attribute("reorderPoint"))).data())
                .isEqualTo(1);
        assertThat(users.findMany(Map.of("email", Optional.empty())).data())
                .isEqualTo(users.findMany(optional(null, email -> eq("email", email)))
                        .data())
                .hasSize(2);
    }

    @Test
    void rows_inside_rows_and_filters_on_them(DataFlow df) {
        Object customer = df.model(Customer.class)
                .create(Map.of("email", "c@example.com", "country", "NL"))
                .data()
                .id();

        Object order = orders.create(
                        Map.of("customer", customer, "items", List.of(Map.of("sku", "A"), Map.of("sku", "B"))))
                .data()
                .id();

        assertThat(orders.findMany(some("items", eq("sku", "A"))).data())
                .isEqualTo(orders.findMany(Map.of("items", Map.of("$some", Map.of("sku", "A"))))
                        .data())
                .singleElement()
                .satisfies(row -> assertThat(row.id()).isEqualTo(order));
        assertThat(orders.findMany(eq("customer.country", "NL")).data()).hasSize(1);
        assertThat(orders.create(Map.of("items", List.of(Map.of("sku", "A"), Map.of("skuu", "B"))))
                        .error()
                        .attributes())
                .containsExactly("items.1.skuu");
    }

    @Test
    void json_with_indexes() {
        PlanAssert.assertThat(users.explain(Query.where(eq("profileData.plan", "pro")))
                        .data())
                .usesIndex("users_profile_data_idx");
        PlanAssert.assertThat(
                        users.explain(Query.where(gt("profileData.age", 18))).data())
                .usesIndex("users_profile_data_age_idx");
    }

    @Test
    void queries(DataFlow df) {
        for (int i = 0; i < 50; i++) {
            orders.create(Map.of("total", 100 + i, "items", List.of(Map.of("sku", "A"))))
                    .orThrow();
        }
        Query query = Query.where(gte("total", 100))
                .orderByDescending("placedAt")
                .orderBy("customer.email")
                .nullsLast()
                .limit(20);

        Page first = orders.page(query.withTotal()).data();
        assertThat(first.total()).isEqualTo(50);
        assertThat(orders.page(query.after(first.next())).data().rows()).hasSize(20);
        assertThat(orders.findMany(query.include("customer", "items.product")).data())
                .allSatisfy(row -> assertThat(row.getList("items")).hasSize(1));
        assertThat(orders.findMany(query.select("id", "total", "customer.email"))
                        .data())
                .hasSize(20);
        assertThat(orders.stream(
                                Query.all(),
                                rows -> rows.mapToLong(row -> row.getLong("total"))
                                        .sum())
                        .data())
                .isEqualTo(IntStream.range(100, 150).sum());
        assertThat(orders.aggregate(Aggregation.of(count(), sum("total").as("revenue"))
                                .where(eq("status", "paid"))
                                .groupBy(by("customer.country"), part(DatePart.YEAR, "placedAt"))
                                .having(gt("revenue", 1000))
                                .orderByDescending("revenue"))
                        .data())
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("count", 50L).containsEntry("year", 2026));
    }

    @Test
    void transactions(DataFlow df) {
        Object from = stock.create(Map.of("sku", "A", "available", 5)).data().id();
        Object to = stock.create(Map.of("sku", "B")).data().id();
        List<String> hooks = new ArrayList<>();

        df.transaction(tx -> {
            stock.update(Map.of("id", from), Map.of("available", Change.increment(-2)))
                    .orThrow();
            assertThat(stock.findById(from).data().getInteger("available")).isEqualTo(3);
            stock.update(Map.of("id", to), Map.of("available", Change.increment(2)))
                    .orThrow();
            tx.afterCommit(() -> hooks.add("committed"));
        });

        assertThat(hooks).containsExactly("committed");
        assertThat(stock.findById(to).data().getInteger("available")).isEqualTo(2);
    }

    @Test
    void upserts_and_bulk() {
        stock.upsert(Map.of("sku", "A"), Map.of("available", Change.increment(5)))
                .orThrow();
        assertThat(stock.upsert(Map.of("sku", "A"), Map.of("available", Change.increment(5)))
                        .data()
                        .row()
                        .getInteger("available"))
                .isEqualTo(10);
        assertThat(stock.upsertManyCounting(List.of(Map.of("sku", "A", "available", 1), Map.of("sku", "B")), "sku")
                        .data())
                .isEqualTo(new UpsertCounts(1, 1, 0));

        Created created = stock.createMany(
                        IntStream.range(0, 100).mapToObj(i -> Map.of("sku", i == 7 ? "A" : "S" + i)),
                        CreateOptions.counting().bestEffort())
                .data();
        assertThat(created.count()).isEqualTo(99);
        assertThat(created.rejected())
                .singleElement()
                .satisfies(bad -> assertThat(bad.row()).isEqualTo(7));
    }

    @Test
    void soft_delete_tenants_and_untrusted_callers(DataFlow df) {
        stock.create(Map.of("sku", "A")).orThrow();
        stock.delete(Map.of("sku", "A")).orThrow();
        assertThat(stock.findMany().data()).isEmpty();
        assertThat(stock.findMany(Query.all().withDeleted()).data()).hasSize(1);
        stock.restore(Map.of("sku", "A")).orThrow();
        assertThat(stock.count().data()).isEqualTo(1);

        Model<Job> acme = df.tenant("acme").model(Job.class);
        acme.create(Map.of("size", 1)).orThrow();
        assertThat(df.tenant("other").model(Job.class).findMany().data()).isEmpty();
        df.transaction(tx -> {
            assertThat(acme.findFirst(
                                    Query.where(eq("state", "new")).forUpdate().skipLocked())
                            .found())
                    .isTrue();
        });

        assertThat(df.model(User.class)
                        .exposing("email")
                        .findMany(Map.of("status", "active"))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.INVALID_INPUT);
    }
}
