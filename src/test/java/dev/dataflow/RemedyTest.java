package dev.dataflow;

import static dev.dataflow.ErrorCode.INVALID_INPUT;
import static dev.dataflow.ErrorCode.NOT_NULL_VIOLATION;
import static dev.dataflow.Filter.attribute;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.some;
import static dev.dataflow.Secrets.TEXT;
import static dev.dataflow.Secrets.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What those meet who are new here: a message says what was meant, or what to do. */
class RemedyTest {
    record Size(int width, int height) {}

    @Embeddable
    static class Address {
        String city;
    }

    @Entity
    static class Article {
        @Id
        String sku;

        @Column(nullable = false)
        String title;

        int stock;

        @Json
        Size size;

        @Json
        Map<String, Object> labels;

        Address origin;

        @ManyToOne
        Shelf shelf;
    }

    @Entity
    static class Shelf extends Identified {
        String name;

        @OneToMany(mappedBy = "shelf", cascade = CascadeType.PERSIST)
        List<Article> articles = new ArrayList<>();
    }

    @Entity
    static class Crate extends Identified {
        @Json
        Size size;

        @ElementCollection
        Set<String> marks = new HashSet<>();
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Article.class, Shelf.class, Crate.class);

    private final Model<Article> articles = database.model(Article.class);
    private final Model<Shelf> shelves = database.model(Shelf.class);

    private static String message(Result<?> result, String attribute) {
        return refused(result, INVALID_INPUT, attribute).message();
    }

    @Test
    void anOperatorWithoutItsDollarSignIsRecognised() {
        assertThat(message(articles.findMany(Map.of("stock", Map.of("gte", 1))), "stock"))
                .contains("got a map", "'$gte'");
        assertThat(message(articles.findMany(Map.of("shelf.name", Map.of("in", List.of(TEXT)))), "shelf.name"))
                .contains("'$in'");
        assertThat(articles.count(Map.of("labels", Map.of("in", 1))).data()).isZero();
    }

    @Test
    void whatIsNoneOfAnEmbeddedValueComesWithTheNearestName() {
        assertThat(message(articles.findMany(eq("origin.ctiy", TEXT)), "origin.ctiy"))
                .contains("'city'");
        assertThat(message(articles.update(eq("sku", "A"), Map.of("origin.ctiy", TEXT)), "origin.ctiy"))
                .contains("'city'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> articles.exposing("origin.ctiy"))
                .withMessageContaining("'city'");
    }

    @Test
    void aComparisonNamesTheOneOfItsAttributesThatThereIsNot() {
        assertThat(message(articles.findMany(eq("stock", attribute("stok"))), "stock"))
                .contains("'stok'", "'stock'");
    }

    @Test
    void aPathInANewRowIsToBeAMap() {
        assertThat(message(articles.create(Map.of("sku", "A", "title", "Tea", "origin.city", TEXT)), "origin.city"))
                .contains("'origin' as a map");
        assertThat(message(articles.create(Map.of("sku", "A", "title", "Tea", "labels.a", TEXT)), "labels.a"))
                .contains("'labels' as a map");
        assertThat(message(articles.create(Map.of("sku", "A", "title", "Tea", ".a", TEXT)), ".a"))
                .contains("there is no such attribute");
    }

    @Test
    void whatIsNoListOfRowsIsToBeOne() {
        assertThat(message(shelves.create(Map.of("articles", Map.of("sku", TEXT))), "articles"))
                .contains("expected a list");
    }

    @Test
    void aCollectionIsNoOrderAndARowIsNoCollection() {
        assertThat(message(shelves.findMany(Query.all().orderBy("articles.title")), "articles.title"))
                .contains("a row has no one value");
        assertThat(message(articles.findMany(some("shelf", eq("name", TEXT))), "shelf"))
                .contains("a path goes on across it");
    }

    @Test
    void noValuesAtAllAreNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> Filter.in("sku", (Collection<?>) null))
                .withMessage("values");
    }

    @Test
    void anEntityWithoutItsIdIsAFailureLikeAMapWithoutIt() {
        refused(articles.create(new Article()), NOT_NULL_VIOLATION, "sku", "title");
        refused(articles.create(Map.of()), NOT_NULL_VIOLATION, "sku", "title");
    }

    @Test
    void anEntityWithAnotherThatIsNotStoredIsAFailure() {
        Article article = new Article();
        article.sku = "A";
        article.title = TEXT;
        article.shelf = new Shelf();

        assertThat(message(articles.create(article), "shelf")).contains("Shelf has no id: store it first");
        assertThat(articles.count().data()).isZero();
    }

    @Test
    void keysAndFractionsThatADocumentsTypeHasNotAreNotLost() {
        assertThat(message(sized(Map.of("width", 1, "hieght", 2)), "size")).contains("hieght");
        assertThat(message(sized(Map.of("width", 1.5, "height", 2)), "size")).contains("width");
        assertThat(message(sized(TEXT), "size")).contains("got a text");
        assertThat(sized(Map.of("width", "1", "height", 2)).data().getMap("size"))
                .isEqualTo(Map.of("width", 1, "height", 2));
    }

    private Result<Row> sized(Object size) {
        return articles.create(Map.of("sku", "A", "title", "Tea", "size", size));
    }

    @Test
    void whatADocumentsTypeHasNotIsNotPutIntoIt() {
        sized(Map.of("width", 1, "height", 2)).orThrow();

        assertThat(message(resized("size.width", TEXT), "size.width")).contains("int");
        assertThat(message(resized("size.width", 1.5), "size.width")).contains("int");
        assertThat(message(resized("size.hieght", 3), "size.hieght")).contains("[width, height]");
        refused(resized("size.width", Change.set(null)), NOT_NULL_VIOLATION, "size.width");
        assertThat(resized("size.width", 3).data().getMap("size")).isEqualTo(Map.of("width", 3, "height", 2));
        assertThat(resized("labels.a.b", TEXT).data().at("labels.a.b")).isEqualTo(TEXT);
        articles.delete(eq("sku", "A")).orThrow();
    }

    private Result<Row> resized(String path, Object value) {
        return articles.update(eq("sku", "A"), Map.of(path, value));
    }

    @Test
    void aDocumentThatHibernateCannotCopyIsToBeSerializable() {
        Model<Crate> crates = database.model(Crate.class);
        Object id = crates.create(Map.of("size", Map.of("width", 1, "height", 2)))
                .data()
                .id();

        assertThat(crates.delete(eq("id", id)).error().message()).contains("implement java.io.Serializable");
    }

    @Test
    void aRowSaysHowToSeeMoreOfAnother() {
        Object shelf = shelves.create(Map.of()).data().id();
        articles.create(Map.of("sku", "A", "title", "Tea", "shelf", shelf)).orThrow();
        Row article = articles.findById("A").data();

        assertThat(article.getLong("shelf")).isEqualTo(shelf);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> article.getString("shelf.name"))
                .withMessageContaining("include(\"shelf\")");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> article.getRow("shelf"))
                .withMessageContaining("includes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shelves.findById(shelf).data().getRows("articles"))
                .withMessageContaining("includes");
        assertThat(articles.findMany(Query.all().include("shelf")).data().get(0).at("shelf.name"))
                .isNull();
    }
}
