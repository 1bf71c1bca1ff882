package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.Audited;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.SQLDelete;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SoftDeleteType;
import org.hibernate.annotations.TenantId;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an entity declares about which of its rows and attributes may be seen or changed. */
class RestrictionTest {
    static final ThreadLocal<String> TENANT = ThreadLocal.withInitial(() -> "acme");

    public static class Tenants implements CurrentTenantIdentifierResolver<String> {
        @Override
        public String resolveCurrentTenantIdentifier() {
            return TENANT.get();
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }
    }

    @Entity
    static class Document extends Identified {
        @TenantId
        String tenant;

        String title;
        int pages;
    }

    @Entity
    @SoftDelete
    static class Mail extends Identified {
        String subject;
    }

    @Entity
    @SoftDelete(strategy = SoftDeleteType.TIMESTAMP, columnName = "gone_at")
    static class Letter extends Identified {
        String subject;
    }

    @Entity
    @SQLDelete(sql = "update ticket set state = 'gone' where id = ?")
    @SQLRestriction("state <> 'gone'")
    @jakarta.persistence.Table(name = "ticket")
    static class Ticket extends Identified {
        String state = "open";
        int size;
    }

    @Entity
    @Immutable
    static class Event extends Identified {
        String name;
    }

    @Entity
    static class Rectangle extends Identified {
        int width;
        int height;

        @Formula("width * height")
        Integer area;

        @Column(insertable = false)
        @org.hibernate.annotations.ColumnDefault("'later'")
        String notAtFirst;

        @Column(updatable = false)
        String onlyAtFirst;
    }

    @Entity
    @Audited
    static class Ledger extends Identified {
        String text;
    }

    @Entity
    @jakarta.persistence.Table(name = "account")
    static class Account extends Identified {
        int balance;
    }

    @Entity
    @FilterDef(name = "positive", autoEnabled = true, defaultCondition = "size > 0")
    @org.hibernate.annotations.Filter(name = "positive")
    static class Filtered extends Identified {
        int size;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(builder -> builder.models(
                    Filtered.class,
                    Ledger.class,
                    Account.class,
                    Document.class,
                    Mail.class,
                    Letter.class,
                    Ticket.class,
                    Event.class,
                    Rectangle.class)
            .property("hibernate.tenant_identifier_resolver", new Tenants()));

    @AfterEach
    void home() {
        TENANT.set("acme");
    }

