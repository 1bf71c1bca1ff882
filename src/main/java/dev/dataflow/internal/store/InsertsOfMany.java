package dev.dataflow.internal.store;

import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.session.Work;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores rows of any number. Those that one statement can store are one round trip; others, and those that the server refuses so, go chunk by
 * chunk, which finds the rows to blame. Belongs to one operation.
 */
final class InsertsOfMany {
    private final EntityStore store;
    private final @Nullable Inserts inserts;
    private final References references;
    private final LateConstraints lateConstraints;
    private final Chunk.Source source;
    private final BulkOptions options;

    /** @param inserts null when Hibernate is to store the entities */
    InsertsOfMany(
            EntityStore store,
            @Nullable Inserts inserts,
            References references,
            LateConstraints lateConstraints,
            Iterator<? extends Map<?, ?>> rows,
            BulkOptions options) {
        this.store = store;
        this.inserts = inserts;
        this.references = references;
        this.lateConstraints = lateConstraints;
        this.source = new Chunk.Source(rows, store.nested(), options.chunk());
        this.options = options;
    }

    /** Stores all rows as an operation. */
    BulkOutcome run() throws SQLException {
        Chunk all = source.all();
        BulkOutcome outcome = all != null && isOneStatement(all) && !store.endsWithFirstFailure()
                ? together(all, work -> store.written(true, work))
                : null;
        return outcome == null ? store.written(false, this::inChunks) : outcome;
    }

    /** Stores all rows at once as a part of an operation; answers whether it has, and nothing has happened otherwise. */
    boolean together(Unit unit) throws SQLException {
        Chunk all = source.all();
        return all != null && together(all, work -> unit.undoable(work)) != null;
    }

    private boolean isOneStatement(Chunk all) {
        return options.progress() == null
                && inserts != null
                && all.size() <= inserts.rowsOfParameters()
                && (options.answer() == BulkOptions.Answer.ROWS || all.size() < Copies.WORTH_COPYING);
    }

    /** How the rows are undone together. */
    private interface Undoing {
        @Nullable
        BulkOutcome around(Work<@Nullable BulkOutcome> work) throws SQLException;
    }

    /** Answers null when nothing has happened, since statements of ours do not do, or were refused. */
    private @Nullable BulkOutcome together(Chunk all, Undoing undoing) throws SQLException {
        if (inserts == null || !references.isEmpty() || all.withOthers() != null) {
            return null;
        }
        try {
            return undoing.around(unit -> {
                all.prepare(store.mapping());
                return all.refused().isEmpty() ? bulk(List.of()).together(unit, all.entities()) : null;
            });
        } catch (SQLException | RuntimeException e) {
            if (!inserts.learns(e) && !Bulk.isOfData(e)) {
                throw e;
            }
            all.discard();
            return null;
        }
    }

    private BulkOutcome inChunks(Unit unit) throws SQLException {
        // In a caller's transaction what comes later may still meet a constraint.
        return bulk(store.isInTransaction() ? List.of() : lateConstraints.names(unit))
                .run(unit, source);
    }

    private Bulk bulk(List<String> checkedAtOnce) {
        return new Bulk(store, inserts, references, checkedAtOnce, options);
    }
}
