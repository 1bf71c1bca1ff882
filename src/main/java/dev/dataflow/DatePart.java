package dev.dataflow;

import dev.dataflow.internal.sql.DateField;

/** A part of a date or a time. */
public enum DatePart {
    YEAR,
    /** The year that the ISO week belongs to, which differs from the calendar's around the turn of the year. */
    WEEK_YEAR,
    /** From 1 to 4. */
    QUARTER,
    /** From 1 to 12. */
    MONTH,
    /** The week of ISO 8601, from 1 to 53; weeks begin on Monday. */
    WEEK,
    /** The day of the month, from 1. */
    DAY,
    /** The day of the year, from 1. */
    DAY_OF_YEAR,
    /** From 1 for Monday to 7 for Sunday, as ISO 8601 counts. */
    DAY_OF_WEEK,
    /** From 0 to 23. */
    HOUR,
    /** From 0 to 59. */
    MINUTE,
    /** From 0 to 59, without the fraction. */
    SECOND;

    DateField field() {
        return DateField.valueOf(name());
    }
}
