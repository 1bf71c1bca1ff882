package dev.dataflow.internal.mapping;

import java.util.List;

/**
 * How rows of two tables belong together: each column of one equals a column of the other.
 *
 * @param from the columns on the side of the attribute's owner
 * @param to the columns on the other side, in the same order
 */
public record Link(List<Column> from, List<Column> to) {
    public Link {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }
}
