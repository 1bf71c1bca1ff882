package dev.dataflow;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an update does with an attribute, when it is more than taking a new value. The database computes the change from what is stored at
 * that moment, so that nothing of two concurrent changes is lost.
 *
 * <pre>{@code
 * stock.update(Map.of("sku", "MOUSE-001"), Map.of("available", Change.increment(-3), "attributes.colour", "black"));
 * stock.update(Map.of("sku", "MOUSE-001"), Map.of("available", Map.of("$increment", -3)));     // as data
 * }</pre>
 *
 * <p>The path is the key of the change: an attribute's name, or a path into a JSON attribute, whose other keys stay as they are. Objects on
 * the way are created. Whether a change fits its attribute is checked when it is used; what does not is {@code INVALID_INPUT}. Immutable.
 */
public sealed interface Change permits ChangeNode {

    /** Answers the change to this value, whatever it looks like: also to a map whose keys look like changes. */
    static Change set(@Nullable Object value) {
        return new ChangeNode.Set(value);
    }

    /**
     * Answers the change that takes the value away: null in a column; from a JSON document the key goes, or the element of an array. Elements are
     * those that the paths lead to before the update. Those given from both ends of an array that is too short to keep them apart are not.
     */
    static Change unset() {
        return new ChangeNode.Unset();
    }

    /** Answers the change that adds to a number, or subtracts when negative; no number counts as 0. */
    static Change increment(Number amount) {
        return new ChangeNode.Increment(amount);
    }

    /** Answers the change that multiplies a number; no number counts as 0. */
    static Change multiply(Number factor) {
        return new ChangeNode.Multiply(factor);
    }

    /** Answers the change that adds an element at the end of a JSON array. */
    static Change append(@Nullable Object element) {
        return new ChangeNode.Append(element);
    }

    /** Answers the change that adds an element at the beginning of a JSON array. */
    static Change prepend(@Nullable Object element) {
        return new ChangeNode.Prepend(element);
    }

    /** Answers the change that takes all equal elements out of a JSON array. */
    static Change remove(@Nullable Object element) {
        return new ChangeNode.Remove(element);
    }

    /** Answers the change that sets several keys of a JSON object at once. */
    static Change merge(Map<String, ?> entries) {
        return new ChangeNode.Merge(entries);
    }
}
