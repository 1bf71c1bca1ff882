/** The facade: maps in, rows out, over ordinary JPA entities on PostgreSQL. */
@NullMarked
package dev.dataflow;

import org.jspecify.annotations.NullMarked;
