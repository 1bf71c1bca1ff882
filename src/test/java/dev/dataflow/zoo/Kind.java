package dev.dataflow.zoo;

import jakarta.persistence.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.TenantId;

/**
 * An entity of the zoo, and how a test makes rows of it.
 *
 * @param key the attributes of a unique key
 * @param keys makes the key with a number
 * @param values makes all other values, at random, save for associations
 * @param json a path into a JSON attribute, or null
 * @param number an attribute that is a number, or null
 * @param links what leads to other rows, and collections of values
 */
public record Kind(
        Class<?> entity,
        List<String> key,
        BiFunction<Integer, Random, Map<String, Object>> keys,
        BiFunction<Integer, Random, Map<String, Object>> values,
        String json,
        String number,
        List<Link> links) {

    /** Whether deleted rows stay, marked. */
    public boolean softlyDeleted() {
        return entity.isAnnotationPresent(SoftDelete.class);
    }

    /** Whether each tenant has rows of its own. */
    public boolean ofTenants() {
        return Arrays.stream(entity.getDeclaredFields()).anyMatch(field -> field.isAnnotationPresent(TenantId.class));
    }

    /** Whether its rows have a version. */
    public boolean versioned() {
        return Stream.<Class<?>>iterate(entity, Objects::nonNull, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .anyMatch(field -> field.isAnnotationPresent(Version.class));
    }

    /** Answers the path by which the rows of a key that is made of several parts differ. */
    public String distinct() {
        String last = key.get(key.size() - 1);
        return keys.apply(0, new Random(0)).get(last) instanceof Map<?, ?> parts
                ? last + '.' + new TreeMap<>(parts).lastKey()
                : last;
    }

    @Override
    public String toString() {
        return entity.getSimpleName() + " by " + key;
    }
}
