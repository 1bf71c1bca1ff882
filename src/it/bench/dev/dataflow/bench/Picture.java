package dev.dataflow.bench;

import java.util.List;
import java.util.Locale;

/**
 * The rows as lines of marks, section by section: where a mark lies says how many times as long as the first contender of its row it took, on a
 * logarithmic scale that is as wide as the section needs it; DataFlow's is the large one.
 */
record Picture(List<List<Measurement>> rows) {
    private static final int WIDTH = 1100;
    private static final int MARGIN = 24;
    private static final int NAMES = 350;
    private static final int LINE = 22;
    private static final int LEGEND_LINE = 20;
    private static final int HEADING = 34;
    private static final int SCALE = 22;
    private static final int GAP = 16;
    private static final double LETTER = 7.2;
    private static final double BOLD_LETTER = 1.25 * LETTER;
    private static final int[] STEPS = {1, 2, 5};

    Picture {
        // A row of one has nothing to be compared with.
        rows = rows.stream().filter(row -> row.size() > 1).toList();
    }

    String svg() {
        StringBuilder body = new StringBuilder();
        add(body, "<text x='%d' y='36' font-size='20' font-weight='bold'>DataFlow beside its peers</text>", MARGIN);
        add(
                body,
                "<text x='%d' y='58' fill='#444'>How many times as long as the first contender of its line; to the left is faster. Logarithmic."
                        + "</text>",
                MARGIN);
        double y = 76;
        for (Section section : Section.values()) {
            List<List<Measurement>> lines = section.among(rows);
            if (!lines.isEmpty()) {
                y = section(body, section, lines, y) + GAP;
            }
        }
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %.0f' font-family='Helvetica, Arial, sans-serif' font-size='13'"
                        + " fill='#222'>",
                WIDTH,
                y);
        add(svg, "<rect width='%d' height='%.0f' fill='white'/>", WIDTH, y);
        return svg.append(body).append("</svg>\n").toString();
    }

    /** Draws a section from a height on, and answers where it ends. */
    private static double section(StringBuilder svg, Section section, List<List<Measurement>> lines, double top) {
        List<String> contenders = lines.stream()
                .flatMap(List::stream)
                .map(Measurement::contender)
                .distinct()
                .toList();
        add(svg, "<line x1='%d' y1='%.0f' x2='%d' y2='%.0f' stroke='#222'/>", MARGIN, top, WIDTH - MARGIN, top);
        add(
                svg,
                "<text x='%d' y='%.0f' font-size='15' font-weight='bold'>%s</text>",
                MARGIN,
                top + 22,
                escaped(section.title()));
        double y = legend(svg, contenders, top + HEADING + 8) + SCALE;
        Axis axis = Axis.of(lines);
        axis.draw(svg, y, y + LINE * lines.size());
        for (List<Measurement> line : lines) {
            line(svg, line, contenders, axis, y + LINE / 2.0);
            y += LINE;
        }
        return y;
    }

    /** Draws the contenders, in as many lines as they need, and answers the height of the last. */
    private static double legend(StringBuilder svg, List<String> contenders, double top) {
        double x = MARGIN + 8;
        double y = top;
        for (String contender : contenders) {
            double width = 34 + (Contender.isOurs(contender) ? BOLD_LETTER : LETTER) * contender.length();
            if (x + width > WIDTH - MARGIN) {
                x = MARGIN + 8;
                y += LEGEND_LINE;
            }
            svg.append(mark(contender, contenders).svg(x, y, size(contender), escaped(contender)));
            add(
                    svg,
                    "<text x='%.0f' y='%.0f'%s>%s</text>",
                    x + 13,
                    y + 4.5,
                    Contender.isOurs(contender) ? " font-weight='bold'" : "",
                    escaped(contender));
            x += width;
        }
        return y;
    }

    private static void line(StringBuilder svg, List<Measurement> row, List<String> contenders, Axis axis, double y) {
        add(
                svg,
                "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
                NAMES - 14,
                y + 4.5,
                escaped(row.get(0).title()));
        add(svg, "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#e8e8e8'/>", NAMES, y, WIDTH - MARGIN, y);
        // Ours last, which is on top.
        for (boolean ours : new boolean[] {false, true}) {
            for (Measurement measurement : row) {
                String contender = measurement.contender();
                if (Contender.isOurs(contender) == ours) {
                    double ratio = measurement.ratioTo(row.get(0));
                    String title = String.format(
                            Locale.ROOT,
                            "%s: %s %s, %.2f times %s",
                            contender,
                            MarkdownTable.number(measurement.median()),
                            measurement.unit(),
                            ratio,
                            row.get(0).contender());
                    svg.append(mark(contender, contenders).svg(axis.x(ratio), y, size(contender), escaped(title)));
                }
            }
        }
    }

    private static Mark mark(String contender, List<String> contenders) {
        return Mark.of(contender, contenders.indexOf(contender));
    }

    private static double size(String contender) {
        return Contender.isOurFirst(contender) ? 8 : Contender.isOurs(contender) ? 6.5 : 5;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** The scale of a section, from the lowest of its ratios to the highest. */
    private record Axis(double lowest, double highest) {
        static Axis of(List<List<Measurement>> lines) {
            double lowest = 0.8;
            double highest = 2.2;
            for (List<Measurement> line : lines) {
                for (Measurement measurement : line) {
                    double ratio = measurement.ratioTo(line.get(0));
                    lowest = Math.min(lowest, ratio / 1.1);
                    highest = Math.max(highest, ratio * 1.1);
                }
            }
            return new Axis(lowest, highest);
        }

        double x(double ratio) {
            int left = NAMES + 12;
            return left + (WIDTH - MARGIN - 12 - left) * Math.log(ratio / lowest) / Math.log(highest / lowest);
        }

        void draw(StringBuilder svg, double top, double bottom) {
            boolean decades = highest / lowest > 60;
            for (double decade = 0.01; decade < highest; decade *= 10) {
                for (int step : STEPS) {
                    double ratio = decade * step;
                    boolean one = Math.abs(ratio - 1) < 1e-6;
                    if (ratio >= lowest && ratio <= highest && (step == 1 || !decades || one)) {
                        add(
                                svg,
                                "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%s'/>",
                                x(ratio),
                                top,
                                x(ratio),
                                bottom,
                                one ? "#222" : "#ddd",
                                one ? "1.5" : "1");
                        add(
                                svg,
                                "<text x='%.1f' y='%.1f' text-anchor='middle' font-size='11' fill='#444'>%s&#215;</text>",
                                x(ratio),
                                top - 4,
                                ratio < 0.99
                                        ? String.format(Locale.ROOT, "%.2g", ratio)
                                                .replaceAll("0+$", "")
                                        : String.format(Locale.ROOT, "%,.0f", ratio));
                    }
                }
            }
        }
    }
}
