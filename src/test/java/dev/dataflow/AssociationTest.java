package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.isNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Associations are ids in rows; collections are kept in step by Hibernate. */
class AssociationTest {
    @Entity
    static class Author extends Identified {
        String name;

        @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
        List<Book> books = new ArrayList<>();

        @OneToOne(mappedBy = "author")
        Passport passport;
    }

    @Entity
    static class Passport extends Identified {
        String number;

        @OneToOne
        @JoinColumn(unique = true)
        Author author;
    }

    @Embeddable
    record Review(String text, int stars) {}

    @Entity
    static class Book extends Identified {
        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        Author author;

        @ManyToOne(fetch = FetchType.EAGER)
        Book sequelOf;

        @ManyToMany
        Set<Author> editors;

        @ElementCollection
        List<String> keywords;

        @ElementCollection
        Map<String, Integer> ratings;

        @ElementCollection
        List<Review> reviews;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Author.class, Passport.class, Book.class);

    final Model<Author> authors = database.model(Author.class);
    final Model<Book> books = database.model(Book.class);

    Object author(String name) {
        return authors.create(Map.of("name", name)).data().id();
    }

    @Test
    void anAssociationTakesAnIdAMapARowOrAnEntity() {
        Row row = authors.create(Map.of("name", "a")).data();
        Author entity = new Author();
        authors.create(entity).orThrow();

        assertThat(books.create(Map.of("title", "1", "author", row.id())).data().get("author"))
                .isEqualTo(row.id());
        assertThat(books.create(Map.of("title", "2", "author", "1")).data().get("author"))
                .isEqualTo(row.id());
        assertThat(books.create(Map.of("title", "3", "author", Map.of("id", 1)))
                        .data()
                        .get("author"))
                .isEqualTo(row.id());
        assertThat(books.create(Map.of("title", "4", "author", row)).data().get("author"))
                .isEqualTo(row.id());
        assertThat(books.create(Map.of("title", "5", "author", entity)).data().get("author"))
                .isEqualTo(entity.getId());
        assertThat(books.count(eq("author", row)).data()).isEqualTo(4);
        assertThat(books.count(eq("author", entity)).data()).isEqualTo(1);
        assertThat(books.count(eq("author.id", 1)).data()).isEqualTo(4);
        assertThat(books.updateMany(eq("title", "5"), Map.of("author", row)).data())
                .isEqualTo(1);
        assertThat(books.updateMany(eq("title", "5"), java.util.Collections.singletonMap("author", null))
                        .data())
                .isEqualTo(1);
        assertThat(books.findMany(isNull("author")).data()).hasSize(1);
        Secrets.refused(books.create(Map.of("author", new Author())), ErrorCode.INVALID_INPUT, "author");
        Secrets.refused(books.create(Map.of("author", Map.of("name", "a"))), ErrorCode.INVALID_INPUT, "author");
        Secrets.refused(books.create(Map.of("author", new Book())), ErrorCode.INVALID_INPUT, "author");
    }

    @Test
    void aRowMayReferToItself() {
        Object first = books.create(Map.of("title", "1")).data().id();
        Row second = books.create(Map.of("title", "2", "sequelOf", first)).data();

        assertThat(second.get("sequelOf")).isEqualTo(first);
        assertThat(books.findMany(eq("sequelOf", first)).data()).containsExactly(second);
        assertThat(books.update(eq("id", first), Map.of("sequelOf", first))
                        .data()
                        .get("sequelOf"))
                .isEqualTo(first);
        Secrets.refused(books.delete(eq("id", first)), ErrorCode.FOREIGN_KEY_VIOLATION);
    }

    @Test
    void aOneToOneIsSeenFromTheSideThatHasTheKey() {
        Model<Passport> passports = database.model(Passport.class);
        Object author = author("a");

        Row passport = passports.create(Map.of("number", "1", "author", author)).data();

        assertThat(passport.get("author")).isEqualTo(author);
        Secrets.refused(passports.create(Map.of("author", author)), ErrorCode.UNIQUE_VIOLATION, "author");
        assertThat(authors.findById(author).data()).doesNotContainKey("passport");
        assertThat(authors.findOne(eq("passport", passport.id())).data().id()).isEqualTo(author);
        assertThat(authors.findOne(eq("passport.number", "1")).data().id()).isEqualTo(author);
        Secrets.refused(authors.update(eq("id", author), Map.of("passport", 1)), ErrorCode.INVALID_INPUT, "passport");
    }

