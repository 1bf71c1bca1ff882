/**
 * Where a test's PostgreSQL comes from.
 *
 * <p>{@link dev.dataflow.postgres.PostgresServer#shared()} is the one server of this JVM: the one {@code DATAFLOW_URL} names, or an
 * embedded one whose binaries come from Maven Central and whose data directory is kept in a cache folder between runs. A
 * {@link dev.dataflow.postgres.Template} is a database built once for a key and reused until the key changes; a
 * {@link dev.dataflow.postgres.Database} is a clone of it that belongs to whoever asked for it.
 *
 * <p>The way of a start, in the order of the files that do it: {@code Settings} reads the environment, {@code Binaries}
 * unpacks PostgreSQL, {@code Cluster} takes a data directory nobody else uses, {@code Postmaster} runs it, {@code Session}
 * marks on the server which databases are in use. This package knows JDBC and nothing else of the library.
 */
@NullMarked
package dev.dataflow.postgres;

import org.jspecify.annotations.NullMarked;
