package dev.dataflow.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** However many tests a JVM has run with four workers, it and its server hold no more than before. The README says how to run many. */
class SoakIT {
    private static final Logger LOG = LoggerFactory.getLogger(SoakIT.class);
    private static final int TESTS = Integer.getInteger("dataflow.soak", 400);
    private static final int ROUNDS = 10;

    @Test
    void nothing_grows() throws SQLException {
        List<Holdings> after = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            run(TESTS / ROUNDS / 4);
            after.add(Holdings.now());
            LOG.info("After {} tests: {}", (round + 1) * TESTS / ROUNDS, after.get(round));
        }

        // Workers come and go, so what counts is the most of each half.
        Holdings early = Holdings.most(after.subList(0, ROUNDS / 2));
        Holdings late = Holdings.most(after.subList(ROUNDS / 2, ROUNDS));
        assertThat(late.databases()).isLessThanOrEqualTo(early.databases());
        assertThat(late.connections()).isLessThanOrEqualTo(early.connections());
        assertThat(late.locks()).isLessThanOrEqualTo(early.locks());
        assertThat(late.threads()).hasSizeLessThanOrEqualTo(early.threads().size());
        assertThat(late.serverBytes()).isLessThan(early.serverBytes() * 11 / 10);
        assertThat(late.heapBytes()).isLessThan(early.heapBytes() * 12 / 10);
    }

    private static void run(int testsOfEachClass) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(
                        selectClass(Soaking.First.class),
                        selectClass(Soaking.Second.class),
                        selectClass(Soaking.Third.class),
                        selectClass(Soaking.Fourth.class))
                .configurationParameter(Soaking.TESTS, String.valueOf(testsOfEachClass))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .build();
        Launcher launcher = LauncherFactory.create();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        launcher.execute(request, summary);
        assertThat(summary.getSummary().getFailures()).isEmpty();
        assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(4L * testsOfEachClass);
    }
}
