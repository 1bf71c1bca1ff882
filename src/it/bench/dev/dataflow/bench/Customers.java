package dev.dataflow.bench;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * A contender's way to the table {@code customer}: each operation as its documentation would have it, with what its users hold afterwards as
 * the answer, all columns read and JSON as a map. Thread-safe.
 */
public interface Customers {
    /** Stores a row and answers what knows its id. */
    Object create(NewCustomer values) throws Exception;

    /** Finds by id. */
    Object findById(long id) throws Exception;

    /** Finds by the address, which is unique. */
    Object findOne(String email) throws Exception;

    /** Changes one column of the row with that id. */
    Object update(long id, BigDecimal balance) throws Exception;

    /** Changes one column of each of these rows, by their ids, in one transaction. */
    void updateEach(Map<Long, BigDecimal> balances) throws Exception;

    /** Deletes the row with that id. */
    Object delete(long id) throws Exception;

    /** Runs operations in one transaction. */
    void inTransaction(Work work) throws Exception;

    /** Runs operations in one transaction, of which each is told of its own failure, and the next ones go on. */
    default void inTransactionThatGoesOn(Work work) throws Exception {
        inTransaction(on -> {
            try (Autosave autosave = Autosave.on(on.connection())) {
                work.on(on.atOnce());
            }
        });
    }

    /** Answers the connection of the transaction that this belongs to. */
    Connection connection() throws SQLException;

    /** Answers the same where nothing waits for the end of its transaction to be sent. */
    default Customers atOnce() {
        return this;
    }

    /** Answers the first rows by id, each as a map with a map in it. */
    List<? extends Map<String, Object>> readAsMaps(int rows) throws Exception;

    /** Stores rows in one transaction. */
    void insertAll(List<NewCustomer> rows) throws Exception;

    /** Stores rows, or replaces those with the same address, in one transaction. */
    void upsertAll(List<NewCustomer> rows) throws Exception;

    /** Operations of one transaction, on the object they are given. */
    interface Work {
        void on(Customers customers) throws Exception;
    }

    /** Answers the contender's object, one for the whole JVM. */
    static Customers of(String contender) {
        return Contenders.of(contender, Customers.class);
    }
}
