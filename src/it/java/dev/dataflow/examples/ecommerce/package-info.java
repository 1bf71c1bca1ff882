/** A shop: its customers with their addresses and orders, and its stock. */
@NullMarked
package dev.dataflow.examples.ecommerce;

import org.jspecify.annotations.NullMarked;
