package dev.dataflow.internal.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * An expression that a statement selects.
 *
 * @param named what the result is to conditions and orders of an outer statement, which knows it under a name
 */
public record Output(Sql expression, Reader reader, Function<String, Operand> named) {

    /** Reads a value of the expression. */
    public interface Reader {
        @Nullable
        Object read(ResultSet results, int index, WrapperOptions options) throws SQLException;
    }

    private static final Reader EXACT = (results, index, options) -> results.getBigDecimal(index);
    private static final Reader APPROXIMATE = (results, index, options) -> {
        double number = results.getDouble(index);
        return results.wasNull() ? null : number;
    };
    private static final Reader WHOLE = (results, index, options) -> results.getLong(index);
    private static final Reader SMALL = (results, index, options) -> {
        int number = results.getInt(index);
        return results.wasNull() ? null : number;
    };

    /** A number read as a {@code BigDecimal}, or as a {@code Double} where it is approximate. */
    static Output number(Sql expression, boolean approximate) {
        return new Output(expression, approximate ? APPROXIMATE : EXACT, NumberOperand::new);
    }

    /** A number of rows, which is never null, read as a {@code Long}. */
    static Output count(Sql expression) {
        return new Output(expression, WHOLE, NumberOperand::new);
    }

    /** A part of a date or time, read as an {@code Integer}. */
    static Output part(Sql expression) {
        return new Output(expression, SMALL, NumberOperand::new);
    }
}
