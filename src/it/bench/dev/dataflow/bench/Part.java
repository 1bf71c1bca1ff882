package dev.dataflow.bench;

import dev.dataflow.postgres.PostgresServer;
import java.util.List;

/** A part of the table that is measured in a way of its own. */
interface Part {
    /** Measures the part's rows that the settings include; those of one row stand together, the one to compare with first. */
    List<Measurement> measure(Settings settings, PostgresServer server) throws Exception;
}
