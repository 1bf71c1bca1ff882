package dev.dataflow.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One contender's JVM: runs all its rows, each iteration in its turn, and reports what it measured. */
final class Contestant {
    private static @Nullable Line line;

    private Contestant() {}

    /** @param args the contender, the umpire's port, and the benchmarks by their full names */
    public static void main(String[] args) throws IOException {
        String contender = args[0];
        boolean failed = false;
        try (Line umpire = new Line(Integer.parseInt(args[1]), contender)) {
            line = umpire;
            List<String> benchmarks = List.of(args).subList(2, args.length);
            for (int turn = 0; turn < benchmarks.size(); turn++) {
                String benchmark = benchmarks.get(turn);
                try {
                    for (RunResult result : new Runner(options(contender, benchmark, turn)).run()) {
                        umpire.report(measurement(contender, result));
                    }
                } catch (RunnerException e) {
                    failed = true;
                    new IllegalStateException(contender + " failed in " + benchmark, e).printStackTrace();
                }
            }
        }
        // Pools and Hibernates of the contenders would keep the JVM.
        System.exit(failed ? 1 : 0);
    }

    private static Options options(String contender, String benchmark, int turn) {
        Settings settings = Settings.fromProperties();
        Rounds rounds = Rounds.of(Contest.type(benchmark), contender, turn, settings);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark) + "$")
                .param(Contest.CONTENDER, contender)
                .forks(0)
                .warmupIterations(rounds.warmUp())
                .measurementIterations(rounds.measured())
                .warmupTime(TimeValue.milliseconds(rounds.warmUpMillis()))
                .measurementTime(TimeValue.milliseconds(rounds.millis()))
                .timeUnit(TimeUnit.MICROSECONDS)
                // The wait for its turn counts, which for a contender of few rows is that for all rows before.
                .timeout(TimeValue.hours(4))
                .addProfiler(Turn.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return options.build();
    }

    static Line line() {
        if (line == null) {
            throw new IllegalStateException("This JVM is no contender's");
        }
        return line;
    }

    private static Measurement measurement(String contender, RunResult run) {
        List<Double> rounds = new ArrayList<>();
        run.getBenchmarkResults()
                .forEach(fork -> fork.getIterationResults()
                        .forEach(iteration ->
                                rounds.add(iteration.getPrimaryResult().getScore())));
        Double bytes = null;
        for (String name : run.getSecondaryResults().keySet()) {
            if (name.endsWith("gc.alloc.rate.norm")) {
                bytes = run.getSecondaryResults().get(name).getScore();
            }
        }
        String benchmark = run.getParams().getBenchmark();
        StringBuilder row = new StringBuilder(Contest.row(benchmark));
        for (String parameter : run.getParams().getParamsKeys()) {
            if (!parameter.equals(Contest.CONTENDER)) {
                row.append(Contest.PARAMETERS)
                        .append(run.getParams().getParam(parameter))
                        .append(" ")
                        .append(parameter);
            }
        }
        Measurement measurement = new Measurement(row.toString(), contender, "µs", rounds, bytes);
        return Contest.isOfOne(benchmark) ? measurement.ofOne() : measurement;
    }
}
