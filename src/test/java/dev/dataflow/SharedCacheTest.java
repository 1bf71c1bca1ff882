package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.cfg.CacheSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that caches entities beyond its sessions sees what the facade writes, and the facade never what is cached. */
class SharedCacheTest {
    @Entity
    @Cacheable
    @Table(name = "shelf")
    static class Shelf extends Identified {
        String name = "";

        @OneToMany(mappedBy = "shelf", cascade = CascadeType.PERSIST)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Book> books;
    }

    @Entity
    @Cacheable
    @Table(name = "book")
    static class Book extends Identified {
        String name = "";
        int changes;

        @ManyToOne
        Shelf shelf;

        @PreUpdate
        void preUpdate() {
            changes++;
        }
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(builder -> builder.models(Shelf.class, Book.class)
            .property(CacheSettings.CACHE_REGION_FACTORY, "dev.dataflow.junit.SecondLevelCacheTest$InMemory"));

    final Model<Shelf> shelves = database.model(Shelf.class);
    final Model<Book> books = database.model(Book.class);
    final EntityManagerFactory factory = database.df().entityManagerFactory();

    /** Makes Hibernate remember a shelf. */
    private Object remembered() {
        Object id = shelves.create(Map.of("name", "old")).orThrow().id();
        assertThat(nameOf(id)).isEqualTo("old");
        assertThat(factory.getCache().contains(Shelf.class, id)).isTrue();
        return id;
    }

    private String nameOf(Object id) {
        return factory.callInTransaction(manager -> {
            Shelf shelf = manager.find(Shelf.class, id);
            return shelf == null ? "none" : shelf.name;
        });
    }

    @Test
    void aChangeAndADeletionAreSeen() {
        Object id = remembered();

        shelves.update(eq("id", id), Map.of("name", "new")).orThrow();
        assertThat(nameOf(id)).isEqualTo("new");
        shelves.deleteMany(eq("id", id)).orThrow();
        assertThat(nameOf(id)).isEqualTo("none");
    }

    @Test
    void whatOthersRememberBeforeACommitIsForgottenAfterIt() {
        Object id = remembered();

        database.df().transaction(tx -> {
            shelves.update(eq("id", id), Map.of("name", "new")).orThrow();
            assertThat(nameOf(id)).isEqualTo("old");
        });

        assertThat(nameOf(id)).isEqualTo("new");
    }

    @Test
    void anUpdateWithCallbacksDoesNotBringBackWhatWasRemembered() {
        Object id = books.create(Map.of("name", "old")).orThrow().id();
        factory.runInTransaction(manager -> manager.find(Book.class, id));

        Row book = books.update(eq("id", id), Map.of("name", "new")).orThrow();

        assertThat(book).containsEntry("name", "new").containsEntry("changes", 1);
    }

    @Test
    void rowsInsideARowAreSeen() {
        Object id = remembered();
        assertThat(booksOf(id)).isZero();

        shelves.update(eq("id", id), Map.of("books", List.of(Map.of("name", "a"), Map.of("name", "b"))))
                .orThrow();

        assertThat(booksOf(id)).isEqualTo(2);
    }

    private int booksOf(Object id) {
        return factory.callInTransaction(
                manager -> manager.find(Shelf.class, id).books.size());
    }
}
