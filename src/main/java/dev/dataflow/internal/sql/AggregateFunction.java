package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;

/** What can be computed of the values of many rows. */
public enum AggregateFunction {
    COUNT,
    COUNT_DISTINCT,
    SUM,
    AVG,
    MIN,
    MAX;

    /** Answers the number of rows. */
    public static Output countRows() {
        return Output.count(new Sql().text("count(*)"));
    }

    /**
     * Answers the result of this function over an operand's values; nulls do not count.
     *
     * @throws ConversionException when there is none for such values
     */
    public Output of(Operand operand) {
        return switch (this) {
            case COUNT -> Output.count(call("count(", operand.output()));
            case COUNT_DISTINCT -> Output.count(call("count(distinct ", operand.output()));
            case SUM -> number("sum(", operand);
            case AVG -> number("avg(", operand);
            case MIN -> operand.extreme("min", "");
            case MAX -> operand.extreme("max", " desc");
        };
    }

    private static Sql call(String function, Output argument) {
        return new Sql().text(function).append(argument.expression()).text(")");
    }

    private static Output number(String function, Operand operand) {
        Sql sql = new Sql().text(function);
        operand.number(sql);
        return Output.number(sql.text(")"), operand.approximate());
    }
}
