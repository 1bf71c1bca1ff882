package dev.dataflow.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a contender is drawn, wherever it appears. The colours are those of Okabe and Ito, which the colour-blind tell apart, and a relative of a
 * contender has its colour in another shape.
 */
record Mark(String colour, Shape shape) {
    private static final String BLACK = "#222222";
    private static final String GREY = "#8a8a8a";
    private static final String VERMILION = "#d55e00";
    private static final String BLUE = "#0072b2";
    private static final String SKY = "#56b4e9";
    private static final String GREEN = "#009e73";
    private static final String ORANGE = "#e69f00";
    private static final String PURPLE = "#cc79a7";
    private static final String YELLOW = "#d9c400";

    enum Shape {
        CIRCLE,
        SQUARE,
        DIAMOND,
        TRIANGLE,
        CROSS
    }

    private static final Map<String, Mark> MARKS = Map.ofEntries(
            Map.entry("JDBC to maps", new Mark(BLACK, Shape.DIAMOND)),
            Map.entry("JDBC", new Mark(BLACK, Shape.TRIANGLE)),
            Map.entry("JDBC unnest", new Mark(BLACK, Shape.DIAMOND)),
            Map.entry("COPY", new Mark(GREY, Shape.SQUARE)),
            Map.entry("real", new Mark(BLACK, Shape.DIAMOND)),
            Map.entry("select 1", new Mark(GREY, Shape.DIAMOND)),
            Map.entry("plain JUnit", new Mark(BLACK, Shape.DIAMOND)),
            Map.entry("DataFlow", new Mark(VERMILION, Shape.CIRCLE)),
            Map.entry("sandbox", new Mark(VERMILION, Shape.CIRCLE)),
            Map.entry("DataFlow, ids", new Mark(VERMILION, Shape.SQUARE)),
            Map.entry("DataFlow, counting", new Mark(VERMILION, Shape.TRIANGLE)),
            Map.entry("DataFlow DATABASE", new Mark(VERMILION, Shape.SQUARE)),
            Map.entry("DataFlow, its server included", new Mark(VERMILION, Shape.SQUARE)),
            Map.entry("DataFlow, one worker", new Mark(GREY, Shape.DIAMOND)),
            Map.entry("DataFlow, four workers", new Mark(VERMILION, Shape.CIRCLE)),
            Map.entry("EntityManager", new Mark(BLUE, Shape.CIRCLE)),
            Map.entry("Hibernate by hand", new Mark(BLUE, Shape.CIRCLE)),
            Map.entry("Hibernate JSON functions", new Mark(BLUE, Shape.SQUARE)),
            Map.entry("Hibernate sql()", new Mark(BLUE, Shape.DIAMOND)),
            Map.entry("StatelessSession", new Mark(SKY, Shape.SQUARE)),
            Map.entry("Spring Data JPA", new Mark(GREEN, Shape.CIRCLE)),
            Map.entry("Spring @DataJpaTest", new Mark(GREEN, Shape.CIRCLE)),
            Map.entry("jOOQ", new Mark(ORANGE, Shape.DIAMOND)),
            Map.entry("TRUNCATE", new Mark(ORANGE, Shape.DIAMOND)),
            Map.entry("Jdbi", new Mark(PURPLE, Shape.TRIANGLE)),
            Map.entry("zonky per test", new Mark(PURPLE, Shape.TRIANGLE)),
            Map.entry("Ebean", new Mark(YELLOW, Shape.SQUARE)));

    private static final List<String> OF_VARIANTS = List.of(BLACK, VERMILION, BLUE, GREEN, PURPLE, ORANGE, SKY, GREY);

    /**
     * Answers the mark of a contender.
     *
     * @param place of those without a mark of their own, which are variants of one contender
     */
    static Mark of(String contender, int place) {
        return MARKS.getOrDefault(
                contender,
                new Mark(OF_VARIANTS.get(place % OF_VARIANTS.size()), Shape.values()[place % Shape.values().length]));
    }

    /** Answers this as SVG, with a title that shows when somebody points at it. */
    String svg(double x, double y, double size, String title) {
        String form = switch (shape) {
            case CIRCLE -> tag("circle cx='%.1f' cy='%.1f' r='%.1f'", x, y, size);
            case SQUARE ->
                tag(
                        "rect x='%.1f' y='%.1f' width='%.1f' height='%.1f'",
                        x - size * .85, y - size * .85, size * 1.7, size * 1.7);
            case DIAMOND -> polygon(x, y - size * 1.2, x + size * 1.2, y, x, y + size * 1.2, x - size * 1.2, y);
            case TRIANGLE -> polygon(x, y - size * 1.1, x + size * 1.1, y + size * .9, x - size * 1.1, y + size * .9);
            case CROSS ->
                polygon(
                        x - size,
                        y - size,
                        x,
                        y - size * .3,
                        x + size,
                        y - size,
                        x + size * .3,
                        y,
                        x + size,
                        y + size,
                        x,
                        y + size * .3,
                        x - size,
                        y + size,
                        x - size * .3,
                        y);
        };
        return "<" + form + " fill='" + colour + "' stroke='white' stroke-width='1'><title>" + title + "</title></"
                + form.substring(0, form.indexOf(' ')) + ">\n";
    }

    private static String polygon(Double... coordinates) {
        StringBuilder points = new StringBuilder("polygon points='");
        for (double coordinate : coordinates) {
            points.append(tag("%.1f ", coordinate));
        }
        return points.append("'").toString();
    }

    private static String tag(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
