package dev.dataflow;

import jakarta.persistence.CascadeType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Entities with every kind of association and collection. */
final class Shop {
    static final Class<?>[] MODELS = {Region.class, Club.class, Customer.class, Card.class, Order.class, Item.class};

    private Shop() {}

    @Entity
    @Table(name = "region")
    static class Region extends Identified {
        String name;
        Integer rank;

        @ManyToOne
        Region parent;
    }

    @Entity
    @Table(name = "club")
    static class Club extends Identified {
        String name;
    }

    @Embeddable
    static class Address {
        String city;
        Integer zip;
    }

    @Entity
    @Table(name = "customer")
    static class Customer extends Identified {
        String name;
        Integer rating;

        @Embedded
        Address address;

        @ManyToOne
        Region region;

        @Json
        @JsonIndex
        @JsonIndex(path = "age")
        Map<String, Object> profile;

        @OneToOne(mappedBy = "customer")
        Card card;

        @OneToMany(mappedBy = "customer", cascade = CascadeType.ALL)
        List<Order> orders;

        @ManyToMany
        @JoinTable(
                name = "customer_clubs",
                joinColumns = @JoinColumn(name = "customer_id"),
                inverseJoinColumns = @JoinColumn(name = "clubs_id"))
        Set<Club> clubs;

        @ElementCollection
        @CollectionTable(name = "customer_tags", joinColumns = @JoinColumn(name = "customer_id"))
        @Column(name = "tag")
        Set<String> tags;

        @ElementCollection
        @CollectionTable(name = "customer_places", joinColumns = @JoinColumn(name = "customer_id"))
        List<Address> places;

        @ElementCollection
        @CollectionTable(name = "customer_scores", joinColumns = @JoinColumn(name = "customer_id"))
        @MapKeyColumn(name = "game")
        @Column(name = "score")
        Map<String, Integer> scores;
    }

    @Entity
    @Table(name = "card")
    static class Card extends Identified {
        String number;

        @OneToOne
        Customer customer;
    }

    @Entity
    @Table(name = "orders")
    static class Order extends Identified {
        String code;
        BigDecimal total;

        @ManyToOne
        Customer customer;

        @OneToMany(mappedBy = "order")
        List<Item> items;
    }

    @Entity
    @Table(name = "item")
    static class Item extends Identified {
        String sku;
        Integer quantity;

        @ManyToOne
        Order order;
    }
}
