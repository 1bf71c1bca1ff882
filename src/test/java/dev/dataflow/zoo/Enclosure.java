package dev.dataflow.zoo;

import dev.dataflow.Json;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A generated UUID, associations to one and to many, a collection of basic values, a self reference from both sides. */
@Entity
public class Enclosure {
    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    UUID id;

    @Version
    Long version;

    @Column(nullable = false, unique = true)
    String name;

    int capacity;

    @ManyToOne
    Keeper keeper;

    @ManyToOne
    Enclosure inside;

    @OneToMany(mappedBy = "inside")
    Set<Enclosure> parts;

    @ElementCollection
    Set<String> signs;

    @ManyToMany
    Set<Species> species;

    @OneToMany(mappedBy = "enclosure")
    Set<Animal> animals;

    @Json
    Map<String, Object> plan;
}
