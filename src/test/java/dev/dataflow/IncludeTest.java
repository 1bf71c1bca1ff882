package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKey;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderBy;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SoftDelete;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows with those that their associations lead to, and rows with less than all of their attributes. */
class IncludeTest {
    @Embeddable
    record Address(String street, String city) {}

    @Entity
    @Table(name = "customer")
    static class Customer extends Identified {
        String name;
        String email;

        @Embedded
        Address address;

        @Json
        Map<String, Object> profile;

        @ManyToOne(fetch = FetchType.LAZY)
        Customer recommendedBy;

        @OneToMany(mappedBy = "recommendedBy")
        Set<Customer> recommended;

        @OneToMany(mappedBy = "customer")
        @OrderBy("total desc")
        List<Purchase> orders;

        @OneToOne(mappedBy = "customer")
        Card card;
    }

    @Entity
    @Table(name = "card")
    static class Card extends Identified {
        String number;

        @OneToOne
        @JoinColumn(unique = true)
        Customer customer;
    }

    @Entity
    @Table(name = "purchase")
    static class Purchase extends Identified {
        BigDecimal total;
        LocalDate day;

        @ManyToOne
        Customer customer;

        @OneToMany(mappedBy = "purchase")
        List<Item> items;

        @ManyToMany
        @jakarta.persistence.JoinTable(
                name = "purchase_tag",
                joinColumns = @JoinColumn(name = "purchase_id"),
                inverseJoinColumns = @JoinColumn(name = "tag_id"))
        Set<Tag> tags;

        @ElementCollection
        @jakarta.persistence.CollectionTable(name = "purchase_note", joinColumns = @JoinColumn(name = "purchase_id"))
        @OrderColumn(name = "position")
        List<String> notes = new ArrayList<>();

        @ElementCollection
        @jakarta.persistence.CollectionTable(name = "purchase_rating", joinColumns = @JoinColumn(name = "purchase_id"))
        Map<String, Integer> ratings = new HashMap<>();

        @ElementCollection
        @jakarta.persistence.CollectionTable(name = "purchase_stop", joinColumns = @JoinColumn(name = "purchase_id"))
        @OrderBy("city")
        List<Address> stops = new ArrayList<>();
    }

    @Entity
    @Table(name = "item")
    static class Item extends Identified {
        String sku;

        @ManyToOne
        Purchase purchase;

        @ManyToOne
        Stock stock;
    }

    @Embeddable
    record Shelf(String hall, int number) implements Serializable {}

    @Entity
    @Table(name = "stock")
    static class Stock {
        @EmbeddedId
        Shelf shelf;

        int quantity;

        @OneToMany(mappedBy = "stock")
        @MapKey(name = "sku")
        Map<String, Item> bySku;
    }

    @Entity
    @Table(name = "tag")
    @SoftDelete
    static class Tag extends Identified {
        String name;

        @ManyToMany(mappedBy = "tags")
        Set<Purchase> purchases;
    }

    @Entity
    @Table(name = "animal")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Animal extends Identified {
        String name;

        @ManyToOne
        Keeper keeper;
    }

    @Entity
    static class Dog extends Animal {
        int tricks;

        @OneToMany
        @JoinColumn(name = "dog_id")
        List<Toy> toys;
    }

    @Entity
    @Table(name = "toy")
    static class Toy extends Identified {
        String kind;
    }

    @Entity
    @Table(name = "keeper")
    static class Keeper extends Identified {
        @OneToMany(mappedBy = "keeper")
        @SQLRestriction("name <> 'hidden'")
        List<Animal> animals;
    }

    private static final Class<?>[] MODELS = {
        Customer.class,
        Card.class,
        Purchase.class,
        Item.class,
        Stock.class,
        Tag.class,
        Animal.class,
        Dog.class,
        Toy.class,
        Keeper.class
    };

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(MODELS);

    final Model<Customer> customers = database.model(Customer.class);
    final Model<Purchase> purchases = database.model(Purchase.class);
    final Model<Item> items = database.model(Item.class);

    @BeforeEach
    void twoCustomers() {
        Object ada = customers
                .create(Map.of(
                        "name",
                        "Ada",
                        "email",
                        "ada@example.com",
                        "address",
                        Map.of("street", "High Street", "city", "London"),
                        "profile",
                        Map.of("age", 36, "tags", List.of("a", "b"))))
                .data()
                .id();
        customers.create(Map.of("name", "Ben", "recommendedBy", ada)).orThrow();
        database.model(Card.class)
                .create(Map.of("number", "4711", "customer", ada))
                .orThrow();
        database.model(Stock.class)
                .create(Map.of("shelf", Map.of("hall", "A'\"\\,{}", "number", 7), "quantity", 3))
                .orThrow();
        for (int total : new int[] {10, 30, 20}) {
            purchases
                    .create(Map.of("total", total, "customer", ada, "notes", List.of("z" + total, "a" + total)))
                    .orThrow();
        }
        for (int i = 0; i < 4; i++) {
            Map<String, Object> item = new HashMap<>(Map.of("sku", "s" + i, "purchase", 1 + i % 2));
            if (i > 1) {
                item.put("stock", Map.of("hall", "A'\"\\,{}", "number", 7));
            }
            items.create(item).orThrow();
        }
    }

