package dev.dataflow.junit;

import dev.dataflow.sandbox.Mark;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a class has stored before its tests, and how it is brought back after an escape has cost the class its worker. */
final class SetUp {
    private static final Logger LOG = LoggerFactory.getLogger(SetUp.class);

    private final String testClass;
    private @Nullable BeforeAllMethods methods;
    private boolean stores;
    private @Nullable String lost;

    SetUp(String testClass) {
        this.testClass = testClass;
    }

    /** Says what stores the class's rows once more; what has been stored since a mark came from elsewhere. */
    void comesFrom(BeforeAllMethods beforeAll, @Nullable Mark beforeClass) {
        if (beforeClass == null || beforeClass.isUntouched()) {
            methods = beforeAll;
        }
    }

    /** Notes whether anything has been stored since the class began. */
    void endsWith(@Nullable Mark beforeClass) {
        stores |= beforeClass != null && !beforeClass.isUntouched();
    }

    /** Stores in another database what was stored in the first; what fails is told by {@link #requireThere()}. */
    void again() {
        if (!stores) {
            return;
        }
        String what = "An earlier test has broken the sandbox of " + testClass
                + " (see that test's failure), and the rows that were stored before its tests are lost with it: ";
        if (methods == null) {
            lost = what + "they were not stored by @BeforeAll methods, which would have been called again";
            return;
        }
        try {
            methods.run();
        } catch (Exception e) {
            LOG.debug("@BeforeAll of {} failed when it was called again", testClass, e);
            lost = what + "its @BeforeAll methods were called again and failed with "
                    + e.getClass().getName();
        }
    }

    /**
     * Refuses to run a test without the rows of its class.
     *
     * @throws IllegalStateException when they could not be brought back
     */
    void requireThere() {
        if (lost != null) {
            throw new IllegalStateException(lost);
        }
    }
}
