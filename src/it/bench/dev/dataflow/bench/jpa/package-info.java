/** The entities of those who work on JPA's: in a package of their own, where Spring may look for entities and find no other. */
package dev.dataflow.bench.jpa;
