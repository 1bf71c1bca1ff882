package dev.dataflow.zoo;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.SoftDelete;

/** Rows that are marked as deleted, with a collection whose rows are, too. */
@Entity
@SoftDelete
public class Booking extends Identified {
    @Version
    int version;

    @Column(nullable = false, unique = true)
    String reference;

    Integer seats;

    @ManyToOne
    Keeper guide;

    @ElementCollection
    List<String> guests;

    @Json
    Map<String, Object> wishes;
}
