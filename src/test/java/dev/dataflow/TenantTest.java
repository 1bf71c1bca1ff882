package dev.dataflow;

import static dev.dataflow.Aggregate.count;
import static dev.dataflow.Aggregate.sum;
import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.gt;
import static dev.dataflow.Filter.not;
import static dev.dataflow.Filter.or;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PreUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.TenantId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each operation tries to reach the rows of another tenant. */
class TenantTest {
    @Entity
    static class Plan extends Identified {
        String name;

        @CreationTimestamp
        Instant madeAt;

        @OneToMany(mappedBy = "plan", cascade = CascadeType.ALL)
        List<Client> clients = new ArrayList<>();
    }

    @Entity
    static class Client extends Identified {
        @TenantId
        UUID tenant;

        @Column(unique = true)
        String email;

        @ManyToOne
        Plan plan;

        @OneToMany(mappedBy = "client", cascade = CascadeType.ALL)
        List<Bill> bills = new ArrayList<>();
    }

    @Embeddable
    static class Parties {
        @ManyToOne
        Client payer;
    }

    @Entity
    static class Bill extends Identified {
        @TenantId
        UUID tenant;

        @ManyToOne
        Client client;

        Parties parties;
        int total;
    }

    /** Its callback copies what it sees of other rows. */
    @Entity
    static class Reminder extends Identified {
        @TenantId
        UUID tenant;

        @ManyToOne
        Client client;

        @ManyToOne
        Reminder previous;

        @ManyToMany(fetch = FetchType.EAGER)
        List<Client> copies = new ArrayList<>();

        String text;
        String seen;

        @PreUpdate
        void see() {
            seen = Stream.concat(Stream.of(client, previous.client), copies.stream())
                    .map(each -> each.email)
                    .toList()
                    .toString();
        }
    }

    /** Belongs to nobody, and refers to what belongs to a tenant. */
    @Entity
    static class Poster extends Identified {
        @ManyToOne
        Client client;

        String text;
        String seen;

        @PreUpdate
        void see() {
            seen = String.valueOf(client.email);
        }
    }

    @RegisterExtension
    static final FacadeDatabase database =
            FacadeDatabase.of(Plan.class, Client.class, Bill.class, Reminder.class, Poster.class);

    private static final UUID ACME = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID OTHER = UUID.fromString("00000000-0000-0000-0000-00000000000b");

    private final DataFlow acme = database.df().tenant(ACME);
    private final DataFlow other = database.df().tenant(OTHER.toString());
    private final Model<Bill> bills = acme.model(Bill.class);
    private Object ours;
    private Object theirs;
    private Object ourBill;
    private Object theirBill;

    @BeforeEach
    void two_tenants_have_a_client_and_a_bill_each() {
        ours = acme.model(Client.class).create(Map.of("email", "ours")).data().id();
        theirs = other.model(Client.class)
                .create(Map.of("email", "theirs"))
                .data()
                .id();
        ourBill = bills.create(Map.of("client", ours, "total", 1)).data().id();
        theirBill = other.model(Bill.class)
                .create(Map.of("client", theirs, "total", 100))
                .data()
                .id();
    }

    @Test
    void what_is_created_belongs_to_the_tenant() {
        Row row = bills.findById(ourBill).data();

        assertThat(row.get("tenant")).isEqualTo(ACME);
        assertThat(bills.createMany(List.of(Map.of("total", 2), Map.of("total", 3)))
                        .data())
                .extracting(created -> created.get("tenant"))
                .containsOnly(ACME);
        Secrets.refused(bills.create(Map.of("tenant", OTHER, "total", 1)), ErrorCode.INVALID_INPUT, "tenant");
        Secrets.refused(
                bills.createMany(List.of(Map.of("tenant", OTHER, "total", 1))), ErrorCode.INVALID_INPUT, "tenant");
    }

