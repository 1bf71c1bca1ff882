package dev.dataflow.bench;

import dev.dataflow.postgres.PostgresServer;
import java.util.List;

/** A part of the table that is measured in a way of its own. */
interface Part {
    /**
     * Measures the part's rows that the settings include.
     *
     * @param measured takes the measurements, those of one row with the one to compare with first; what is in it when something fails is
     *     reported nevertheless
     */
    void measure(Settings settings, PostgresServer server, List<Measurement> measured) throws Exception;
}
