/**
 * Turns the values of a caller's map into the Java types of attributes, as long as nothing is lost. Every conversion either answers an
 * equal value of the wanted type or throws {@link dev.dataflow.internal.convert.ConversionException}, whose text names types and formats
 * and never the value.
 */
@NullMarked
package dev.dataflow.internal.convert;

import org.jspecify.annotations.NullMarked;
