package dev.dataflow.zoo;

import dev.dataflow.Json;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Objects;

/** An assigned id, a converted attribute, arrays, and a record, a list and a bean in JSON. */
@Entity
public class Species {
    public record Diet(String kind, List<String> foods, Integer mealsADay) {}

    @Id
    String code;

    String label;
    Weight typicalWeight;
    String[] continents;
    List<Integer> counts;

    @Json
    Diet diet;

    @Json
    List<Object> notes;

    @Override
    public boolean equals(Object other) {
        return other instanceof Species species && Objects.equals(code, species.code);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(code);
    }
}
