/**
 * The facade: maps in, rows out, over ordinary JPA entities on PostgreSQL.
 *
 * <p>A {@link dev.dataflow.DataFlow} stands on a pool of its own or on production's {@code EntityManagerFactory} and gives a
 * {@link dev.dataflow.Model} for each entity class. What a model is asked answers a {@link dev.dataflow.Result}: {@link dev.dataflow.Row}s,
 * or a {@link dev.dataflow.Failure} when the data is to blame; only misuse throws. {@link dev.dataflow.Filter} says which rows,
 * {@link dev.dataflow.Query} in which order and how many, {@link dev.dataflow.Change} what becomes of them; each is a small tree whose nodes
 * are package-private records, and {@code MapForm} reads the same trees from plain maps. A {@link dev.dataflow.Transaction} binds to its thread.
 *
 * <p>The way of an operation: {@code Model} calls the room {@code internal.store}, which converts the map by {@code internal.mapping}, builds
 * SQL with {@code internal.sql} and runs it in {@code internal.session}; {@code Failures} turns what went wrong into a value.
 */
@NullMarked
package dev.dataflow;

import org.jspecify.annotations.NullMarked;
