package dev.dataflow.internal.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a Java type has lost of a plain document. Stateless. */
final class Losses {
    private Losses() {}

    /** Whether all keys that were given, and all fractions, are there in what the type has made of them. */
    static boolean none(@Nullable Object given, @Nullable Object kept) {
        if (given instanceof Map<?, ?> map) {
            return kept instanceof Map<?, ?> others
                    && map.entrySet().stream()
                            .allMatch(entry -> others.containsKey(entry.getKey())
                                    && none(entry.getValue(), others.get(entry.getKey())));
        }
        if (given instanceof List<?> list) {
            return kept instanceof List<?> others
                    && list.size() == others.size()
                    && IntStream.range(0, list.size()).allMatch(i -> none(list.get(i), others.get(i)));
        }
        boolean cut =
                given instanceof Number number && kept instanceof Number other && !isWhole(number) && isWhole(other);
        return !cut;
    }

    private static boolean isWhole(Number number) {
        return new BigDecimal(number.toString()).stripTrailingZeros().scale() <= 0;
    }
}
