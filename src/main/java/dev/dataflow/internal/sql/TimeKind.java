package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Column;
import java.util.Locale;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The kinds of dates and times that columns hold. */
enum TimeKind {
    DATE,
    TIME,
    LOCAL,
    INSTANT;

    /**
     * Answers the kind of a column's values.
     *
     * @throws ConversionException when they are no dates or times
     */
    static TimeKind of(Column column) {
        TimeKind kind = find(column);
        if (kind == null) {
            throw new ConversionException("is no date or time");
        }
        return kind;
    }

    /** Answers the kind of a column's values; null when they are no dates or times. */
    static @Nullable TimeKind find(Column column) {
        return switch (column.type().getJdbcType().getDefaultSqlTypeCode()) {
            case SqlTypes.DATE, SqlTypes.LOCAL_DATE -> DATE;
            case SqlTypes.TIME, SqlTypes.LOCAL_TIME -> TIME;
            case SqlTypes.TIMESTAMP, SqlTypes.LOCAL_DATE_TIME -> LOCAL;
            case SqlTypes.TIMESTAMP_WITH_TIMEZONE,
                    SqlTypes.TIMESTAMP_UTC,
                    SqlTypes.INSTANT,
                    SqlTypes.OFFSET_DATE_TIME,
                    SqlTypes.ZONED_DATE_TIME -> INSTANT;
            default -> null;
        };
    }

    /** Answers what its values can be compared with: between an instant and a date there would be a zone to guess. */
    String comparable() {
        return switch (this) {
            case DATE, LOCAL -> "date";
            case TIME -> "time";
            case INSTANT -> "instant";
        };
    }

    private void check(DateField field) {
        if (!(this == DATE ? field.ofDates() : this != TIME || field.ofTimes())) {
            throw new ConversionException(
                    "has no " + field.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    /** Answers a part of the value, as a whole number; of an instant, as the clocks of the zone show it. */
    Sql part(DateField field, String expression, String zone) {
        check(field);
        Sql sql = new Sql().text("cast(floor(extract(" + field.sql() + " from ").text(expression);
        if (this == INSTANT) {
            sql.text(" at time zone ").string(zone);
        }
        return sql.text(")) as integer)");
    }

    /** Answers when the period began in which the value lies, as a value of the same type. */
    Sql period(DateField field, String expression, String zone) {
        check(field);
        Sql sql = new Sql().text("date_trunc('" + field.sql() + "', ").text(expression);
        return switch (this) {
            case DATE -> new Sql().text("cast(").append(sql).text(") as date)");
            case TIME -> new Sql().text("cast(").append(sql).text(") as time)");
            case LOCAL -> sql.text(")");
            case INSTANT -> sql.text(", ").string(zone).text(")");
        };
    }
}
