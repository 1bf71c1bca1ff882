/**
 * What it costs to keep tests apart: the same tests of the same four models for each contender, set up as its documentation recommends.
 *
 * <p>All of them have {@code empty} and {@code that_writes_20_rows}, whose cost is the time from the start of the first repetition to the end
 * of the last, divided by their number, so that what happens between two tests counts; and some have {@code first}, which a fresh JVM runs
 * alone. The tables exist when a JVM starts: creating them is nobody's cost here.
 */
package dev.dataflow.bench.isolation;
