package dev.dataflow.zoo;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * An entity of the zoo, and how a test makes rows of it.
 *
 * @param key the attributes of a unique key
 * @param keys makes the key with a number
 * @param values makes all other values, at random
 * @param json a path into a JSON attribute, or null
 * @param number an attribute that is a number
 */
public record Kind(
        Class<?> entity,
        List<String> key,
        BiFunction<Integer, Random, Map<String, Object>> keys,
        BiFunction<Integer, Random, Map<String, Object>> values,
        String json,
        String number) {
    @Override
    public String toString() {
        return entity.getSimpleName() + " by " + key;
    }
}
