/** Each peer as its own documentation recommends. */
package dev.dataflow.bench.peers;
