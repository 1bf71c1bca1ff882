package dev.dataflow.zoo;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Version;
import java.util.Map;

/** A hierarchy with a table for what each class adds. */
@Entity
@Inheritance(strategy = InheritanceType.JOINED)
public class Vehicle extends Identified {
    @Version
    int version;

    @Column(nullable = false, unique = true)
    String plate;

    int mileage;

    @Entity
    public static class Truck extends Vehicle {
        Integer load;

        @Json
        Map<String, Object> papers;
    }
}
