package dev.dataflow.bench;

import java.util.List;

/**
 * A row that a run is going to measure.
 *
 * @param row {@code Class.method}
 * @param contenders the one to compare with first
 * @param seconds about how long it takes: what the time that is left is estimated from
 */
record Planned(String row, List<String> contenders, double seconds) {}
