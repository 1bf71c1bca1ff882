/**
 * What a test cost and what it did. {@link dev.dataflow.report.TestRecorder} listens to a JUnit Platform run and
 * writes each test's outcome, time and output as JSON, where a build can read it. It finds itself a place in every run
 * through the platform's service loader and stays silent until a run asks for a report.
 */
@NullMarked
package dev.dataflow.report;

import org.jspecify.annotations.NullMarked;
