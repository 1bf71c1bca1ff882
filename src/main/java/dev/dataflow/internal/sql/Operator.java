package dev.dataflow.internal.sql;

/** How two values are compared. */
public enum Operator {
    EQ("="),
    NE("is distinct from"),
    GT(">"),
    GTE(">="),
    LT("<"),
    LTE("<=");

    private final String sql;

    Operator(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }
}
