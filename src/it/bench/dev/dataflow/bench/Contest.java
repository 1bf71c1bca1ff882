package dev.dataflow.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark and who takes part in it.
 *
 * @param benchmark its full name
 * @param contenders the one to compare with first
 * @param variants how many rows its parameters make of it
 */
record Contest(String benchmark, List<String> contenders, int variants) {
    /** The field of a benchmark class that names its contenders. */
    static final String CONTENDER = "contender";

    /** What stands between a row's {@code Class.method} and its parameters. */
    static final String PARAMETERS = ", ";

    static List<Contest> all(Settings settings) {
        List<Contest> contests = new ArrayList<>();
        for (BenchmarkListEntry entry : BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())) {
            String row = row(entry.getUsername());
            if (settings.includes(row)) {
                Map<String, String[]> parameters = entry.getParams().orElse(Map.of());
                String[] contenders = parameters.getOrDefault(CONTENDER, new String[] {"DataFlow"});
                List<String> invited = new ArrayList<>(List.of(contenders));
                invited.removeIf(contender -> !contender.equals(contenders[0]) && !settings.invites(contender));
                invited.removeIf(contender -> !Contender.takesPart(contender, row));
                int variants = parameters.values().stream()
                                .mapToInt(values -> values.length)
                                .reduce(1, (one, other) -> one * other)
                        / contenders.length;
                contests.add(new Contest(entry.getUsername(), List.copyOf(invited), Math.max(1, variants)));
            }
        }
        // The order in which every contender plays, and the umpire's.
        contests.sort(Comparator.comparing(Contest::benchmark));
        return contests;
    }

    /** Answers {@code Class.method} of a full name. */
    static String row(String benchmark) {
        return benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
    }

    /** Answers the class of a benchmark's full name. */
    static Class<?> type(String benchmark) {
        try {
            return Class.forName(benchmark.substring(0, benchmark.lastIndexOf('.')));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("No benchmark: " + benchmark, e);
        }
    }

    /** Tells whether a benchmark has one contender, which is compared with itself. */
    static boolean isOfOne(String benchmark) {
        try {
            return type(benchmark)
                            .getField(CONTENDER)
                            .getAnnotation(Param.class)
                            .value()
                            .length
                    == 1;
        } catch (NoSuchFieldException e) {
            return true;
        }
    }

    Planned planned(Settings settings) {
        Class<?> type = type(benchmark);
        double seconds = variants
                * contenders.stream()
                        .mapToDouble(contender -> Rounds.of(type, contender, Integer.MAX_VALUE, settings)
                                .seconds())
                        .sum();
        return new Planned(row(benchmark), contenders, seconds);
    }
}
