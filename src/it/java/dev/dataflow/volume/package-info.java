/** Many rows in little memory, each run in a JVM of its own. */
@NullMarked
package dev.dataflow.volume;

import org.jspecify.annotations.NullMarked;
