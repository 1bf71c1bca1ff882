package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.PostRemove;
import jakarta.persistence.PostUpdate;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreRemove;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.generator.EventType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lifecycle callbacks, versions and generated values work through the facade as they do through an EntityManager. */
class CallbackTest {
    static final List<String> HEARD = new ArrayList<>();

    static class Listener {
        @PrePersist
        void prePersist(Object entity) {
            HEARD.add("listener.prePersist");
        }

        @PostUpdate
        void postUpdate(Object entity) {
            HEARD.add("listener.postUpdate");
        }
    }

    @Entity
    @EntityListeners(Listener.class)
    static class Article extends Identified {
        @Column(nullable = false)
        String title;

        @Column(nullable = false)
        String slug;

        int edits;
        int words;

        @Json
        Map<String, Object> doc;

        @Json
        List<Object> marks;

        @Version
        long version;

        @UpdateTimestamp
        Instant changedAt;

        @PrePersist
        void prePersist() {
            HEARD.add("prePersist");
            slug = title == null ? null : title.toLowerCase(java.util.Locale.ROOT);
        }

        @PostPersist
        void postPersist() {
            HEARD.add("postPersist");
        }

        @PreUpdate
        void preUpdate() {
            HEARD.add("preUpdate");
            if (title.equals("forbidden")) {
                throw new IllegalStateException("no such title");
            }
            slug = title.toLowerCase(java.util.Locale.ROOT);
            edits++;
        }

        @PostUpdate
        void postUpdate() {
            HEARD.add("postUpdate");
        }

        @PreRemove
        void preRemove() {
            HEARD.add("preRemove");
        }

        @PostRemove
        void postRemove() {
            HEARD.add("postRemove");
        }

        @PostLoad
        void postLoad() {
            HEARD.add("postLoad");
        }
    }

    @Entity
    static class Invoice extends Identified {
        int net;

        @Version
        int version;

        @CreationTimestamp
        Instant createdAt;

        @UpdateTimestamp
        Instant changedAt;

        @Generated(
                event = {EventType.INSERT, EventType.UPDATE},
                sql = "40 + 2")
        Integer answer;

        @Generated(event = EventType.INSERT)
        @ColumnDefault("'open'")
        String state;

        @Column(
                columnDefinition = "integer generated always as (net * 3) stored",
                insertable = false,
                updatable = false)
        @Generated(event = {EventType.INSERT, EventType.UPDATE})
        Integer thrice;
    }

    @Entity
    static class Stamped extends Identified {
        String text;

        @Version
        Instant version;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Article.class, Invoice.class, Stamped.class);

    final Model<Article> articles = database.model(Article.class);
    final Model<Invoice> invoices = database.model(Invoice.class);

    @BeforeEach
    void forget() {
        HEARD.clear();
    }

    @Test
    void callbacksOfACreateSeeTheEntityAndMayChangeIt() {
        Row row = articles.create(Map.of("title", "News")).data();

        assertThat(row.get("slug")).isEqualTo("news");
        assertThat(HEARD).containsExactlyInAnyOrder("listener.prePersist", "prePersist", "postPersist");
        assertThat(articles.findById(row.id()).data()).isEqualTo(row);
    }

    @Test
    void callbacksOfAnUpdateSeeTheChangedEntityAndMayChangeMore() {
        Row row = articles.create(Map.of("title", "News")).data();
        HEARD.clear();

        Row updated = articles.update(
                        eq("title", "News"), Map.of("title", "Olds", "words", Change.increment(5), "doc.a", 1))
                .data();

        assertThat(updated.get("slug")).isEqualTo("olds");
        assertThat(updated.get("edits")).isEqualTo(1);
        assertThat(updated.get("words")).isEqualTo(5);
        assertThat(updated.at("doc.a")).isEqualTo(1);
        assertThat(updated.get("version")).isEqualTo((long) row.get("version") + 1);
        assertThat(updated.getInstant("changedAt")).isAfter(row.getInstant("changedAt"));
        assertThat(HEARD).contains("preUpdate", "postUpdate", "listener.postUpdate");
        assertThat(articles.findById(row.id()).data()).isEqualTo(updated);
    }

    @Test
    void callbacksOfMassChangesHearOfEveryRow() {
        articles.createMany(List.of(Map.of("title", "A"), Map.of("title", "B"))).orThrow();
        HEARD.clear();

        assertThat(articles.updateMany(Filter.all(), Map.of("words", 7)).data()).isEqualTo(2);
        assertThat(HEARD.stream().filter("preUpdate"::equals)).hasSize(2);
        assertThat(articles.deleteMany(Filter.all()).data()).isEqualTo(2);
        assertThat(HEARD.stream().filter("preRemove"::equals)).hasSize(2);
        assertThat(HEARD.stream().filter("postRemove"::equals)).hasSize(2);
    }

