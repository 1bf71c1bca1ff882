package dev.dataflow;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.store.Condition;

/** A node of a filter's tree: each knows how to write itself as SQL. */
sealed interface FilterNode extends Filter, Condition permits Comparison, Membership, TextMatch, Junction, Negation {

    /** Whether every row meets it, without its having been said by {@link Filter#all()}. */
    default boolean isEmpty() {
        return false;
    }

    @Override
    default boolean namesId(EntityMapping mapping) {
        return false;
    }
}
