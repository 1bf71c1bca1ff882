package dev.dataflow.bench;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/** Lets this JVM through one iteration, its set-up included, when it is its turn. A profiler only because JMH calls those around iterations. */
public final class Turn implements InternalProfiler {
    @Override
    public String getDescription() {
        return "waits for its turn";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        Contestant.line().awaitTurn(benchmark.getBenchmark());
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        Contestant.line().endTurn();
        return List.of();
    }
}
