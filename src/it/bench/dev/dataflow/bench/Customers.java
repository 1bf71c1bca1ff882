package dev.dataflow.bench;

import dev.dataflow.bench.peers.DataFlowCustomers;
import dev.dataflow.bench.peers.JdbcCustomers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A contender's way to the table {@code customer}: each operation as its documentation would have it, with what its users hold afterwards as
 * the answer, all columns read and JSON as a map. Thread-safe.
 */
public interface Customers {
    /** Finds by id. */
    Object findById(long id) throws Exception;

    /** Runs operations in one transaction. */
    void inTransaction(Work work) throws Exception;

    /** Operations of one transaction, on the object they are given. */
    interface Work {
        void on(Customers customers) throws Exception;
    }

    /** Answers the contender's object, one for the whole JVM. */
    static Customers of(String contender) {
        return Open.CUSTOMERS.computeIfAbsent(contender, Open::open);
    }

    /** What has been opened. */
    final class Open {
        private static final Map<String, Customers> CUSTOMERS = new ConcurrentHashMap<>();

        private Open() {}

        private static Customers open(String contender) {
            return switch (contender) {
                case "JDBC" -> new JdbcCustomers();
                case "DataFlow" -> new DataFlowCustomers();
                default -> throw new IllegalArgumentException("No such contender: " + contender);
            };
        }
    }
}
