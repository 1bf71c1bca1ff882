package dev.dataflow.zoo;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.time.Instant;

/** An id class. */
@Entity
@IdClass(Shift.Key.class)
public class Shift {
    public record Key(String gate, Integer number) implements Serializable {}

    @Id
    String gate;

    @Id
    Integer number;

    @Version
    short version;

    Instant begins;
    int hours = 8;
}
