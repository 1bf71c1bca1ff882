package dev.dataflow;

import dev.dataflow.internal.sql.Operand;
import dev.dataflow.internal.sql.Output;
import dev.dataflow.internal.sql.Where;
import dev.dataflow.internal.store.Summary;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;

/** A grouping that knows how to write itself as SQL. */
record GroupingNode(String path, String name, String zone, Kind kind) implements Grouping, Summary.Column {
    private static final String UTC = "UTC";

    /** What of a value the rows of a group share. */
    interface Kind {
        Output of(Operand operand, String zone);
    }

    GroupingNode {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(name, "name");
    }

    static GroupingNode by(String path) {
        return new GroupingNode(path, path, UTC, (operand, zone) -> operand.output());
    }

    static GroupingNode part(DatePart part, String path) {
        return new GroupingNode(path, nameOf(part), UTC, (operand, zone) -> operand.part(part.field(), zone));
    }

    static GroupingNode period(DatePart part, String path) {
        if (part == DatePart.DAY_OF_YEAR || part == DatePart.DAY_OF_WEEK) {
            throw new IllegalArgumentException(part + " is no period; DAY is");
        }
        return new GroupingNode(path, nameOf(part), UTC, (operand, zone) -> operand.period(part.field(), zone));
    }

    /** As an attribute would be named: {@code dayOfWeek}. */
    private static String nameOf(DatePart part) {
        StringBuilder name = new StringBuilder();
        for (String word : part.name().split("_")) {
            String lower = word.toLowerCase(Locale.ROOT);
            name.append(name.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
        }
        return name.toString();
    }

    @Override
    public Grouping as(String other) {
        return new GroupingNode(path, other, zone, kind);
    }

    @Override
    public Grouping in(ZoneId other) {
        boolean utc = other.normalized().equals(ZoneOffset.UTC);
        if (!utc && !ZoneId.getAvailableZoneIds().contains(other.getId())) {
            throw new IllegalArgumentException(
                    "A time zone is a region such as Europe/Berlin here: PostgreSQL reads offsets otherwise than Java");
        }
        return new GroupingNode(path, name, utc ? UTC : other.getId(), kind);
    }

    @Override
    public Output output(Where where) {
        return kind.of(where.operand(path), zone);
    }

    @Override
    public String toString() {
        return name.equals(path) ? path : path + " as " + name;
    }
}
