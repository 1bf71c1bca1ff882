/** A {@link javax.sql.DataSource} in which commits are savepoints. Knows JDBC and nothing else. */
@NullMarked
package dev.dataflow.sandbox;

import org.jspecify.annotations.NullMarked;
