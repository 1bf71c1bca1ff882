package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.Insertion;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column for many rows, as one array of PostgreSQL's. Only for types whose text is beyond doubt: what is in doubt is bound
 * value by value.
 */
final class ColumnArray {
    /** Before these years Hibernate binds dates in the Julian calendar, beyond them Java and PostgreSQL write them in different ways. */
    private static final int FIRST_YEAR = 1583;

    private static final int LAST_YEAR = 9999;

    private ColumnArray() {}

    /** Answers the texts, numbers and flags of the values at {@code index} of the rows; null when they are to be bound one by one. */
    static @Nullable Object @Nullable [] of(
            Insertion.Slot slot, int index, List<@Nullable Object[]> rows, WrapperOptions options) {
        if (type(slot) == null) {
            return null;
        }
        @Nullable Object[] elements = new @Nullable Object[rows.size()];
        for (int row = 0; row < elements.length; row++) {
            Object stored = slot.stored(rows.get(row)[index]);
            Object element = stored == null ? null : element(slot, stored, options);
            if (stored != null && element == null) {
                return null;
            }
            elements[row] = element;
        }
        return elements;
    }

    /** Answers the name of the elements' type; null where an array does not do. */
    static @Nullable String type(Insertion.Slot slot) {
        if (slot.part().json()) {
            return "jsonb";
        }
        Column.ArrayType simple = slot.column().arrayType();
        if (simple != null) {
            return simple.name();
        }
        return switch (slot.column().type().getJdbcType().getDefaultSqlTypeCode()) {
            case Types.BOOLEAN, Types.BIT -> "bool";
            case Types.DOUBLE, Types.FLOAT -> "float8";
            case Types.REAL -> "float4";
            case Types.DATE -> "date";
            case Types.TIMESTAMP -> "timestamp";
            case SqlTypes.TIMESTAMP_UTC, Types.TIMESTAMP_WITH_TIMEZONE -> "timestamptz";
            default -> null;
        };
    }

    /** Answers a value whose text PostgreSQL reads as the column's type; null when there is none. */
    static @Nullable Object element(Insertion.Slot slot, Object stored, WrapperOptions options) {
        if (slot.part().json()) {
            return stored;
        }
        Column.ArrayType simple = slot.column().arrayType();
        if (simple != null) {
            return slot.column().element(stored, simple, options);
        }
        return switch (slot.column().type().getJdbcType().getDefaultSqlTypeCode()) {
            case Types.BOOLEAN, Types.BIT -> stored instanceof Boolean ? stored : null;
            case Types.DOUBLE, Types.FLOAT, Types.REAL ->
                stored instanceof Double || stored instanceof Float ? stored : null;
            case Types.DATE -> stored instanceof LocalDate date && isPlain(date.getYear()) ? date.toString() : null;
            case Types.TIMESTAMP ->
                stored instanceof LocalDateTime time && isPlain(time.getYear()) && options.getJdbcTimeZone() == null
                        ? time.toString()
                        : null;
            default -> utc(stored);
        };
    }

    private static @Nullable String utc(Object stored) {
        OffsetDateTime time = null;
        if (stored instanceof Instant instant) {
            time = instant.atOffset(ZoneOffset.UTC);
        } else if (stored instanceof OffsetDateTime offset) {
            time = offset.withOffsetSameInstant(ZoneOffset.UTC);
        } else if (stored instanceof ZonedDateTime zoned) {
            time = zoned.toOffsetDateTime().withOffsetSameInstant(ZoneOffset.UTC);
        }
        return time != null && isPlain(time.getYear()) ? time.toString() : null;
    }

    private static boolean isPlain(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }
}
