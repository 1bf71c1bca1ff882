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
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Objects;
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
    private static final Instant FIRST = startOf(FIRST_YEAR);
    private static final Instant END = startOf(LAST_YEAR + 1);

    private ColumnArray() {}

    /** Whether all values at {@code index} of the rows have a text that is beyond doubt. */
    static boolean takes(Insertion.Slot slot, int index, List<@Nullable Object[]> rows, WrapperOptions options) {
        if (isBeyondDoubt(slot)) {
            return true;
        }
        for (@Nullable Object[] row : rows) {
            Object stored = slot.stored(row[index]);
            if (stored != null && !takes(slot, stored, options)) {
                return false;
            }
        }
        return true;
    }

    /** Answers the texts, numbers and flags of the values at {@code index} of the rows; null when they are to be bound one by one. */
    static @Nullable Object @Nullable [] of(
            Insertion.Slot slot, int index, List<@Nullable Object[]> rows, WrapperOptions options) {
        if (type(slot) == null) {
            return null;
        }
        @Nullable Object[] elements = new @Nullable Object[rows.size()];
        for (int row = 0; row < elements.length; row++) {
            Object stored = slot.stored(rows.get(row)[index]);
            if (stored != null && !takes(slot, stored, options)) {
                return null;
            }
            elements[row] = stored == null ? null : element(slot, stored, options);
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

    /** Whether any value of the column's type has such a text. */
    private static boolean isBeyondDoubt(Insertion.Slot slot) {
        return slot.part().json() || slot.column().arrayType() != null;
    }

    private static boolean takes(Insertion.Slot slot, Object stored, WrapperOptions options) {
        if (isBeyondDoubt(slot)) {
            return true;
        }
        return switch (slot.column().type().getJdbcType().getDefaultSqlTypeCode()) {
            case Types.BOOLEAN, Types.BIT -> stored instanceof Boolean;
            case Types.DOUBLE, Types.FLOAT, Types.REAL -> stored instanceof Double || stored instanceof Float;
            case Types.DATE -> stored instanceof LocalDate date && isPlain(date.getYear());
            case Types.TIMESTAMP ->
                stored instanceof LocalDateTime time && isPlain(time.getYear()) && options.getJdbcTimeZone() == null;
            default -> {
                Instant instant = instant(stored);
                yield instant != null && !instant.isBefore(FIRST) && instant.isBefore(END);
            }
        };
    }

    /** Answers a value, one that is taken, whose text PostgreSQL reads as the column's type. */
    static Object element(Insertion.Slot slot, Object stored, WrapperOptions options) {
        if (slot.part().json()) {
            return stored;
        }
        Column.ArrayType simple = slot.column().arrayType();
        if (simple != null) {
            return Objects.requireNonNull(slot.column().element(stored, simple, options));
        }
        Instant instant = instant(stored);
        if (instant != null) {
            return instant.toString();
        }
        return stored instanceof Temporal ? stored.toString() : stored;
    }

    private static @Nullable Instant instant(Object stored) {
        if (stored instanceof Instant instant) {
            return instant;
        }
        if (stored instanceof OffsetDateTime offset) {
            return offset.toInstant();
        }
        return stored instanceof ZonedDateTime zoned ? zoned.toInstant() : null;
    }

    private static Instant startOf(int year) {
        return LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static boolean isPlain(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }
}