    @Test
    void rows_of_others_are_not_found() {
        assertThat(bills.findById(theirBill).data()).isNull();
        assertThat(bills.findOne(eq("id", theirBill)).data()).isNull();
        assertThat(bills.findFirst(Query.where(gt("total", 50))).data()).isNull();
        assertThat(bills.findMany().data()).extracting(Row::id).containsExactly(ourBill);
        assertThat(bills.findMany(eq("tenant", OTHER)).data()).isEmpty();
        assertThat(bills.findMany(or(eq("total", 100), not(eq("total", 100)))).data())
                .hasSize(1);
        assertThat(bills.count(Filter.all()).data()).isEqualTo(1);
        assertThat(bills.exists(eq("total", 100)).data()).isFalse();
        assertThat(bills.page(Query.all().limit(10)).data().rows()).hasSize(1);
        assertThat(bills.stream(Query.all(), rows -> rows.count()).data()).isEqualTo(1L);
        assertThat(bills.aggregate(Aggregation.of(count(), sum("total"))).data())
                .singleElement()
                .satisfies(row -> assertThat(row.getLong("sumTotal")).isEqualTo(1));
        assertThat(bills.aggregate(Aggregation.of(count()).groupBy("tenant")).data())
                .hasSize(1);
    }

    @Test
    void a_cursor_of_another_tenant_is_refused() {
        bills.create(Map.of("total", 2)).orThrow();
        String next = bills.page(Query.all().limit(1)).data().next();

        assertThat(bills.page(Query.all().limit(1).after(next)).data().rows()).hasSize(1);
        assertThat(other.model(Bill.class)
                        .page(Query.all().limit(1).after(next))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.INVALID_INPUT);
    }

