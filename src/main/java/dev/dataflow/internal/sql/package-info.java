/**
 * SQL as text with its bound values: the operands that paths lead to, and the statements made of them. Names come from the mapping alone and
 * every value of a caller is bound, so that no input can become SQL.
 */
@NullMarked
package dev.dataflow.internal.sql;

import org.jspecify.annotations.NullMarked;
