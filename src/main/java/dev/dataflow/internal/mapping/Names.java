package dev.dataflow.internal.mapping;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the name that someone probably meant. */
public final class Names {
    private Names() {}

    /** Answers {@code "; did you mean 'x'?"} for the nearest name, or what there is when none is near. */
    public static String suggestion(String wrong, Collection<String> names) {
        int limit = Math.max(1, wrong.length() / 3);
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(nearest -> distance(wrong, nearest) <= limit)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("; there are " + quoted(names));
    }

    static String quoted(Collection<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    /**
     * The optimal string alignment distance: letters that are missing, added, replaced or swapped. It is blind to case and underscores, so
     * that {@code first_Name} is next to {@code firstName}.
     */
    private static int distance(String left, String right) {
        String a = bare(left);
        String b = bare(right);
        int[][] distances = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distances[i][j] = i == 0 || j == 0 ? i + j : step(distances, a, b, i, j);
            }
        }
        return distances[a.length()][b.length()];
    }

    private static int step(int[][] distances, String a, String b, int i, int j) {
        int substitution = distances[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int nearest = Math.min(substitution, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(nearest, distances[i - 2][j - 2] + 1) : nearest;
    }

    private static String bare(String name) {
        String bounded = name.length() > 100 ? name.substring(0, 100) : name;
        return bounded.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
