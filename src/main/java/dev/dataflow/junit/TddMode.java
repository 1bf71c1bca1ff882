package dev.dataflow.junit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The switch {@code dataflow.tdd.mode}, or {@code DATAFLOW_TDD_MODE} in the environment: {@code false} lets tests commit for real. */
final class TddMode {
    private static final Logger LOG = LoggerFactory.getLogger(TddMode.class);

    private TddMode() {}

    static Isolation effective(Isolation declared) {
        if (declared != Isolation.SAVEPOINT || isOn()) {
            return declared;
        }
        LOG.warn("DATAFLOW_TDD_MODE is false: what tests commit stays in the database");
        return Isolation.NONE;
    }

    private static boolean isOn() {
        String property = System.getProperty("dataflow.tdd.mode");
        String value = property == null ? System.getenv("DATAFLOW_TDD_MODE") : property;
        return value == null || !"false".equalsIgnoreCase(value.trim());
    }
}
