package dev.dataflow.internal.store;

import dev.dataflow.internal.session.Unit;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores rows of any number. Few go in one statement, which is one round trip, where that does all that is asked for; others, and those that the
 * server refuses so, go chunk by chunk, which finds the rows to blame. Belongs to one operation.
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

    BulkOutcome run() throws SQLException {
        Chunk all = source.all();
        BulkOutcome outcome =
                all == null || inserts == null || !mayGoTogether(all, inserts) ? null : together(all, inserts);
        return outcome == null ? store.written(false, this::inChunks) : outcome;
    }

    /** Whether one statement may do all, and may be refused without harm. */
    private boolean mayGoTogether(Chunk all, Inserts direct) {
        return all.withOthers() == null
                && all.size() < Math.min(Copies.WORTH_COPYING, direct.rowsOfParameters())
                && references.isEmpty()
                && options.progress() == null
                && !store.endsWithFirstFailure();
    }

    /** Answers null when nothing has happened, since one statement does not do, or was refused. */
    private @Nullable BulkOutcome together(Chunk all, Inserts direct) throws SQLException {
        try {
            return store.written(true, unit -> {
                all.prepare(store.mapping());
                return all.refused().isEmpty() ? bulk(List.of()).together(unit, all.entities()) : null;
            });
        } catch (SQLException | RuntimeException e) {
            if (!direct.learns(e) && !Bulk.isOfData(e)) {
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
