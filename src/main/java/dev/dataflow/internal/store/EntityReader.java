package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Sessions;
import dev.dataflow.internal.session.Work;
import dev.dataflow.internal.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one entity. Thread-safe. */
public final class EntityReader {
    private final EntityMapping mapping;
    private final Sessions sessions;
    private final Statements statements;
    private final Cursors cursors;
    private final boolean largeObjects;

    EntityReader(EntityMapping mapping, Sessions sessions, Statements statements, Cursors cursors) {
        this.mapping = mapping;
        this.sessions = sessions;
        this.statements = statements;
        this.cursors = cursors;
        this.largeObjects = mapping.hasLargeObjects();
    }

    /**
     * Reads the rows of a query.
     *
     * @throws IllegalStateException when they are to be locked and there is no transaction
     */
    public List<StoredRow> find(Selection selection) throws SQLException {
        if (selection.position() != null) {
            return page(selection, false).rows();
        }
        return find(selection, true);
    }

    /** Reads the rows of a query, no more than two: whoever wants the only one asks for no order. */
    public List<StoredRow> findTwo(Selection selection) throws SQLException {
        Selection two = selection.limitedTo(2);
        boolean firstOnes = !Integer.valueOf(2).equals(two.limit())
                || two.offset() > 0
                || !two.orders().isEmpty()
                || two.position() != null;
        return firstOnes ? find(two) : find(two, false);
    }

    private List<StoredRow> find(Selection selection, boolean ordered) throws SQLException {
        checkLock(selection);
        Fetch fetch = statements.fetch(selection);
        Sql sql = ordered
                ? statements.select(selection, fetch::select, null, false)
                : statements.selectUnordered(selection, fetch::select);
        return read(selection, unit -> fetch.complete(unit, Queries.all(unit, sql, fetch::read)));
    }

    /** A row, and its place in the order of a query. */
    private record Keyed(StoredRow row, List<@Nullable String> keys) {}

    /**
     * Reads the rows of a query, as many as its limit says, and where those before and after them begin.
     *
     * @param counted whether to count the rows of all pages, too
     */
    public Slice page(Selection selection, boolean counted) throws SQLException {
        checkLock(selection);
        String form = statements.form(selection);
        Selection.Position position = selection.position();
        Integer limit = selection.limit();
        Selection oneMore = limit == null || limit == Integer.MAX_VALUE ? selection : selection.limit(limit + 1);
        Fetch fetch = statements.fetch(selection);
        List<@Nullable String> from = position == null ? null : cursors.open(position.cursor(), form);
        Sql sql = statements.select(oneMore, fetch::select, from, true);
        Sql count = counted ? statements.count(selection) : null;
        return read(selection, unit -> {
            List<Keyed> found = Queries.all(unit, sql, (results, options) -> keyed(fetch, results, options));
            boolean more = selection.limit() != null && found.size() > selection.limit();
            List<Keyed> rows = more ? new ArrayList<>(found.subList(0, found.size() - 1)) : found;
            if (selection.backwards()) {
                Collections.reverse(rows);
            }
            List<StoredRow> completed =
                    fetch.complete(unit, rows.stream().map(Keyed::row).toList());
            return slice(selection, rows, more, completed, form, count == null ? null : Queries.number(unit, count));
        });
    }

    private static Keyed keyed(Fetch fetch, ResultSet results, WrapperOptions options) throws SQLException {
        int columns = results.getMetaData().getColumnCount();
        List<@Nullable String> keys = new ArrayList<>();
        for (int i = fetch.columns() + 1; i <= columns; i++) {
            keys.add(results.getString(i));
        }
        return new Keyed(fetch.read(results, options), keys);
    }

    private Slice slice(
            Selection selection,
            List<Keyed> rows,
            boolean more,
            List<StoredRow> completed,
            String form,
            @Nullable Long total) {
        boolean backwards = selection.backwards();
        boolean before = backwards ? more : selection.position() != null || selection.offset() > 0;
        boolean after = backwards || more;
        return new Slice(
                completed,
                after && !rows.isEmpty()
                        ? cursors.seal(rows.get(rows.size() - 1).keys(), form)
                        : null,
                before && !rows.isEmpty() ? cursors.seal(rows.get(0).keys(), form) : null,
                total);
    }

    /**
     * Reads the rows of a query one after the other, in constant memory, while the reader asks for them.
     *
     * @return what the reader answered, or threw
     */
    public <R extends @Nullable Object> Consumed<R> stream(
            Selection selection, Function<? super Stream<StoredRow>, ? extends R> reader) throws SQLException {
        checkLock(selection);
        if (selection.position() != null) {
            throw new InvalidInputException(List.of(
                    Problem.invalid("cursor", "goes with pages; a stream reads a query from its first row on")));
        }
        Fetch fetch = statements.fetch(selection);
        Sql sql = statements.select(selection, fetch::select, null, false);
        return sessions.atomically(unit -> {
            try (RowCursor rows = RowCursor.open(unit, fetch, sql)) {
                Consumed<R> consumed = Consumed.by(() -> reader.apply(rows.stream()));
                rows.throwIfFailed();
                return consumed;
            }
        });
    }

    /** Computes over the rows of an entity. */
    public List<StoredRow> aggregate(Summary summary) throws SQLException {
        SummaryStatement statement = new SummaryStatement(mapping, statements, summary);
        return sessions.read(statement::run);
    }

    /** Answers how PostgreSQL would find what is selected. */
    public Explanation explain(Selection selection) throws SQLException {
        Sql sql = statements.select(selection);
        return sessions.atomically(unit -> Explanation.of(unit, sql));
    }

    public long count(Condition condition) throws SQLException {
        Sql sql = statements.count(condition);
        return sessions.select(unit -> Queries.number(unit, sql));
    }

    /** Counts the rows of a query without regard to its limit, its offset and its position. */
    public long count(Selection selection) throws SQLException {
        Sql sql = statements.count(selection);
        return sessions.select(unit -> Queries.number(unit, sql));
    }

    public boolean exists(Condition condition) throws SQLException {
        Sql sql = statements.count(condition, 1);
        return sessions.select(unit -> Queries.number(unit, sql)) > 0;
    }

    private void checkLock(Selection selection) {
        if (selection.lock() != null && !sessions.isInTransaction()) {
            throw new IllegalStateException(
                    "A lock lasts until the end of its transaction, and there is none: read inside"
                            + " df.transaction(…), or without forUpdate(), skipLocked() and noWait()");
        }
    }

    private <R> R read(Selection selection, Work<R> work) throws SQLException {
        if (largeObjects) {
            return sessions.atomically(work);
        }
        // Going back to a savepoint gives up the locks that were taken since.
        return selection.lock() == null ? sessions.select(work) : sessions.read(work);
    }
}
