package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Rows that the server hands out a few at a time. Belongs to one thread, and is of use until it is closed. */
final class RowCursor extends Spliterators.AbstractSpliterator<StoredRow> implements AutoCloseable {
    private static final int FETCH_SIZE = 1_000;

    private final Unit unit;
    private final Fetch fetch;
    private final PreparedStatement statement;
    private final ResultSet results;
    private final Thread owner = Thread.currentThread();
    private Iterator<StoredRow> ahead = Collections.emptyIterator();
    private @Nullable SQLException failure;
    private boolean closed;

    private RowCursor(Unit unit, Fetch fetch, PreparedStatement statement, ResultSet results) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.unit = unit;
        this.fetch = fetch;
        this.statement = statement;
        this.results = results;
    }

    static RowCursor open(Unit unit, Fetch fetch, Sql sql) throws SQLException {
        PreparedStatement statement = sql.prepare(unit.connection(), unit.options());
        try {
            statement.setFetchSize(FETCH_SIZE);
            return new RowCursor(unit, fetch, statement, statement.executeQuery());
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    Stream<StoredRow> stream() {
        return StreamSupport.stream(this, false);
    }

    @Override
    public boolean tryAdvance(Consumer<? super StoredRow> action) {
        StoredRow row = next();
        if (row == null) {
            return false;
        }
        action.accept(row);
        return true;
    }

    /** A connection serves one thread. */
    @Override
    public @Nullable Spliterator<StoredRow> trySplit() {
        return null;
    }

    private @Nullable StoredRow next() {
        if (closed || Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "The rows of a stream are there while its callback runs, and for its thread: collect what you need inside");
        }
        try {
            if (!ahead.hasNext()) {
                ahead = readAhead().iterator();
            }
            return ahead.hasNext() ? ahead.next() : null;
        } catch (SQLException e) {
            failure = e;
            throw new IllegalStateException("The stream of rows has failed", e);
        }
    }

    private List<StoredRow> readAhead() throws SQLException {
        List<StoredRow> rows = new ArrayList<>();
        while (rows.size() < FETCH_SIZE && results.next()) {
            rows.add(fetch.read(results, unit.options()));
        }
        return fetch.complete(unit, rows);
    }

    /** Answers for a failure that the caller's code may have swallowed: the transaction is aborted all the same. */
    void throwIfFailed() throws SQLException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        statement.close();
    }
}
