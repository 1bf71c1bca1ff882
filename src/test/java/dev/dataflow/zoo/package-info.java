/** One set of entities that has every kind of mapping once: what works for all of them works for an application's. */
package dev.dataflow.zoo;
