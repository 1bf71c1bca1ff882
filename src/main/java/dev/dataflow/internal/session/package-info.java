/**
 * Connections and transactions: each operation gets a connection of its own or that of the thread's transaction, and no failed write leaves
 * a transaction unusable. Hibernate's own transactions are not used: after a failed operation they can only be rolled back.
 */
@NullMarked
package dev.dataflow.internal.session;

import org.jspecify.annotations.NullMarked;
