/**
 * Tests on a real PostgreSQL in which every commit is undone: {@link dev.dataflow.junit.DataFlowTest} puts the facade, the sandbox and the
 * server together. Which models a test has decides which Hibernate and which database template it gets; both are made once per JVM, the
 * template once per cache folder. A {@code Worker} is a clone of the template with a sandbox on it, and belongs to one test class at a time.
 */
@NullMarked
package dev.dataflow.junit;

import org.jspecify.annotations.NullMarked;
