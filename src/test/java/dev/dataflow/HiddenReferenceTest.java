package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PreRemove;
import jakarta.persistence.PreUpdate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.TenantId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows refer to others that may not be seen any more, and are changed and deleted like all. */
class HiddenReferenceTest {
    @Entity
    @SoftDelete
    static class Tag extends Identified {
        @TenantId
        String tenant;
    }

    @Entity
    @SoftDelete
    static class Label extends Identified {
        String name;
    }

    @Entity
    @SQLRestriction("hidden = false")
    static class Place extends Identified {
        boolean hidden;
    }

    @Embeddable
    static class Origin {
        @ManyToOne
        Place place;
    }

    @Entity
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Book extends Identified {
        @TenantId
        String tenant;

        @Column(unique = true)
        String name;

        int pages;

        @ManyToOne
        Tag tag;

        @ManyToOne
        Label label;

        Origin origin;
    }

    @Entity
    static class Atlas extends Book {
        int maps;
    }

    /** Its callbacks are told of what the facade's own statements have changed. */
    @Entity
    static class Watched extends Identified {
        @TenantId
        String tenant;

        @Column(unique = true)
        String name;

        int pages;

        @ManyToOne
        Tag tag;

        @ManyToOne
        Label label;

        Origin origin;

        @PreUpdate
        @PreRemove
        void see() {}
    }

    /** Its callback sees, and may change, a collection. */
    @Entity
    static class Shelf extends Identified {
        String name;

        @ManyToMany(fetch = FetchType.EAGER)
        Set<Label> labels = new HashSet<>();

        int seen;

        @PreUpdate
        void see() {
            seen = labels.size();
            if (name.equals("empty")) {
                labels.clear();
            }
        }
    }

    @RegisterExtension
    static final FacadeDatabase database =
            FacadeDatabase.of(Tag.class, Label.class, Place.class, Book.class, Atlas.class, Watched.class, Shelf.class);

    private final DataFlow df = database.df().tenant("acme");
    private Map<String, Object> hidden;

    @BeforeEach
    void something_is_referred_to() {
        hidden = Map.of(
                "tag",
                df.model(Tag.class).create(Map.of()).orThrow().id(),
                "label",
                df.model(Label.class).create(Map.of()).orThrow().id(),
                "origin",
                Map.of("place", df.model(Place.class).create(Map.of()).orThrow().id()));
    }

    private Model<?> withHidden(Class<?> entity) {
        Model<?> model = df.model(entity);
        for (String name : List.of("a", "b")) {
            Object id = model.create(Map.of("name", name)).orThrow().id();
            model.update(eq("id", id), hidden).orThrow();
        }
        df.model(Tag.class).deleteMany(Filter.all()).orThrow();
        df.model(Label.class).deleteMany(Filter.all()).orThrow();
        df.model(Place.class).updateMany(Filter.all(), Map.of("hidden", true)).orThrow();
        return model;
    }

    @ParameterizedTest
    @ValueSource(classes = {Book.class, Atlas.class, Watched.class})
    void changesOfOtherAttributesLeaveTheReferences(Class<?> entity) {
        Model<?> model = withHidden(entity);

        model.update(eq("name", "a"), Map.of("pages", 1)).orThrow();
        model.updateMany(Filter.all(), Map.of("pages", 2)).orThrow();
        model.updateEach(List.of(Map.of("name", "a", "pages", 3)), "name").orThrow();
        model.upsert(Map.of("name", "a"), Map.of("pages", 4)).orThrow();
        model.upsertMany(List.of(Map.of("name", "b", "pages", 4)), "name").orThrow();

        assertThat(model.findMany().orThrow())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row).containsAllEntriesOf(hidden).containsEntry("pages", 4));
    }

    @ParameterizedTest
    @ValueSource(classes = {Book.class, Atlas.class, Watched.class})
    void rowsThatReferToThemAreDeleted(Class<?> entity) {
        Model<?> model = withHidden(entity);

        assertThat(model.delete(eq("name", "a")).success()).isTrue();
        assertThat(model.deleteMany(eq("label", hidden.get("label"))).orThrow()).isEqualTo(1);
    }

    @Test
    void changesOfOtherAttributesLeaveTheHiddenElementsOfACollection() {
        Model<Label> labels = df.model(Label.class);
        Model<Shelf> shelves = df.model(Shelf.class);
        Object gone = labels.create(Map.of()).orThrow().id();
        Object there = labels.create(Map.of()).orThrow().id();
        Object shelf = shelves.create(Map.of("name", "a", "labels", List.of(gone, there)))
                .orThrow()
                .id();
        labels.delete(eq("id", gone)).orThrow();

        Row changed = shelves.update(eq("id", shelf), Map.of("name", "b")).orThrow();

        assertThat(changed.get("seen")).isEqualTo(1);
        assertThat(database.query("select labels_id from hidden_reference_test$shelf_labels"))
                .containsExactlyInAnyOrder(gone, there);
        shelves.update(eq("id", shelf), Map.of("name", "empty")).orThrow();
        assertThat(database.query("select labels_id from hidden_reference_test$shelf_labels"))
                .isEmpty();
    }
}
