/** A medical practice: patients, their appointments, records and bills, and the trail of who changed what. */
@NullMarked
package dev.dataflow.examples.healthcare;

import org.jspecify.annotations.NullMarked;
