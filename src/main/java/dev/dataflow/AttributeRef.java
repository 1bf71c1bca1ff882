package dev.dataflow;

import java.util.Objects;

/**
 * Another attribute of the same row, for a filter to compare with; made by {@link Filter#attribute(String)}.
 *
 * @param path an attribute's name or a path into its value
 */
public record AttributeRef(String path) {
    public AttributeRef {
        Objects.requireNonNull(path, "path");
    }
}
