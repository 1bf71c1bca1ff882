/**
 * JSON as plain Java values: {@code Map}, {@code List}, {@code String}, {@code Boolean}, numbers and null. What an attribute holds in a row
 * is always this form, whether it was just written or read back: an integer is the smallest of {@code Integer}, {@code Long} and
 * {@code BigInteger} that holds it, a decimal a {@code Double} when that loses nothing and a {@code BigDecimal} otherwise.
 */
@NullMarked
package dev.dataflow.internal.json;

import org.jspecify.annotations.NullMarked;