    private static List<Object> values(List<Row> rows, String path) {
        return rows.stream().map(row -> row.at(path)).toList();
    }

    @Test
    void anAssociationToOneIsARow() {
        Row order =
                purchases.findOne(Query.where(eq("id", 1)).include("customer")).data();

        assertThat(order.getRow("customer")).isEqualTo(customers.findById(1).data());
        assertThat(order.getString("customer.email")).isEqualTo("ada@example.com");
        assertThat(order.getRow("customer").id()).isEqualTo(1L);
        assertThat(purchases.findById(1).data().get("customer")).isEqualTo(1L);
    }

    @Test
    void anAssociationThatIsNullStaysNull() {
        Row ada = customers
                .findFirst(Query.all().include("recommendedBy", "card"))
                .data();
        Row ben = customers
                .findFirst(Query.where(eq("id", 2)).include("recommendedBy", "card"))
                .data();

        assertThat(ada).containsEntry("recommendedBy", null);
        assertThat(ben).containsEntry("card", null);
        assertThat(ben.at("recommendedBy.name")).isEqualTo("Ada");
    }

    @Test
    void anAssociationWhoseKeyIsInTheOtherTableIsARowToo() {
        Row ada = customers.findFirst(Query.all().include("card")).data();

        assertThat(ada.at("card.number")).isEqualTo("4711");
    }

    @Test
    void aCollectionIsAListInItsOrder() {
        List<Row> rows =
                customers.findMany(Query.all().include("orders", "recommended")).data();

        assertThat(values(rows.get(0).getRows("orders"), "total"))
                .usingElementComparator((a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b))
                .containsExactly(new BigDecimal(30), new BigDecimal(20), new BigDecimal(10));
        assertThat(values(rows.get(0).getRows("recommended"), "name")).containsExactly("Ben");
        assertThat(rows.get(1).getRows("orders")).isEmpty();
        assertThat(rows.get(1)).containsEntry("orders", List.of());
        assertThat(customers.findById(1).data()).doesNotContainKey("orders");
    }

    @Test
    void pathsGoOnThroughCollectionsAndCompositeKeys() {
        Row ada = customers
                .findFirst(Query.all().include("orders.items.stock", "orders.customer"))
                .data();

        Row first = ada.getRows("orders").get(2);
        assertThat(values(first.getRows("items"), "sku")).containsExactly("s0", "s2");
        assertThat(values(first.getRows("items"), "stock.quantity")).containsExactly(null, 3);
        assertThat(first.at("items.1.stock.shelf.number")).isEqualTo(7);
        assertThat(first.at("customer.name")).isEqualTo("Ada");
    }

    @Test
    void aCompositeKeyLeadsBackToo() {
        Row stock = database.model(Stock.class)
                .findFirst(Query.all().include("bySku"))
                .data();

        assertThat(stock.getMap("bySku")).containsOnlyKeys("s2", "s3");
        assertThat(stock.getRow("bySku.s3").id()).isEqualTo(4L);
    }

    @Test
    void circlesGoAsFarAsTheyAreWritten() {
        Row ben = customers
                .findFirst(Query.where(eq("name", "Ben")).include("recommendedBy.recommended.recommendedBy"))
                .data();

        assertThat(ben.at("recommendedBy.recommended.0.recommendedBy.name")).isEqualTo("Ada");
        assertThat(ben.at("recommendedBy.recommended.0.recommendedBy.recommendedBy"))
                .isNull();
    }

    @Test
    void manyToManyWorksFromBothSidesAndHidesWhatIsSoftlyDeleted() {
        Model<Tag> tags = database.model(Tag.class);
        for (String name : List.of("c", "a", "b")) {
            tags.create(Map.of("name", name)).orThrow();
        }
        database.execute("insert into purchase_tag (purchase_id, tag_id, deleted) values"
                + " (1, 3, false), (1, 1, false), (1, 2, false), (2, 1, false), (3, 1, true)");
        database.execute("update tag set deleted = true where id = 2");

        List<Row> orders = purchases.findMany(Query.all().include("tags")).data();
        Row tag = tags.findFirst(Query.all().include("purchases.customer")).data();

        assertThat(values(orders.get(0).getRows("tags"), "name")).containsExactly("c", "b");
        assertThat(values(orders.get(1).getRows("tags"), "name")).containsExactly("c");
        assertThat(values(tag.getRows("purchases"), "id")).containsExactly(1L, 2L);
        assertThat(tag.at("purchases.1.customer.name")).isEqualTo("Ada");
    }

