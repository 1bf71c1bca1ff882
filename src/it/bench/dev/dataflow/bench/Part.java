package dev.dataflow.bench;

import dev.dataflow.postgres.PostgresServer;
import java.util.List;

/** A part of the table that is measured in a way of its own. */
interface Part {
    /** Answers the part's rows that the settings include, in the order in which they are measured; empty when there are none. */
    List<Planned> plan(Settings settings);

    /**
     * Measures the rows of the plan.
     *
     * @param results is told when a row begins, and takes the measurements; what it has when something fails is reported nevertheless
     */
    void measure(Settings settings, PostgresServer server, Results results) throws Exception;
}