    @Test
    void aTenantSeesAndChangesItsOwnRowsAlone() {
        Model<Document> documents = database.model(Document.class);
        Row ours = documents.create(Map.of("title", "ours")).data();
        assertThat(ours.get("tenant")).isEqualTo("acme");
        TENANT.set("other");
        Row theirs = documents.create(Map.of("title", "theirs")).data();

        assertThat(theirs.get("tenant")).isEqualTo("other");
        assertThat(documents.findMany().data()).containsExactly(theirs);
        assertThat(documents.findById(ours.id()).data()).isNull();
        assertThat(documents.count(Filter.or(eq("title", "ours"), Filter.all())).data())
                .isEqualTo(1);
        assertThat(documents.findMany(eq("tenant", "acme")).data()).isEmpty();
        assertThat(documents
                        .update(eq("id", ours.id()), Map.of("title", "x"))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(documents.delete(eq("id", ours.id())).error().code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(documents.updateMany(Filter.all(), Map.of("pages", 1)).data())
                .isEqualTo(1);
        assertThat(documents.deleteMany(Filter.all()).data()).isEqualTo(1);
        Secrets.refused(
                documents.update(eq("id", ours.id()), Map.of("tenant", "other")), ErrorCode.INVALID_INPUT, "tenant");
        Secrets.refused(
                documents.create(Map.of("tenant", "acme", "title", "smuggled")), ErrorCode.INVALID_INPUT, "tenant");
        TENANT.set("acme");
        assertThat(documents.findMany().data()).containsExactly(ours);
    }

    @Test
    void softlyDeletedRowsAreThereNoMore() {
        for (Class<?> type : List.of(Mail.class, Letter.class)) {
            Model<?> mails = database.model(type);
            Object id = mails.create(Map.of("subject", "a")).data().id();
            mails.create(Map.of("subject", "b")).orThrow();

            Row deleted = mails.delete(eq("id", id)).data();

            assertThat(deleted.get("subject")).isEqualTo("a");
            assertThat(mails.findMany().data())
                    .extracting(row -> row.get("subject"))
                    .containsExactly("b");
            assertThat(mails.findById(id).data()).isNull();
            assertThat(mails.update(eq("id", id), Map.of("subject", "c"))
                            .error()
                            .code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(mails.updateMany(Filter.all(), Map.of("subject", "c")).data())
                    .isEqualTo(1);
            assertThat(mails.deleteMany(Filter.all()).data()).isEqualTo(1);
            assertThat(mails.count().data()).isZero();
        }
        assertThat(database.query("select subject from \"restriction_test$mail\" where deleted order by id"))
                .containsExactly("a", "c");
        assertThat(database.query("select gone_at from \"restriction_test$letter\""))
                .hasSize(2)
                .doesNotContainNull();
    }

    @Test
    void aRestrictionInSqlHoldsForEverything() {
        Model<Ticket> tickets = database.model(Ticket.class);
        Object id = tickets.create(Map.of("size", 1)).data().id();
        tickets.create(Map.of("size", 2)).orThrow();

        assertThat(tickets.delete(eq("id", id)).success()).isTrue();

        assertThat(tickets.findMany().data()).extracting(row -> row.get("size")).containsExactly(2);
        assertThat(tickets.exists(eq("id", id)).data()).isFalse();
        assertThat(tickets.updateMany(Filter.all(), Map.of("size", 9)).data()).isEqualTo(1);
        assertThat(tickets.update(eq("size", 1), Map.of("size", 3)).error().code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(tickets.deleteMany(Filter.all()).data()).isEqualTo(1);
        assertThat(database.query("select state from ticket")).containsExactly("gone", "gone");
    }

    @Test
    void anImmutableEntityIsCreatedAndDeletedOnly() {
        Model<Event> events = database.model(Event.class);
        Row row = events.create(Map.of("name", "a")).data();

        assertThat(events.update(eq("id", row.id()), Map.of("name", "b"))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(events.updateMany(Filter.all(), Map.of("name", "b")).error().code())
                .isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(events.findById(row.id()).data()).isEqualTo(row);
        assertThat(events.delete(eq("name", "a")).success()).isTrue();
    }

    @Test
    void aFormulaIsReadFilteredAndOrderedAndNeverGiven() {
        Model<Rectangle> rectangles = database.model(Rectangle.class);
        Row row = rectangles.create(Map.of("width", 2, "height", 3)).data();
        rectangles.create(Map.of("width", 1, "height", 1)).orThrow();

        assertThat(row.get("area")).isEqualTo(6);
        assertThat(rectangles.findMany(Filter.gt("area", 5)).data()).containsExactly(row);
        assertThat(rectangles.findFirst(Query.all().orderByDescending("area")).data())
                .isEqualTo(row);
        assertThat(rectangles.update(eq("area", 6), Map.of("width", 4)).data().get("area"))
                .isEqualTo(12);
        Secrets.refused(rectangles.create(Map.of("area", 1)), ErrorCode.INVALID_INPUT, "area");
        Secrets.refused(rectangles.update(eq("id", 1), Map.of("area", 1)), ErrorCode.INVALID_INPUT, "area");
    }

    @Test
    void columnsThatAreNotWrittenKeepWhatTheDatabaseGivesThem() {
        Model<Rectangle> rectangles = database.model(Rectangle.class);

        Row row = rectangles.create(Map.of("onlyAtFirst", "x")).data();

        assertThat(row).containsEntry("notAtFirst", "later").containsEntry("onlyAtFirst", "x");
        Secrets.refused(rectangles.create(Map.of("notAtFirst", "x")), ErrorCode.INVALID_INPUT, "notAtFirst");
        assertThat(rectangles
                        .update(eq("id", row.id()), Map.of("notAtFirst", "now"))
                        .data()
                        .get("notAtFirst"))
                .isEqualTo("now");
        Secrets.refused(
                rectangles.update(eq("id", row.id()), Map.of("onlyAtFirst", "y")),
                ErrorCode.INVALID_INPUT,
                "onlyAtFirst");
    }

    @Test
    void anEntityWhoseHistoryHibernateKeepsIsReadOnly() {
        Model<Ledger> ledgers = database.model(Ledger.class);

        assertThat(ledgers.count().data()).isZero();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> ledgers.create(Map.of("text", "x")))
                .withMessageContainingAll("Ledger", "audited", "triggers");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> ledgers.deleteMany(Filter.all()));
    }

    @Test
    void anAuditTrailMadeByTriggersSeesEveryChange() {
        database.execute("""
                create table if not exists account_audit (account_id bigint, what text, balance int);
                create or replace function audit() returns trigger language plpgsql as $$
                begin
                    insert into account_audit select coalesce(new.id, old.id), tg_op, coalesce(new.balance, old.balance);
                    return null;
                end $$;
                create or replace trigger audited after insert or update or delete on account
                    for each row execute function audit()""");
        Model<Account> accounts = database.model(Account.class);

        Object id = accounts.create(Map.of("balance", 1)).data().id();
        accounts.update(eq("id", id), Map.of("balance", Change.increment(4))).orThrow();
        accounts.updateMany(Filter.all(), Map.of("balance", 7)).orThrow();
        assertThat(accounts.update(eq("id", id), Map.of("balance", "x")).success())
                .isFalse();
        accounts.delete(eq("id", id)).orThrow();

        assertThat(database.query("select what || ' ' || balance from account_audit"))
                .containsExactly("INSERT 1", "UPDATE 5", "UPDATE 7", "DELETE 7");
    }

    @Test
    void aFilterThatIsAlwaysEnabledIsRefusedInsteadOfForgotten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.model(Filtered.class))
                .withMessageContainingAll("Filtered", "positive", "@SQLRestriction");
    }
}
