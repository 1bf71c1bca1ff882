package dev.dataflow.zoo;

import dev.dataflow.Json;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import java.time.LocalDate;
import java.util.Map;

/** An embedded id. */
@Entity
public class Feeding {
    @Embeddable
    public record Key(Integer enclosure, LocalDate day) {}

    @EmbeddedId
    Key key;

    int portions;

    @Json
    Map<String, Object> remarks;
}
