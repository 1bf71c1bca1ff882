package dev.dataflow.internal.sql;

/** The fields of dates and times, as {@code extract} and {@code date_trunc} of PostgreSQL name them. */
public enum DateField {
    YEAR("year", true, false),
    WEEK_YEAR("isoyear", true, false),
    QUARTER("quarter", true, false),
    MONTH("month", true, false),
    WEEK("week", true, false),
    DAY("day", true, false),
    DAY_OF_YEAR("doy", true, false),
    DAY_OF_WEEK("isodow", true, false),
    HOUR("hour", false, true),
    MINUTE("minute", false, true),
    SECOND("second", false, true);

    private final String sql;
    private final boolean ofDates;
    private final boolean ofTimes;

    DateField(String sql, boolean ofDates, boolean ofTimes) {
        this.sql = sql;
        this.ofDates = ofDates;
        this.ofTimes = ofTimes;
    }

    String sql() {
        return sql;
    }

    boolean ofDates() {
        return ofDates;
    }

    boolean ofTimes() {
        return ofTimes;
    }
}
