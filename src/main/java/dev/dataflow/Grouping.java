package dev.dataflow;

import java.time.ZoneId;

/**
 * What the rows of a group have in common, in an {@link Aggregation}. Immutable.
 *
 * <pre>{@code
 * Aggregation.of(sum("total")).groupBy(by("customer"), part(DatePart.YEAR, "placedAt"))
 * }</pre>
 */
public sealed interface Grouping permits GroupingNode {

    /** Answers the grouping by what a path leads to, named as the path; rows without a value are a group of their own. */
    static Grouping by(String path) {
        return GroupingNode.by(path);
    }

    /**
     * Answers the grouping by a part of a date or time, an {@code Integer}: {@code part(MONTH, "placedAt")} puts every March into one group.
     * It is named after the part, {@code month} or {@code dayOfWeek}. Instants are taken in UTC.
     */
    static Grouping part(DatePart part, String path) {
        return GroupingNode.part(part, path);
    }

    /**
     * Answers the grouping by the period in which a date or time lies: {@code period(MONTH, "placedAt")} keeps the March of one year apart
     * from that of another. Its value is the beginning of the period, of the attribute's own type, and it is named after the part. Instants
     * are taken in UTC.
     *
     * @throws IllegalArgumentException for {@link DatePart#DAY_OF_YEAR} and {@link DatePart#DAY_OF_WEEK}, which are no periods:
     *     {@link DatePart#DAY} is
     */
    static Grouping period(DatePart part, String path) {
        return GroupingNode.period(part, path);
    }

    /** Answers this grouping under another name. */
    Grouping as(String name);

    /**
     * Answers this grouping by the clocks of a time zone. It matters for instants alone: local dates and times are what they are.
     *
     * @throws IllegalArgumentException for a zone that is no region of the time zone database, such as a mere offset
     */
    Grouping in(ZoneId zone);
}
