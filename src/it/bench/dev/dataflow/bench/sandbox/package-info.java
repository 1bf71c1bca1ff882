/** What the sandbox costs beside what a program would do without it, on one server. */
package dev.dataflow.bench.sandbox;