    @Test
    void theSideWithoutAKeyIsNotGivenInACreate() {
        Object passport = database.model(Passport.class)
                .create(Map.of("number", "1"))
                .data()
                .id();

        Secrets.refused(authors.create(Map.of("passport", passport)), ErrorCode.INVALID_INPUT, "passport");
        Secrets.refused(authors.create(Map.of("books", List.of(1))), ErrorCode.INVALID_INPUT, "books.0");
    }

    @Test
    void collectionsOfBasicValuesAreStoredWithACreateAndGoWithADelete() {
        Map<String, Object> book = new LinkedHashMap<>();
        book.put("title", "t");
        book.put("keywords", List.of("a", "b"));
        book.put("ratings", Map.of("x", "5"));
        Object id = books.create(book).data().id();

        assertThat(database.query("select keywords from \"association_test$book_keywords\" order by 1"))
                .containsExactly("a", "b");
        assertThat(database.query("select ratings from \"association_test$book_ratings\""))
                .containsExactly(5);
        assertThat(books.update(eq("id", id), Map.of("title", "u")).success()).isTrue();
        assertThat(database.query("select keywords from \"association_test$book_keywords\" order by 1"))
                .containsExactly("a", "b");
        assertThat(books.deleteMany(eq("title", "u")).data()).isEqualTo(1);
        assertThat(database.query("select keywords from \"association_test$book_keywords\""))
                .isEmpty();
    }

    @Test
    void anEntityBringsItsCollectionsAlong() {
        Author editor = new Author();
        authors.create(editor).orThrow();
        Book book = new Book();
        book.title = "t";
        book.editors = new HashSet<>(Set.of(editor));
        book.keywords = new ArrayList<>(List.of("k"));
        book.ratings = new LinkedHashMap<>(Map.of("x", 5));
        book.reviews = new ArrayList<>(List.of(new Review("fine", 4)));

        Row row = books.create(book).data();

        assertThat(row).containsEntry("title", "t").doesNotContainKeys("editors", "keywords");
        assertThat(database.query("select editors_id from \"association_test$book_editors\""))
                .containsExactly(editor.getId());
        assertThat(database.query("select ratings from \"association_test$book_ratings\""))
                .containsExactly(5);
        assertThat(database.query("select stars from \"association_test$book_reviews\""))
                .containsExactly(4);
        assertThat(books.delete(eq("id", row.id())).success()).isTrue();
        assertThat(database.query("select 1 from \"association_test$book_editors\""))
                .isEmpty();
    }

    @Test
    void collectionsAreNotFilteredAndTakeWhatFits() {
        Secrets.refused(books.findMany(eq("keywords", "a")), ErrorCode.INVALID_INPUT, "keywords");
        Secrets.refused(books.create(Map.of("ratings", Map.of("a", "x"))), ErrorCode.INVALID_INPUT, "ratings");
        Secrets.refused(books.create(Map.of("ratings", List.of(1))), ErrorCode.INVALID_INPUT, "ratings");
        Secrets.refused(books.create(Map.of("keywords", "a")), ErrorCode.INVALID_INPUT, "keywords");
        Secrets.refused(books.create(Map.of("keywords", List.of(1))), ErrorCode.INVALID_INPUT, "keywords");
        Secrets.refused(
                books.create(Map.of("reviews", List.of(Map.of("text", "x")))), ErrorCode.INVALID_INPUT, "reviews");
    }

    @Test
    void aParentWithChildrenIsNotDeletedByAccident() {
        Object author = author("a");
        books.create(Map.of("title", "t", "author", author)).orThrow();

        Secrets.refused(authors.delete(eq("id", author)), ErrorCode.FOREIGN_KEY_VIOLATION);
        database.df().transaction(tx -> {
            assertThat(authors.deleteMany(Filter.all()).success()).isFalse();
            assertThat(books.deleteMany(Filter.all()).data()).isEqualTo(1);
            assertThat(authors.deleteMany(Filter.all()).data()).isEqualTo(1);
        });
    }
}
