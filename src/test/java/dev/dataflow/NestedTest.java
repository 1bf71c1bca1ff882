package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Secrets.TEXT;
import static dev.dataflow.Secrets.refused;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PrePersist;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows inside rows: what is created, what is connected, and how a problem deep inside is told. */
class NestedTest {
    @Entity
    @Table(name = "buyer")
    static class Buyer extends Identified {
        @Column(nullable = false, unique = true)
        String email;
    }

    @Entity
    @Table(name = "purchase")
    static class Purchase extends Identified {
        String title;

        @ManyToOne(cascade = CascadeType.PERSIST)
        Buyer buyer;

        @ManyToOne
        Buyer payer;

        @OneToMany(mappedBy = "purchase", cascade = CascadeType.ALL)
        List<Item> items;

        @ManyToMany(cascade = CascadeType.PERSIST)
        Set<Label> labels;

        @OneToMany(cascade = CascadeType.PERSIST)
        @JoinColumn(name = "purchase_id")
        List<Note> notes;
    }

    @Entity
    @Table(name = "item")
    static class Item extends Identified {
        @ManyToOne(optional = false)
        Purchase purchase;

        @Column(nullable = false, unique = true)
        String sku;

        int quantity = 1;
        String stamp;

        @OneToMany(mappedBy = "item", cascade = CascadeType.PERSIST)
        List<Part> parts;

        @PrePersist
        void prePersist() {
            stamp = "made";
        }
    }

    @Entity
    @Table(name = "part")
    static class Part extends Identified {
        @ManyToOne
        Item item;

        @Column(nullable = false, unique = true)
        String code;
    }

    @Entity
    @Table(name = "label")
    static class Label extends Identified {
        @Column(unique = true)
        String name;

        @ManyToMany(mappedBy = "labels")
        Set<Purchase> purchases;
    }

    @Entity
    @Table(name = "note")
    static class Note extends Identified {
        String text;
    }

    @RegisterExtension
    static final FacadeDatabase database =
            FacadeDatabase.of(Buyer.class, Purchase.class, Item.class, Part.class, Label.class, Note.class);

    final Model<Purchase> purchases = database.model(Purchase.class);

    @Test
    void mapsInsideAMapAreCreatedAtAnyDepth() {
        Row purchase = purchases
                .create(Map.of(
                        "title", "t",
                        "buyer", Map.of("email", "a@b.c"),
                        "items",
                                List.of(
                                        Map.of("sku", "A", "quantity", 2, "parts", List.of(Map.of("code", "p"))),
                                        Map.of("sku", "B")),
                        "labels", List.of(Map.of("name", "red"), Map.of("name", "blue")),
                        "notes", List.of(Map.of("text", "n"))))
                .orThrow();

        assertThat(purchase.get("buyer"))
                .isEqualTo(database.model(Buyer.class)
                        .findOne(eq("email", "a@b.c"))
                        .orThrow()
                        .id());
        assertThat(database.model(Item.class)
                        .findMany(eq("purchase", purchase.id()))
                        .orThrow())
                .extracting(row -> row.get("sku") + " " + row.get("quantity") + " " + row.get("stamp"))
                .containsExactly("A 2 made", "B 1 made");
        assertThat(database.query("select code from part join item on item.id = part.item_id where sku = 'A'"))
                .containsExactly("p");
        assertThat(database.query("select count(*) from purchase_labels")).containsExactly(2L);
        assertThat(database.query("select text from note where purchase_id is not null"))
                .containsExactly("n");
    }

