/** Where a test's PostgreSQL comes from: embedded or a URL; templates and clones. Knows JDBC and nothing else. */
@NullMarked
package dev.dataflow.postgres;

import org.jspecify.annotations.NullMarked;
