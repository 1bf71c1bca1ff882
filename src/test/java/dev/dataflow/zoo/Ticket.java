package dev.dataflow.zoo;

import dev.dataflow.Identified;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import org.hibernate.annotations.NaturalId;

/** A natural id, and callbacks. */
@Entity
public class Ticket extends Identified {
    @NaturalId
    @Column(nullable = false)
    String serial;

    @Version
    int version;

    BigDecimal price;

    @Column(nullable = false)
    String code;

    int edits;

    @PrePersist
    void prePersist() {
        code = "T-" + serial;
    }

    @PreUpdate
    void preUpdate() {
        edits++;
    }
}
