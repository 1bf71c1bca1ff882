package dev.dataflow;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.store.Condition;
import java.util.List;

/** A node of a filter's tree: each knows how to write itself as SQL. */
sealed interface FilterNode extends Filter, Condition
        permits Comparison, Membership, TextMatch, Presence, Quantified, Junction, Negation, Omitted, Malformed {
    /** How deep a tree may be: far less than what would exhaust the stack, here or in the server. */
    int MAX_DEPTH = 200;

    /** What a node by itself says of rows, before anybody looks at them. */
    enum Extent {
        EVERY_ROW,
        NO_ROW,
        SOME_ROWS;

        Extent negated() {
            return switch (this) {
                case EVERY_ROW -> NO_ROW;
                case NO_ROW -> EVERY_ROW;
                case SOME_ROWS -> SOME_ROWS;
            };
        }
    }

    /** Which rows meet it whatever they contain; {@link Filter#all()} counts as some, since it was said on purpose. */
    default Extent extent() {
        return Extent.SOME_ROWS;
    }

    /** How many nodes lie one in another, this one included. */
    default int depth() {
        return 1;
    }

    /** How many conditions it consists of. */
    default long conditions() {
        return 1;
    }

    /** How many values it compares with. */
    default long values() {
        return 0;
    }

    @Override
    default boolean namesId(EntityMapping mapping) {
        return false;
    }

    /** Answers the node itself, or one that reports that it is too deep. */
    static FilterNode bounded(FilterNode node) {
        return node.depth() <= MAX_DEPTH
                ? node
                : new Malformed(List.of(Problem.invalid("filter", "is nested deeper than " + MAX_DEPTH + " levels")));
    }
}
