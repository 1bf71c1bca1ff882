/**
 * Measures what the README says about speed: {@code mvn -Pfigures verify}. Nothing here is a test, since a machine that is busy is no defect.
 */
@NullMarked
package dev.dataflow.figures;

import org.jspecify.annotations.NullMarked;
