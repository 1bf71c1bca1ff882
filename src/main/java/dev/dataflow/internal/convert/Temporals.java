package dev.dataflow.internal.convert;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** ISO 8601 texts and kindred types to {@code java.time}; a zone is never guessed. */
final class Temporals {
    /** The years of PostgreSQL's documentation, table 8.9, in which 4713 BC is the year -4712. */
    private static final int FIRST_YEAR = -4712;

    private static final int LAST_YEAR_OF_DATES = 5_874_897;
    private static final int LAST_YEAR_OF_TIMESTAMPS = 294_276;

    /** Hibernate reads dates without a zone through {@code java.sql}, which forgets the era. */
    private static final int FIRST_LOCAL_YEAR = 1;

    /** The {@code java.sql} types follow the calendar of their time. */
    private static final LocalDate LAST_JULIAN_DAY = LocalDate.of(1582, 10, 4);

    private static final LocalDate FIRST_GREGORIAN_DAY = LocalDate.of(1582, 10, 15);

    /** The nanoseconds between two values of so many digits of a second's fraction. */
    private static final long[] UNITS = {
        1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
    };

    private record Reader(String example, Function<String, Object> parse, Function<Object, Object> adapt) {}

    private static final Map<Class<?>, Reader> READERS = Map.of(
            LocalDate.class,
            new Reader("an ISO date such as 2024-01-31", LocalDate::parse, Temporals::toLocalDate),
            LocalTime.class,
            new Reader("an ISO time such as 10:15:30", LocalTime::parse, Temporals::same),
            LocalDateTime.class,
            new Reader(
                    "an ISO date and time such as 2024-01-31T10:15:30",
                    Temporals::parseLocal,
                    Temporals::toLocalDateTime),
            Instant.class,
            new Reader(
                    "an ISO instant with a zone such as 2024-01-31T10:15:30Z",
                    text -> OffsetDateTime.parse(text).toInstant(),
                    Temporals::toInstant),
            OffsetDateTime.class,
            new Reader(
                    "an ISO date and time with a zone such as 2024-01-31T10:15:30+01:00",
                    OffsetDateTime::parse,
                    Temporals::toOffset),
            ZonedDateTime.class,
            new Reader(
                    "an ISO date and time with a zone such as 2024-01-31T10:15:30+01:00",
                    ZonedDateTime::parse,
                    Temporals::toZoned),
            OffsetTime.class,
            new Reader("an ISO time with a zone such as 10:15:30+01:00", OffsetTime::parse, Temporals::same),
            Year.class,
            new Reader(
                    "a year such as 2024", Year::parse, value -> value instanceof Integer year ? Year.of(year) : value),
            Duration.class,
            new Reader("an ISO duration such as PT1H30M", Duration::parse, Temporals::same));

    private Temporals() {}

    static boolean handles(Class<?> target) {
        return READERS.containsKey(target) || Date.class.isAssignableFrom(target);
    }

    static Object convert(Object value, Class<?> target) {
        if (Date.class.isAssignableFrom(target)) {
            return toLegacy(value, target);
        }
        Reader reader = READERS.get(target);
        if (reader == null) {
            throw ConversionException.wrongType(value, target.getSimpleName());
        }
        Object result;
        try {
            result = value instanceof CharSequence text
                    ? reader.parse().apply(text.toString())
                    : reader.adapt().apply(value);
        } catch (DateTimeParseException e) {
            throw ConversionException.malformed(reader.example());
        } catch (DateTimeException | UnsupportedOperationException e) {
            throw ConversionException.wrongType(value, reader.example());
        }
        if (!target.isInstance(result)) {
            throw ConversionException.wrongType(value, reader.example());
        }
        return result;
    }

    static Object storable(Object value, int fraction) {
        try {
            return kept(value instanceof Temporal temporal ? rounded(temporal, fraction) : value);
        } catch (DateTimeException e) {
            throw new ConversionException("lies beyond the years that the database keeps");
        }
    }

    private static Object kept(Object rounded) {
        if (rounded instanceof LocalDate date) {
            checkYear(date.getYear(), FIRST_LOCAL_YEAR, LAST_YEAR_OF_DATES);
            checkDay(date);
        } else if (rounded instanceof LocalDateTime dateTime) {
            checkYear(dateTime.getYear(), FIRST_LOCAL_YEAR, LAST_YEAR_OF_TIMESTAMPS);
            checkDay(dateTime.toLocalDate());
        } else if (!(rounded instanceof Date) && toInstant(rounded) instanceof Instant instant) {
            checkYear(instant.atOffset(ZoneOffset.UTC).getYear(), FIRST_YEAR, LAST_YEAR_OF_TIMESTAMPS);
        }
        return Objects.requireNonNull(inUtc(rounded));
    }

