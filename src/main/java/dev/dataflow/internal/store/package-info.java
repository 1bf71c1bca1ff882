/**
 * The operations on the rows of one entity: each builds its SQL from the mapping, or hands an entity to Hibernate where callbacks, generated
 * values and collections ask for one, and reads back what is stored.
 */
@NullMarked
package dev.dataflow.internal.store;

import org.jspecify.annotations.NullMarked;
