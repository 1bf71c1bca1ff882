package dev.dataflow.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one test did, or one container of tests that did not succeed.
 *
 * @param testClass the binary name of the class it stands in, or null when it stands in none
 * @param name the method's name, or the display name of what is no method
 * @param tags its tags, inherited ones included, in alphabetical order
 * @param status how it ended
 * @param nanos nanoseconds between JUnit's start and JUnit's end of it, 0 when it never started
 * @param output what it printed, when the run captures that, and what it published
 * @param failure the stack trace of a failure, or the reason why it was skipped
 */
record TestRecord(
        @Nullable String testClass,
        String name,
        List<String> tags,
        Status status,
        long nanos,
        String output,
        @Nullable String failure) {

    enum Status {
        SUCCESSFUL,
        FAILED,
        ABORTED,
        SKIPPED
    }
}