    @Test
    void elementsAreValuesInTheirOrder() {
        database.execute(
                "insert into purchase_stop (purchase_id, street, city) values (1, 'x', 'Wien'), (1, 'y', 'Bonn')");
        database.execute(
                "insert into purchase_rating (purchase_id, ratings_key, ratings) values (1, 'b', 2), (1, 'a', 1)");

        List<Row> orders = purchases
                .findMany(Query.all().include("notes", "ratings", "stops"))
                .data();

        assertThat(orders.get(0).getList("notes")).containsExactly("z10", "a10");
        assertThat(orders.get(0).getMap("ratings")).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(orders.get(0).getList("stops"))
                .containsExactly(Map.of("street", "y", "city", "Bonn"), Map.of("street", "x", "city", "Wien"));
        assertThat(orders.get(2)).containsEntry("ratings", Map.of()).containsEntry("stops", List.of());
    }

    @Test
    void rowsOfEachClassShowWhatTheirClassHas() {
        Model<Dog> dogs = database.model(Dog.class);
        Object keeper = database.model(Keeper.class).create(Map.of()).data().id();
        Model<Animal> animals = database.model(Animal.class);
        animals.create(Map.of("name", "cat", "keeper", keeper)).orThrow();
        Object dog = dogs.create(Map.of("name", "dog", "tricks", 2, "keeper", keeper))
                .data()
                .id();
        animals.create(Map.of("name", "hidden", "keeper", keeper)).orThrow();
        database.model(Toy.class).create(Map.of("kind", "ball")).orThrow();
        database.execute("update toy set dog_id = " + dog);

        List<Row> rows = animals.findMany(
                        Query.where(in("name", List.of("cat", "dog"))).include("toys", "keeper.animals"))
                .data();

        assertThat(rows.get(0)).doesNotContainKey("toys");
        assertThat(rows.get(1).at("toys.0.kind")).isEqualTo("ball");
        assertThat(rows.get(1).entityClass()).isEqualTo(Dog.class);
        assertThat(values(rows.get(0).getRows("keeper.animals"), "name")).containsExactly("cat", "dog");
        assertThat(rows.get(0).at("keeper.animals.1.tricks")).isEqualTo(2);
    }

    @Test
    void limitsAndPagesCountTheQuerysOwnRows() {
        Query query = Query.all().include("items").limit(2);

        Page first = purchases.page(query).data();

        assertThat(values(first.rows(), "id")).containsExactly(1L, 2L);
        assertThat(first.rows().get(0).getRows("items")).hasSize(2);
        assertThat(values(purchases.page(query.after(first.next())).data().rows(), "id"))
                .containsExactly(3L);
        assertThat(purchases.stream(
                                query,
                                rows -> rows.mapToInt(
                                                row -> row.getRows("items").size())
                                        .sum())
                        .data())
                .isEqualTo(4);
    }

    @Test
    void statementsAreAsManyForManyRowsAsForFew() {
        try (DataFlow df = database.counting().models(MODELS).build()) {
            Model<Customer> counted = df.model(Customer.class);
            Query query = Query.all().include("orders.items.stock", "orders.tags", "card", "recommended.orders");
            long few = statements(counted, query);
            for (int i = 0; i < 200; i++) {
                Object customer = customers
                        .create(Map.of("name", "c" + i, "recommendedBy", 1))
                        .data()
                        .id();
                Object purchase =
                        purchases.create(Map.of("customer", customer)).data().id();
                items.create(Map.of("sku", "x", "purchase", purchase)).orThrow();
            }

            assertThat(statements(counted, query)).isEqualTo(few).isEqualTo(8);
            assertThat(statements(counted, Query.all())).isEqualTo(1);
            assertThat(statements(counted, Query.all().select("name", "orders.total")))
                    .isEqualTo(2);
        }
    }

    @Test
    void thereMayBeAnyNumberOfOwners() {
        for (int i = 0; i < 600; i++) {
            customers.create(Map.of("name", "c" + i, "recommendedBy", 1)).orThrow();
        }

        List<Row> rows = customers
                .findMany(Query.where(eq("recommendedBy", 1)).include("orders"))
                .orThrow();

        assertThat(rows).hasSizeGreaterThanOrEqualTo(600);
        assertThat(rows)
                .last()
                .satisfies(row -> assertThat(row.getRows("orders")).isEmpty());
    }

    private static long statements(Model<?> model, Query query) {
        return FacadeDatabase.statements(() -> model.findMany(query).orThrow());
    }

