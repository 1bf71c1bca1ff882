package dev.dataflow.bench.jpa;

import dev.dataflow.Json;
import dev.dataflow.bench.NewCustomer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** The entity of all who work on JPA entities. */
@Entity
public class Customer {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Column(nullable = false, unique = true)
    public String email;

    @Column(nullable = false)
    public String name;

    public String city;
    public boolean active;

    @Column(nullable = false, precision = 12, scale = 2)
    public BigDecimal balance;

    @Column(nullable = false)
    public Instant createdAt;

    @Json
    public Map<String, Object> profile;

    protected Customer() {}

    /** Takes over all values; the id comes from the database. */
    public Customer(NewCustomer values) {
        take(values);
    }

    /** Takes over all values but the id. */
    public final void take(NewCustomer values) {
        email = values.email();
        name = values.name();
        city = values.city();
        active = values.active();
        balance = values.balance();
        createdAt = values.createdAt();
        profile = values.profile();
    }

    /** Answers an object that stands for the row of an id, for who deletes it. */
    public static Customer withId(long id) {
        Customer customer = new Customer();
        customer.id = id;
        return customer;
    }
}
