package dev.dataflow.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark and who takes part in it.
 *
 * @param benchmark its full name
 * @param contenders the one to compare with first
 */
record Contest(String benchmark, List<String> contenders) {
    /** The field of a benchmark class that names its contenders. */
    static final String CONTENDER = "contender";

    /** What stands between a row's {@code Class.method} and its parameters. */
    static final String PARAMETERS = ", ";

    static List<Contest> all(Settings settings) {
        List<Contest> contests = new ArrayList<>();
        for (BenchmarkListEntry entry : BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())) {
            if (settings.includes(row(entry.getUsername()))) {
                String[] contenders =
                        entry.getParams().orElse(Map.of()).getOrDefault(CONTENDER, new String[] {"DataFlow"});
                List<String> invited = new ArrayList<>(List.of(contenders));
                invited.removeIf(contender -> !contender.equals(contenders[0]) && !settings.invites(contender));
                contests.add(new Contest(entry.getUsername(), List.copyOf(invited)));
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
}
