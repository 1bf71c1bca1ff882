/**
 * What Hibernate knows about an entity, in the form the facade works with: attributes with their columns, each able to turn a caller's value
 * into what an entity holds, and what an entity or a result set holds into what a row shows. Built once per entity from Hibernate's runtime
 * metamodel; immutable.
 */
@NullMarked
package dev.dataflow.internal.mapping;

import org.jspecify.annotations.NullMarked;
