package dev.dataflow.bench;

import dev.dataflow.Json;
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
}
