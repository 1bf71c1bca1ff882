package dev.dataflow.internal.store;

import java.util.List;

/**
 * One of many rows that change, each in its own way.
 *
 * @param condition which exactly one row is to meet
 */
public record UpdateRow(Condition condition, List<Assignment> assignments) {}
