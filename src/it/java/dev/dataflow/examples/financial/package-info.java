/** A bank: accounts, what happens on them, and alerts about what should not. */
@NullMarked
package dev.dataflow.examples.financial;

import org.jspecify.annotations.NullMarked;
