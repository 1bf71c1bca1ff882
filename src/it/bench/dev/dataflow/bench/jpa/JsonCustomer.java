package dev.dataflow.bench.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The same row with Hibernate's own mapping of JSON, which its JSON functions ask for. */
@Entity
@Table(name = "customer")
public class JsonCustomer {
    @Id
    public Long id;

    public String email;
    public String name;
    public String city;
    public boolean active;
    public BigDecimal balance;
    public Instant createdAt;

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> profile;
}
