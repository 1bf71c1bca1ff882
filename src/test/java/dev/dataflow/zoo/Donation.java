package dev.dataflow.zoo;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.TenantId;

/** Rows of tenants, with a key that is unique for each, and a self reference from both sides. */
@Entity
@Table(uniqueConstraints = @UniqueConstraint(columnNames = {"zoo", "receipt"}))
public class Donation extends Identified {
    @TenantId
    String zoo;

    @Version
    int version;

    String receipt;
    BigDecimal amount;

    @ManyToOne
    Keeper collectedBy;

    @ManyToOne
    Donation matches;

    @OneToMany(mappedBy = "matches")
    List<Donation> matchedBy;

    @Json
    Map<String, Object> donor;
}
