package dev.dataflow.internal.store;

import java.util.List;
import java.util.Map;

/**
 * One of many rows that change, each in its own way.
 *
 * @param keys the values that lead to it, by path; none null
 */
public record UpdateRow(Map<String, Object> keys, List<Assignment> changes) {
    Condition condition() {
        return Condition.equal(keys);
    }
}
