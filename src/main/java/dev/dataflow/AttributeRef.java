package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.sql.Operand;
import dev.dataflow.internal.sql.Where;
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

    /** Answers what the path leads to; a problem is of this path, not of the one it is compared with. */
    Operand in(Where where) {
        try {
            return where.operand(path);
        } catch (ConversionException e) {
            throw new ConversionException("'" + path + "': " + e.getMessage());
        }
    }
}
