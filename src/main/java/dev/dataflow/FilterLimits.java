package dev.dataflow;

import dev.dataflow.internal.mapping.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large a filter may be that comes from outside, so that no caller keeps the database busy with one.
 *
 * <pre>{@code
 * users.findMany(Filter.of(request, FilterLimits.STRICT));                   // too large: INVALID_INPUT
 * users.exposing("email", "name").limitedTo(new FilterLimits(3, 20, 50));    // for every filter of a model
 * }</pre>
 *
 * @param depth how many {@code and}, {@code or}, {@code not} and quantifiers lie one in another, the innermost condition included
 * @param conditions how many conditions there are altogether
 * @param values how many values they compare with altogether, elements of lists and keys of documents included
 */
public record FilterLimits(int depth, int conditions, int values) {
    /** 10 deep, 100 conditions, 1,000 values: more than a person asks for. */
    public static final FilterLimits STRICT = new FilterLimits(10, 100, 1_000);

    /** @throws IllegalArgumentException when a limit is less than 1 */
    public FilterLimits {
        if (depth < 1 || conditions < 1 || values < 1) {
            throw new IllegalArgumentException("Each limit of a filter is at least 1");
        }
    }

    /** Answers the filter itself, or one that reports what is too large. */
    FilterNode check(FilterNode filter) {
        String excess = filter.depth() > depth
                ? "is nested deeper than " + depth + " levels"
                : filter.conditions() > conditions
                        ? "has more than " + conditions + " conditions"
                        : filter.values() > values ? "has more than " + values + " values" : null;
        return excess == null || filter instanceof Malformed
                ? filter
                : new Malformed(List.of(Problem.invalid("filter", excess)));
    }

    /** Counts what a value consists of; what is nested deeper than any document counts as endless. */
    static long valuesIn(@Nullable Object value, int depth) {
        if (depth > FilterNode.MAX_DEPTH) {
            return Integer.MAX_VALUE;
        }
        Collection<?> parts = value instanceof Map<?, ?> map
                ? map.values()
                : value instanceof Collection<?> collection ? collection : List.of();
        long count = 1;
        for (Object part : parts) {
            count = Math.min(Integer.MAX_VALUE, count + valuesIn(part, depth + 1));
            if (count == Integer.MAX_VALUE) {
                return count;
            }
        }
        return count;
    }
}