    @Test
    void anExceptionOfACallbackIsTheCallersOwnAndNothingIsChanged() {
        Row row = articles.create(Map.of("title", "News")).data();

        database.df().transaction(tx -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> articles.update(eq("id", row.id()), Map.of("title", "forbidden")))
                    .withMessage("no such title");
            assertThat(articles.findById(row.id()).data()).isEqualTo(row);
        });
        assertThat(articles.findById(row.id()).data()).isEqualTo(row);
    }

    @Test
    void whatACallbackLeavesOutIsStillRequired() {
        Result<Row> result = articles.create(Map.of("words", 3));

        assertThat(result.success()).isFalse();
        assertThat(result.error().code()).isEqualTo(ErrorCode.NOT_NULL_VIOLATION);
        assertThat(result.error().attributes()).containsExactlyInAnyOrder("title", "slug");
    }

    @Test
    void theVersionIsCountedAndChecked() {
        Row row = invoices.create(Map.of("net", 1)).data();

        Row second = invoices.update(eq("id", row.id()), Map.of("net", 2, "version", row.get("version")))
                .data();
        assertThat(second.get("version")).isEqualTo(row.getInteger("version") + 1);
        Result<Row> stale = invoices.update(eq("id", row.id()), Map.of("net", 3, "version", row.get("version")));
        Secrets.refused(stale, ErrorCode.STALE, "version");
        assertThat(invoices.findById(row.id()).data()).isEqualTo(second);
        assertThat(invoices.update(eq("id", -1), Map.of("net", 3, "version", 0))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(invoices.updateMany(Filter.all(), Map.of("net", 9)).data()).isEqualTo(1);
        assertThat(invoices.findById(row.id()).data().get("version")).isEqualTo(second.getInteger("version") + 1);
    }

    @Test
    void theVersionIsCheckedWhereCallbacksAreToo() {
        Row row = articles.create(Map.of("title", "News")).data();
        articles.update(eq("id", row.id()), Map.of("title", "Newer")).orThrow();

        Result<Row> stale = articles.update(eq("id", row.id()), Map.of("title", "Old", "version", row.get("version")));

        Secrets.refused(stale, ErrorCode.STALE, "version");
        assertThat(articles.findById(row.id()).data().get("title")).isEqualTo("Newer");
    }

    @Test
    void theVersionCannotBeChanged() {
        Row row = invoices.create(Map.of("net", 1)).data();

        Secrets.refused(
                invoices.update(eq("id", row.id()), Map.of("version", Change.increment(1))),
                ErrorCode.INVALID_INPUT,
                "version");
        Secrets.refused(
                invoices.updateMany(Filter.all(), Map.of("version", 1, "net", 2)), ErrorCode.INVALID_INPUT, "version");
        Secrets.refused(
                invoices.update(eq("id", row.id()), java.util.Collections.singletonMap("version", null)),
                ErrorCode.INVALID_INPUT,
                "version");
        Secrets.refused(invoices.create(Map.of("version", 7)), ErrorCode.INVALID_INPUT, "version");
        Secrets.refused(
                invoices.update(eq("id", row.id()), Map.of("version", "x")), ErrorCode.INVALID_INPUT, "version");
    }

    @Test
    void aVersionMayBeATime() {
        Model<Stamped> stamped = database.model(Stamped.class);
        Row row = stamped.create(Map.of("text", "a")).data();

        Row updated = stamped.update(eq("id", row.id()), Map.of("text", "b", "version", row.get("version")))
                .data();

        assertThat(updated.getInstant("version")).isAfter(row.getInstant("version"));
        assertThat(stamped.findById(row.id()).data()).isEqualTo(updated);
        assertThat(stamped.update(eq("id", row.id()), Map.of("text", "c", "version", row.get("version")))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.STALE);
    }

    @Test
    void generatedValuesAreInTheRowAtOnce() {
        Row row = invoices.create(Map.of("net", 5)).data();

        assertThat(row)
                .containsEntry("answer", 42)
                .containsEntry("state", "open")
                .containsEntry("thrice", 15);
        assertThat(row.getInstant("createdAt")).isCloseTo(Instant.now(), within10Seconds());
        assertThat(invoices.findById(row.id()).data()).isEqualTo(row);

        Row updated = invoices.update(eq("id", row.id()), Map.of("net", Change.increment(1)))
                .data();

        assertThat(updated).containsEntry("answer", 42).containsEntry("thrice", 18);
        assertThat(updated.get("createdAt")).isEqualTo(row.get("createdAt"));
        assertThat(updated.getInstant("changedAt")).isAfter(row.getInstant("changedAt"));
        Secrets.refused(invoices.create(Map.of("thrice", 1)), ErrorCode.INVALID_INPUT, "thrice");
        Secrets.refused(invoices.update(eq("id", row.id()), Map.of("thrice", 1)), ErrorCode.INVALID_INPUT, "thrice");
    }

    static org.assertj.core.data.TemporalUnitOffset within10Seconds() {
        return org.assertj.core.api.Assertions.within(10, ChronoUnit.SECONDS);
    }

    @Test
    void aDocumentOfAnotherTypeThanItsAttributesIsAFailureThatDoesNotShowIt() {
        Object id = articles.create(Map.of("title", "a")).data().id();
        database.execute("update callback_test$article set marks = '{\"a\": \"" + Secrets.TEXT + "\"}'");

        Secrets.refused(articles.update(Map.of("id", id), Map.of("words", 1)), ErrorCode.UNKNOWN);
        Secrets.refused(articles.delete(Map.of("id", id)), ErrorCode.UNKNOWN);
        Secrets.refused(articles.deleteMany(Filter.all()), ErrorCode.UNKNOWN);

        articles.findById(id).orThrow();
    }
}
