/** Thousands of tests in one JVM, to see that nothing grows. */
@NullMarked
package dev.dataflow.soak;

import org.jspecify.annotations.NullMarked;
