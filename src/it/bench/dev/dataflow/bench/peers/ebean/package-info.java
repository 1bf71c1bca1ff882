/** Ebean and its entity: in a package of their own, since the build enhances what is in it. */
package dev.dataflow.bench.peers.ebean;