    @Test
    void rows_of_others_are_neither_changed_nor_deleted() {
        assertThat(bills.update(eq("id", theirBill), Map.of("total", 0)).error().code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(bills.updateMany(gt("total", 50), Map.of("total", 0)).data()).isZero();
        assertThat(bills.updateMany(Filter.all(), Map.of("total", Change.increment(1)))
                        .data())
                .isEqualTo(1);
        assertThat(bills.delete(eq("id", theirBill)).error().code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(bills.deleteMany(gt("total", 50)).data()).isZero();
        Secrets.refused(bills.update(eq("id", ourBill), Map.of("tenant", OTHER)), ErrorCode.INVALID_INPUT, "tenant");

        assertThat(other.model(Bill.class).findById(theirBill).data().get("total"))
                .isEqualTo(100);
    }

    @Test
    void associations_do_not_lead_to_rows_of_others() {
        assertThat(bills.findMany(eq("client.email", "theirs")).data()).isEmpty();
        assertThat(bills.findMany(and(eq("client", theirs), eq("total", 100))).data())
                .isEmpty();
        // As a program without regard for tenants might have stored it.
        database.execute("update tenant_test$bill set client_id = " + theirs + " where id = " + ourBill);
        assertThat(bills.findMany(eq("client.email", "theirs")).data()).isEmpty();
        assertThat(bills.findMany(eq("client.email", null)).data()).hasSize(1);
        assertThat(bills.aggregate(Aggregation.of().groupBy("client.email")).data())
                .singleElement()
                .satisfies(row -> assertThat(row.get("client.email")).isNull());
    }

    @Test
    void included_and_selected_rows_are_the_tenants_own() {
        database.execute("update tenant_test$bill set payer_id = " + ours + ", client_id = " + theirs);
        Query query = Query.all().include("client", "client.bills");

        assertThat(bills.findOne(query).data()).containsEntry("client", null);
        assertThat(bills.page(query).data().rows().get(0)).containsEntry("client", null);
        assertThat(bills.stream(query, rows -> rows.allMatch(row -> row.get("client") == null))
                        .data())
                .isTrue();
        assertThat(bills.findOne(Query.all().select("client.email")).data()).containsEntry("client", null);
        assertThat(bills.findOne(Query.all().select("client.bills.total")).data())
                .containsEntry("client", null);
        assertThat(other.model(Client.class)
                        .findOne(Query.all().include("bills"))
                        .data()
                        .getRows("bills"))
                .extracting(Row::id)
                .containsExactly(theirBill);
    }

    @Test
    void who_has_no_tenant_changes_what_refers_to_one_and_sees_no_more_than_that() {
        Object poster = acme.model(Poster.class)
                .create(Map.of("client", ours))
                .orThrow()
                .id();

        database.model(Poster.class)
                .update(eq("id", poster), Map.of("text", "a"))
                .orThrow();

        assertThat(database.model(Poster.class).findById(poster).orThrow())
                .containsEntry("client", ours)
                .containsEntry("seen", "null");
    }

    @Test
    void callbacks_see_no_more_of_rows_of_others_than_their_ids() {
        Model<Reminder> reminders = acme.model(Reminder.class);
        Object first = reminders.create(Map.of("client", ours)).orThrow().id();
        Object second = reminders
                .create(Map.of("client", ours, "previous", first, "copies", List.of(ours)))
                .orThrow()
                .id();
        reminders.update(eq("id", second), Map.of("text", "a")).orThrow();
        assertThat(reminders.findById(second).orThrow()).containsEntry("seen", "[ours, ours, ours]");
        database.execute("update tenant_test$reminder set client_id = " + theirs + " where id = " + first);
        database.execute("update tenant_test$reminder_copies set copies_id = " + theirs);

        reminders.update(eq("id", second), Map.of("text", "b")).orThrow();

        assertThat(reminders.findById(second).orThrow()).containsEntry("seen", "[ours, null, null]");
        assertThat(reminders.findById(first).orThrow()).containsEntry("client", theirs);
        assertThat(database.query("select copies_id from tenant_test$reminder_copies"))
                .containsExactly(theirs);
    }

    @Test
    void rows_of_others_are_not_locked() {
        acme.transaction(tx -> {
            assertThat(bills.findMany(Query.all().forUpdate()).data()).hasSize(1);
            assertThat(bills.findMany(Query.where(eq("id", theirBill)).forUpdate())
                            .data())
                    .isEmpty();
            assertThat(database.query("select id from tenant_test$bill for update skip locked"))
                    .containsExactly(theirBill);
        });
    }

    @Test
    void a_row_cannot_be_made_to_refer_to_one_of_others() {
        refused(bills.create(Map.of("client", theirs)), "client");
        refused(bills.create(Map.of("parties", Map.of("payer", theirs))), "parties.payer");
        refused(bills.createMany(List.of(Map.of("client", ours), Map.of("client", theirs))), "client");
        refused(bills.update(eq("id", ourBill), Map.of("client", theirs)), "client");
        refused(bills.update(eq("id", ourBill), Map.of("parties", Map.of("payer", theirs))), "parties.payer");
        refused(bills.update(eq("id", ourBill), Map.of("parties.payer", theirs)), "parties.payer");
        refused(bills.updateMany(Filter.all(), Map.of("client", theirs)), "client");

        assertThat(bills.findMany().data())
                .singleElement()
                .satisfies(row -> assertThat(row.get("client")).isEqualTo(ours));
        assertThat(bills.update(eq("id", ourBill), Map.of("parties.payer", ours))
                        .success())
                .isTrue();
    }

    private static void refused(Result<?> result, String attribute) {
        assertThat(result.success()).isFalse();
        assertThat(result.error().code()).isEqualTo(ErrorCode.FOREIGN_KEY_VIOLATION);
        assertThat(result.error().attributes()).containsExactly(attribute);
    }

    @Test
    void an_upsert_neither_finds_nor_takes_a_row_of_others() {
        Model<Client> clients = acme.model(Client.class);

        Result<?> taken = clients.upsert(Map.of("email", "theirs"), Map.of());

        assertThat(taken.error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
        assertThat(clients.upsert(Map.of("email", "new"), Map.of()).success()).isTrue();
        assertThat(bills.upsert(Map.of("id", theirBill), Map.of("total", 0)).success())
                .isFalse();
        refused(bills.upsert(Map.of("id", ourBill), Map.of("client", theirs)), "client");
        assertThat(other.model(Bill.class).findById(theirBill).data().get("total"))
                .isEqualTo(100);
    }

    @Test
    void upserts_of_many_neither_find_nor_take_rows_of_others() {
        Model<Client> clients = acme.model(Client.class);
        Object second = bills.create(Map.of("total", 2)).orThrow().id();

        for (Result<?> taken : upserted(clients, "email", Map.of("email", "new"), Map.of("email", "theirs"))) {
            assertThat(taken.error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
            assertThat(taken.error().row()).isEqualTo(1);
        }
        for (Result<?> taken :
                upserted(bills, "id", Map.of("id", ourBill, "total", 0), Map.of("id", theirBill, "total", 0))) {
            assertThat(taken.success()).isFalse();
        }
        for (Result<?> connected :
                upserted(bills, "id", Map.of("id", ourBill, "client", ours), Map.of("id", second, "client", theirs))) {
            refused(connected, "client");
            assertThat(connected.error().row()).isEqualTo(1);
        }
        assertThat(bills.findById(ourBill).orThrow()).containsEntry("total", 1);
        assertThat(bills.findById(second).orThrow()).containsEntry("client", null);
        assertThat(other.model(Bill.class).findById(theirBill).orThrow()).containsEntry("total", 100);

        assertThat(clients.upsertManyCounting(List.of(Map.of("email", "ours"), Map.of("email", "new")), "email")
                        .orThrow())
                .isEqualTo(new UpsertCounts(1, 1, 0));
        assertThat(clients.count().orThrow()).isEqualTo(2);
        assertThat(other.model(Client.class).count().orThrow()).isEqualTo(1);
    }

    /** Answers what becomes of the same two rows in each form of the operation. */
    private static List<Result<?>> upserted(Model<?> model, String key, Map<String, ?> first, Map<String, ?> second) {
        return List.of(
                model.upsertMany(List.of(first, second), key), model.upsertManyCounting(List.of(first, second), key));
    }

    @Test
    void many_rows_at_once_belong_to_the_tenant_and_refer_to_its_own() {
        for (CreateOptions options :
                List.of(CreateOptions.counting(), CreateOptions.answeringIds(), CreateOptions.answeringRows())) {
            List<Map<String, Object>> rows = new ArrayList<>(Collections.nCopies(60, Map.of("client", ours)));
            assertThat(bills.createMany(rows, options).orThrow().count()).isEqualTo(60);
            rows.set(7, Map.of("client", theirs));
            Result<Created> refused = bills.createMany(rows, options);
            refused(refused, "client");
            assertThat(refused.error().row()).isEqualTo(7);
            assertThat(bills.createMany(rows, options.bestEffort()).orThrow().rejected())
                    .extracting(Created.Rejected::row)
                    .containsExactly(7L);
        }

        assertThat(bills.count().orThrow()).isEqualTo(1 + 3 * (60 + 59));
        assertThat(other.model(Bill.class).count().orThrow()).isEqualTo(1);
    }

    @Test
    void rows_inside_rows_belong_to_the_tenant_and_those_of_others_are_not_connected() {
        Model<Client> clients = acme.model(Client.class);

        Row client = clients.create(Map.of("email", "new", "bills", List.of(Map.of("total", 5), ourBill)))
                .orThrow();

        assertThat(bills.count(eq("client", client.id())).orThrow()).isEqualTo(2);
        for (Result<Row> taken : List.of(
                clients.create(Map.of("email", "x", "bills", List.of(theirBill))),
                clients.update(eq("id", ours), Map.of("bills", List.of(Map.of("id", theirBill)))))) {
            assertThat(taken.error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(taken.error().attributes()).containsExactly("bills.0");
        }
        refused(
                clients.create(Map.of("email", "y", "bills", List.of(Map.of("parties", Map.of("payer", theirs))))),
                "bills.0.parties.payer");
        assertThat(other.model(Bill.class).findById(theirBill).data().get("client"))
                .isEqualTo(theirs);
    }

    @Test
    void models_without_tenants_belong_to_everybody() {
        Object plan =
                acme.model(Plan.class).create(Map.of("name", "basic")).data().id();

        assertThat(other.model(Plan.class).findById(plan).found()).isTrue();
        assertThat(database.model(Plan.class).findById(plan).found()).isTrue();
        assertThat(other.model(Client.class)
                        .update(eq("id", theirs), Map.of("plan", plan))
                        .success())
                .isTrue();
    }

    @Test
    void models_without_tenants_are_written_without_a_tenant() {
        Model<Plan> plans = database.model(Plan.class);

        Object created = plans.create(Map.of("name", "basic")).orThrow().id();
        assertThat(plans.createMany(List.of(Map.of("name", "large"))).success()).isTrue();
        assertThat(plans.update(eq("id", created), Map.of("name", "small")).success())
                .isTrue();
        assertThat(acme.model(Plan.class).findMany().data())
                .extracting(row -> row.get("name"))
                .containsExactly("small", "large");
        assertThatThrownBy(() -> plans.create(Map.of("clients", List.of(Map.of("email", "nobody's")))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("df.tenant(");
        assertThat(database.query("select count(*) from tenant_test$client")).containsExactly(2L);
    }

    @Test
    void tenants_share_the_transaction_of_a_thread() {
        assertThatThrownBy(() -> acme.transaction(tx -> {
                    bills.create(Map.of("total", 5)).orThrow();
                    other.transaction(inner -> {
                        other.model(Bill.class).create(Map.of("total", 6)).orThrow();
                    });
                    assertThat(bills.count().data()).isEqualTo(2);
                    assertThat(other.model(Bill.class).count().data()).isEqualTo(2);
                    bills.create(Map.of("totl", 5)).orThrow();
                }))
                .isInstanceOf(DataFlowException.class);

        assertThat(bills.count().data()).isEqualTo(1);
        assertThat(other.model(Bill.class).count().data()).isEqualTo(1);
    }

    @Test
    void what_the_catalog_says_of_a_table_is_asked_for_one_tenant() {
        try (DataFlow df =
                database.counting().models(Plan.class, Client.class, Bill.class).build()) {
            long first = statementsOfMany(df.tenant(ACME), "ours");
            long second = statementsOfMany(df.tenant(OTHER), "theirs");

            assertThat(second).isEqualTo(statementsOfMany(df.tenant(ACME), "ours"));
            assertThat(second).isEqualTo(first - 2);
        }
    }

    private static long statementsOfMany(DataFlow df, String email) {
        return FacadeDatabase.statements(() -> {
            df.model(Bill.class).createMany(List.of(Map.of("total", 2))).orThrow();
            df.model(Client.class).upsert(Map.of("email", email), Map.of()).orThrow();
        });
    }

    @Test
    void threads_do_not_mix_tenants_up() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                DataFlow df = i % 2 == 0 ? acme : other;
                UUID owner = i % 2 == 0 ? ACME : OTHER;
                all.add(threads.submit(() -> owner.equals(df.model(Bill.class)
                                .create(Map.of("total", 7))
                                .data()
                                .get("tenant"))
                        && df.model(Bill.class).findMany().data().stream()
                                .allMatch(row -> owner.equals(row.get("tenant")))));
            }
            for (Future<Boolean> each : all) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(bills.count(eq("total", 7)).data()).isEqualTo(20);
    }

    @Test
    void without_a_tenant_the_remedy_is_named() {
        Model<Bill> nobodys = database.model(Bill.class);

        assertThatThrownBy(nobodys::findMany)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("df.tenant(");
        assertThatThrownBy(() -> nobodys.create(Map.of("total", 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> database.df().tenant("no uuid")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void without_a_tenant_models_of_nobody_go_on_through_hibernate() {
        Plan plan = new Plan();
        plan.name = "basic";

        assertThat(database.model(Plan.class).create(plan).success()).isTrue();
        assertThat(database.model(Plan.class).count().data()).isEqualTo(1);
    }

    @Test
    void closing_a_tenants_view_closes_nothing() {
        DataFlow view = acme.tenant(OTHER);
        view.close();

        assertThat(view.model(Bill.class).findById(theirBill).found()).isTrue();
        assertThat(acme.model(Bill.class).count().success()).isTrue();
    }
}
