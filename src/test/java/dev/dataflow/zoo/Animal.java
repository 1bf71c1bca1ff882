package dev.dataflow.zoo;

import dev.dataflow.Json;
import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.UpdateTimestamp;

/** A hierarchy in a single table, with ids from a sequence. */
@Entity
@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
@DiscriminatorColumn(name = "kind")
public class Animal {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    Long id;

    @Version
    int version;

    @Column(nullable = false, unique = true)
    String tag;

    Weight weight;

    @ManyToOne
    Species species;

    @ManyToOne
    Enclosure enclosure;

    @Json
    Map<String, Object> traits;

    @UpdateTimestamp
    Instant changedAt;

    @Entity
    public static class Bird extends Animal {
        Integer wingspan;
        boolean flies = true;
    }
}