    private static void checkYear(int year, int first, int last) {
        if (year < first || year > last) {
            throw new ConversionException("the database keeps years from " + first + " to " + last);
        }
    }

    private static void checkDay(LocalDate date) {
        if (date.isAfter(LAST_JULIAN_DAY) && date.isBefore(FIRST_GREGORIAN_DAY)) {
            throw new ConversionException("Hibernate's calendar goes from " + LAST_JULIAN_DAY + " to "
                    + FIRST_GREGORIAN_DAY + " and has no day in between");
        }
    }

    /** Rounds to the fraction of a second that the column keeps, half up, as PostgreSQL and its driver do. */
    private static Temporal rounded(Temporal temporal, int fraction) {
        if (!temporal.isSupported(ChronoUnit.NANOS)) {
            return temporal;
        }
        long unit = UNITS[Math.min(fraction, 9)];
        long nanos = temporal.getLong(ChronoField.NANO_OF_SECOND) % unit;
        if (nanos == 0) {
            return temporal;
        }
        if (nanos * 2 < unit) {
            return temporal.minus(nanos, ChronoUnit.NANOS);
        }
        Temporal next = temporal.plus(unit - nanos, ChronoUnit.NANOS);
        boolean ofDay = !next.isSupported(ChronoUnit.DAYS);
        if (ofDay && next.getLong(ChronoField.NANO_OF_DAY) == 0) {
            throw new ConversionException("the column keeps " + fraction
                    + " digits of a second's fraction, with which this time is the midnight after it");
        }
        return next;
    }

    static @Nullable Object inUtc(@Nullable Object value) {
        if (value instanceof OffsetDateTime dateTime) {
            return dateTime.withOffsetSameInstant(ZoneOffset.UTC);
        }
        if (value instanceof ZonedDateTime dateTime) {
            return dateTime.withZoneSameInstant(ZoneOffset.UTC);
        }
        return value instanceof OffsetTime time ? time.withOffsetSameInstant(ZoneOffset.UTC) : value;
    }

    private static Object same(Object value) {
        return value instanceof java.sql.Time time ? time.toLocalTime() : value;
    }

    private static LocalDateTime parseLocal(String text) {
        return text.indexOf('T') < 0
                ? LocalDate.parse(text).atStartOfDay()
                : LocalDateTime.parse(text, DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }

    private static Object toLocalDate(Object value) {
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        }
        if (value instanceof LocalDateTime dateTime && dateTime.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            return dateTime.toLocalDate();
        }
        return value;
    }

    private static Object toLocalDateTime(Object value) {
        if (value instanceof java.sql.Timestamp timestamp) {
            return timestamp.toLocalDateTime();
        }
        return value instanceof LocalDate date ? date.atStartOfDay() : value;
    }

    private static Object toInstant(Object value) {
        if (value instanceof OffsetDateTime dateTime) {
            return dateTime.toInstant();
        }
        if (value instanceof ZonedDateTime dateTime) {
            return dateTime.toInstant();
        }
        return value instanceof Date date ? date.toInstant() : value;
    }

    private static Object toOffset(Object value) {
        if (value instanceof ZonedDateTime dateTime) {
            return dateTime.toOffsetDateTime();
        }
        return toInstant(value) instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
    }

    private static Object toZoned(Object value) {
        if (value instanceof OffsetDateTime dateTime) {
            return dateTime.toZonedDateTime();
        }
        return toInstant(value) instanceof Instant instant ? instant.atZone(ZoneOffset.UTC) : value;
    }

    private static Object toLegacy(Object value, Class<?> target) {
        if (target == java.sql.Date.class) {
            return java.sql.Date.valueOf((LocalDate) convert(value, LocalDate.class));
        }
        if (target == java.sql.Time.class) {
            return java.sql.Time.valueOf((LocalTime) convert(value, LocalTime.class));
        }
        Instant instant = (Instant) convert(value, Instant.class);
        return target == java.sql.Timestamp.class ? java.sql.Timestamp.from(instant) : Date.from(instant);
    }
}