    @Test
    void selectedAttributesAreShownAlone() {
        Row row = customers
                .findFirst(
                        Query.all().select("name", "profile.age", "address.city", "profile.tags.1", "recommendedBy.id"))
                .data();

        Map<String, Object> noKey = new HashMap<>();
        noKey.put("id", null);
        assertThat(row)
                .isEqualTo(Map.of(
                        "name",
                        "Ada",
                        "profile",
                        Map.of("age", 36, "tags", Map.of("1", "b")),
                        "address",
                        Map.of("city", "London"),
                        "recommendedBy",
                        noKey));
        assertThat(row.keySet()).containsExactly("name", "profile", "address", "recommendedBy");
        assertThat(row.getInteger("profile.age")).isEqualTo(36);
        assertThat(row.at("profile.tags.1")).isEqualTo("b");
        assertThatIllegalStateException().isThrownBy(row::id).withMessageContaining("'id'");
    }

    @Test
    void selectedAttributesOfOtherRowsAreShownInThem() {
        Row row = purchases
                .findOne(Query.where(eq("id", 1))
                        .select("total", "customer.email", "customer.id", "items.sku", "customer.card.number"))
                .data();

        assertThat(row.keySet()).containsExactly("total", "customer", "items");
        assertThat(row.getRow("customer").keySet()).containsExactlyInAnyOrder("email", "id", "card");
        assertThat(row.at("customer.card")).isEqualTo(Map.of("number", "4711"));
        assertThat(row.getList("items")).isEqualTo(List.of(Map.of("sku", "s0"), Map.of("sku", "s2")));
        assertThat(row.getString("customer.email")).isEqualTo("ada@example.com");
    }

    @Test
    void whatIsIncludedIsShownBesidesWhatIsSelected() {
        Row row = purchases
                .findOne(Query.where(eq("id", 1)).select("total").include("items"))
                .data();

        assertThat(row.keySet()).containsExactly("total", "items");
        assertThat(row.getRows("items").get(0).keySet()).contains("id", "sku", "stock");
    }

    @Test
    void selectedAttributesOfAHierarchyKeepTheClass() {
        database.model(Dog.class).create(Map.of("name", "dog", "tricks", 2)).orThrow();
        database.model(Animal.class).create(Map.of("name", "cat")).orThrow();

        List<Row> rows = database.model(Animal.class)
                .findMany(Query.all().select("id", "tricks"))
                .data();

        assertThat(rows.get(0)).isEqualTo(Map.of("id", 1L, "tricks", 2));
        assertThat(rows.get(0).entityClass()).isEqualTo(Dog.class);
        assertThat(rows.get(1)).containsEntry("tricks", null);
    }

    @Test
    void rowsBecomeRecordsOfRecords() {
        record Line(String sku) {}
        record Buyer(String name) {}
        record Order(Long id, Buyer customer, List<Line> items, LocalDate day) {}

        Order order = purchases
                .findOne(Query.where(eq("id", 1)).include("items", "customer"))
                .data()
                .as(Order.class);

        assertThat(order).isEqualTo(new Order(1L, new Buyer("Ada"), List.of(new Line("s0"), new Line("s2")), null));
    }

    @Test
    void rowsInARowAreComponentsToo() {
        record Order(Row customer, List<Row> items) {}
        record Untyped(Object customer, Object items) {}
        Row row = purchases
                .findOne(Query.where(eq("id", 1)).include("items", "customer"))
                .data();

        assertThat(row.as(Order.class)).isEqualTo(new Order(row.getRow("customer"), row.getRows("items")));
        assertThat(row.as(Untyped.class)).isEqualTo(new Untyped(row.getRow("customer"), row.getRows("items")));
        assertThat(row.as(Untyped.class).customer()).isInstanceOf(Row.class);
    }

    @Test
    void aTypedGetterSaysWhatIsNoRow() {
        Row order = purchases.findById(1).data();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> order.getRow("customer"))
                .withMessageContaining("Row");
        assertThatIllegalArgumentException().isThrownBy(() -> order.getRows("total"));
    }

    @Test
    void pathsThatLeadNowhereAreAllNamed() {
        Failure failure = Secrets.refused(
                purchases.findMany(Query.all()
                        .select("totl", "customer.emial", "customer", "notes.x", "total.x")
                        .include("itmes", "items.stokc", "total", "customer.profile")),
                ErrorCode.INVALID_INPUT,
                "totl",
                "customer.emial",
                "notes.x",
                "total.x",
                "itmes",
                "items.stokc",
                "total",
                "customer.profile");

        assertThat(failure.message())
                .contains("'total'", "'items'", "'stock'", "selected as a whole", "neither an association");
    }

    @Test
    void unknownNamesOfOtherRowsComeWithTheNearest() {
        Failure failure = Secrets.refused(
                purchases.findMany(Query.all().select("customer.emial")), ErrorCode.INVALID_INPUT, "customer.emial");

        assertThat(failure.message()).contains("did you mean 'email'?");
    }
}