    @Test
    void idsConnectWhatIsThere() {
        Object buyer = database.model(Buyer.class)
                .create(Map.of("email", "a@b.c"))
                .orThrow()
                .id();
        Object red = database.model(Label.class)
                .create(Map.of("name", "red"))
                .orThrow()
                .id();
        Object first = purchases
                .create(Map.of("items", List.of(Map.of("sku", "A"))))
                .orThrow()
                .id();
        Object item = database.model(Item.class).findMany().orThrow().get(0).id();
        Object note =
                database.model(Note.class).create(Map.of("text", "n")).orThrow().id();

        Row second = purchases
                .create(Map.of(
                        "buyer", Map.of("id", buyer),
                        "payer", buyer,
                        "items", List.of(item),
                        "labels", List.of(Map.of("id", red), Map.of("name", "blue"), red),
                        "notes", List.of(note)))
                .orThrow();

        assertThat(second).containsEntry("buyer", buyer).containsEntry("payer", buyer);
        assertThat(database.query("select purchase_id from item")).containsExactly(second.id());
        assertThat(database.query("select count(*) from purchase_labels")).containsExactly(2L);
        assertThat(database.query("select purchase_id from note")).containsExactly(second.id());
        assertThat(first).isNotEqualTo(second.id());
    }

    @Test
    void anUpdateAddsToAssociations() {
        Row purchase = purchases
                .create(Map.of("title", "old", "items", List.of(Map.of("sku", "A"))))
                .orThrow();

        Row updated = purchases
                .update(
                        Map.of("id", purchase.id()),
                        Map.of(
                                "title", "new",
                                "buyer", Map.of("email", "x@y.z"),
                                "items", List.of(Map.of("sku", "B")),
                                "labels", List.of(Map.of("name", "red"))))
                .orThrow();

        assertThat(updated).containsEntry("title", "new");
        assertThat(updated.get("buyer")).isNotNull();
        assertThat(database.query("select sku from item order by 1")).containsExactly("A", "B");
        Object red = database.model(Label.class).findMany().orThrow().get(0).id();
        database.model(Label.class)
                .update(Map.of("id", red), Map.of("purchases", List.of(Map.of("id", purchase.id()))))
                .orThrow();
        assertThat(database.query("select count(*) from purchase_labels")).containsExactly(1L);
    }

    @Test
    void problemsNameTheWholePathAndComeTogether() {
        refused(
                purchases.create(Map.of(
                        "titel", TEXT,
                        "buyer", Map.of("mail", TEXT),
                        "payer", Map.of("email", TEXT),
                        "items", List.of(Map.of("sku", "A"), Map.of("quantity", TEXT), List.of()))),
                ErrorCode.INVALID_INPUT,
                "titel",
                "buyer.mail",
                "buyer.email",
                "payer",
                "items.1.quantity",
                "items.2");
        assertThat(purchases.count().orThrow()).isZero();
    }

    @Test
    void whatTheDatabaseRefusesDeepInsideIsToldByItsPathAndNothingIsStored() {
        purchases.create(Map.of("items", List.of(Map.of("sku", "A")))).orThrow();

        database.df().transaction(tx -> {
            Failure twin = refused(
                    purchases.create(Map.of(
                            "buyer", Map.of("email", "e"), "items", List.of(Map.of("sku", "B"), Map.of("sku", "A")))),
                    ErrorCode.UNIQUE_VIOLATION,
                    "items.1.sku");
            assertThat(twin.model()).isEqualTo("Purchase");
        });
        refused(purchases.create(Map.of("labels", List.of(999))), ErrorCode.INVALID_INPUT, "labels.0");
        refused(purchases.create(Map.of("items", List.of(999))), ErrorCode.INVALID_INPUT, "items.0");
        refused(purchases.update(Map.of("id", 999), Map.of("buyer", Map.of("email", "q"))), ErrorCode.NOT_FOUND);

        assertThat(purchases.count().orThrow()).isEqualTo(1);
        assertThat(database.model(Buyer.class).count().orThrow()).isZero();
    }

    @Test
    void ofManyThatAreStoredTogetherTheOneToBlameIsNamed() {
        Map<String, Object> parts = Map.of(
                "sku",
                "A",
                "parts",
                Stream.of("p", "q", "r", "s", "q")
                        .map(code -> Map.of("code", code))
                        .toList());

        refused(purchases.create(Map.of("items", List.of(parts))), ErrorCode.UNIQUE_VIOLATION, "items.0.parts.4.code");
        assertThat(purchases.count().orThrow()).isZero();
        assertThat(database.model(Part.class).count().orThrow()).isZero();
    }
}
