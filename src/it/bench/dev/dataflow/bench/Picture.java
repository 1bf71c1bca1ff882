package dev.dataflow.bench;

import java.util.List;
import java.util.Locale;

/**
 * The rows as lines of dots: where a dot lies says how many times as long as the first contender of its row it took, on a scale of powers
 * of two; DataFlow's is the large one.
 */
record Picture(List<List<Measurement>> rows) {
    private static final int NAMES = 330;
    private static final int WIDTH = 1100;
    private static final int LINE = 24;
    private static final int LEGEND = 70;
    private static final double HIGHEST = 64;
    private static final double LOWEST = 0.5;
    private static final List<String> COLOURS = List.of(
            "#333333", "#d62728", "#1f77b4", "#17becf", "#2ca02c", "#9467bd", "#ff7f0e", "#bcbd22", "#8c564b",
            "#e377c2");

    Picture {
        // A row of one has nothing to be compared with.
        rows = rows.stream().filter(row -> row.size() > 1).toList();
    }

    String svg() {
        List<String> contenders = rows.stream()
                .flatMap(List::stream)
                .map(Measurement::contender)
                .distinct()
                .toList();
        int height = LEGEND + LINE * rows.size() + 30;
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='13'>",
                WIDTH,
                height);
        add(svg, "<rect width='%d' height='%d' fill='white'/>", WIDTH, height);
        legend(svg, contenders);
        scale(svg, height - 30);
        for (int i = 0; i < rows.size(); i++) {
            line(svg, rows.get(i), contenders, LEGEND + LINE * i + LINE / 2);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder svg, List<String> contenders) {
        int x = 20;
        for (int i = 0; i < contenders.size(); i++) {
            add(svg, "<circle cx='%d' cy='20' r='6' fill='%s'/>", x, colour(i));
            add(svg, "<text x='%d' y='25'>%s</text>", x + 11, escaped(contenders.get(i)));
            x += 34 + 8 * contenders.get(i).length();
        }
    }

    private static void scale(StringBuilder svg, int bottom) {
        for (double ratio = LOWEST; ratio <= HIGHEST; ratio *= 2) {
            double x = x(ratio);
            add(
                    svg,
                    "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='%s'/>",
                    x,
                    LEGEND,
                    x,
                    bottom,
                    ratio == 1 ? "#888" : "#ddd");
            add(
                    svg,
                    "<text x='%.1f' y='%d' text-anchor='middle' fill='#666'>%s&#215;</text>",
                    x,
                    LEGEND - 8,
                    ratio < 1 ? "0.5" : "" + (int) ratio);
        }
    }

    private static void line(StringBuilder svg, List<Measurement> row, List<String> contenders, int y) {
        add(
                svg,
                "<text x='%d' y='%d' text-anchor='end'>%s</text>",
                NAMES - 15,
                y + 4,
                escaped(row.get(0).title()));
        add(svg, "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='#eee'/>", NAMES, y, WIDTH - 20, y);
        Measurement reference = row.get(0);
        for (Measurement measurement : row) {
            boolean ours = measurement.contender().startsWith("DataFlow");
            double ratio = measurement.ratioTo(reference);
            add(
                    svg,
                    "<circle cx='%.1f' cy='%d' r='%d' fill='%s' fill-opacity='0.85'><title>%s: %s %s</title></circle>",
                    x(ratio),
                    y,
                    ours ? 9 : 5,
                    colour(contenders.indexOf(measurement.contender())),
                    escaped(measurement.contender()),
                    MarkdownTable.number(measurement.median()),
                    measurement.unit());
        }
    }

    private static double x(double ratio) {
        double within = Math.max(LOWEST, Math.min(HIGHEST, ratio));
        return NAMES + (WIDTH - NAMES - 30) * Math.log(within / LOWEST) / Math.log(HIGHEST / LOWEST);
    }

    private static String colour(int contender) {
        return COLOURS.get(contender % COLOURS.size());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
