/**
 * Undoes every commit: a {@link javax.sql.DataSource} on which begin and commit are savepoints of one transaction.
 *
 * <p>{@link dev.dataflow.sandbox.Sandbox} holds one real connection. What {@code dataSource()} hands out are connections
 * of PostgreSQL's own driver whose socket leads into the sandbox instead of to a server: a
 * {@link dev.dataflow.sandbox.Session} reads the driver's messages, answers what begins and ends transactions with
 * savepoints, and passes the rest on. So everything the driver can do works unchanged, and what the sandbox adds travels
 * in messages that are sent anyway. {@link dev.dataflow.sandbox.Mark} is where a test begins and is gone back to.
 *
 * <p>Knows JDBC and the PostgreSQL driver and nothing else.
 */
@NullMarked
package dev.dataflow.sandbox;

import org.jspecify.annotations.NullMarked;
