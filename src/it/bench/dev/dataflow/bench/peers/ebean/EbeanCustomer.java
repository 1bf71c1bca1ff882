package dev.dataflow.bench.peers.ebean;

import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.Profile;
import io.ebean.annotation.DbJsonB;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** The row in the way of Ebean. */
@Entity
@Table(name = "customer")
public class EbeanCustomer {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(nullable = false, unique = true)
    private String email;

    @Column(nullable = false)
    private String name;

    private String city;
    private boolean active;

    @Column(nullable = false, precision = 12, scale = 2)
    private BigDecimal balance;

    @Column(nullable = false)
    private Instant createdAt;

    /** Ebean reads maps with Jackson 2 alone, which cannot be beside Hibernate's Jackson 3; a text it reads without. */
    @DbJsonB
    private String profile;

    @Transient
    private Map<String, Object> profileMap;

    /** Takes over all values; the id comes from the database. */
    public EbeanCustomer(NewCustomer values) {
        email = values.email();
        name = values.name();
        city = values.city();
        active = values.active();
        balance = values.balance();
        createdAt = values.createdAt();
        profile = Profile.text(values.profile());
    }

    /** Stands for the row of an id, to change its balance and nothing else. */
    public EbeanCustomer(long id, BigDecimal balance) {
        this.id = id;
        this.balance = balance;
    }

    /** Reads the JSON, as the other contenders do when they read a row. */
    EbeanCustomer withProfile() {
        profileMap = Profile.parse(profile);
        return this;
    }

    /** Answers the JSON; null until it is read. */
    public Map<String, Object> profile() {
        return profileMap;
    }
}
