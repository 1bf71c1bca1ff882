/** Starts Hibernate the way models need it, and creates what tables are missing. */
@NullMarked
package dev.dataflow.internal.boot;

import org.jspecify.annotations.NullMarked;
