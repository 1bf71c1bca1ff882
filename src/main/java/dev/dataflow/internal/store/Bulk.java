package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.SqlStates;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.validation.Validation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores rows chunk by chunk, each the fastest way that does all the entity asks for. When a chunk is refused its halves are tried, and
 * their halves, until the row to blame is found; good rows stay where that is asked for. Belongs to one operation.
 */
final class Bulk {
    private final EntityStore store;
    private final EntityMapping mapping;
    private final @Nullable BulkInserts inserts;
    private final References references;
    private final List<String> lateConstraints;
    private final BulkOptions options;
    private final List<Object> ids = new ArrayList<>();
    private final List<StoredRow> rows = new ArrayList<>();
    private final List<RowFailedException> rejected = new ArrayList<>();
    private @Nullable Chunk next;
    private long count;

    /**
     * @param inserts null when Hibernate is to store the entities
     * @param lateConstraints those that are to be checked at once
     */
    Bulk(
            EntityStore store,
            @Nullable Inserts inserts,
            References references,
            List<String> lateConstraints,
            BulkOptions options) {
        this.store = store;
        this.mapping = store.mapping();
        this.inserts = inserts == null ? null : new BulkInserts(mapping, inserts);
        this.references = references;
        this.lateConstraints = lateConstraints;
        this.options = options;
    }

    /** Stores all rows, two chunks of which are held in memory at a time: one is stored while the next is made ready. */
    BulkOutcome run(Unit unit, Chunk.Source source) throws SQLException {
        LateConstraints.check(unit, lateConstraints, true);
        next = source.next();
        while (next != null) {
            Chunk chunk = next;
            chunk.prepare(mapping);
            next = source.next();
            reject(chunk.refused());
            store(unit, chunk.rows(), chunk.entities());
            if (chunk.withOthers() != null) {
                storeWithOthers(unit, chunk.withOthers());
            }
            if (options.progress() != null) {
                options.progress().accept(count);
            }
        }
        rejected.sort(Comparator.comparingLong(RowFailedException::row));
        return new BulkOutcome(count, ids, rows, rejected);
    }

    /** Stores all rows there are, which the caller undoes when that fails; answers null, with nothing done, where statements of ours do not do. */
    @Nullable
    BulkOutcome together(Unit unit, List<Object> entities) throws SQLException {
        if (inserts == null || !inserts.stores(entities)) {
            return null;
        }
        write(unit, entities);
        return new BulkOutcome(entities.size(), ids, rows, List.of());
    }

    private void prepareNext() {
        if (next != null) {
            next.prepare(mapping);
        }
    }

    /** All that is wrong with the input of a chunk is told at once. */
    private void reject(List<RowFailedException> refused) {
        if (options.bestEffort()) {
            rejected.addAll(refused);
            return;
        }
        List<Problem> problems = new ArrayList<>(0);
        for (RowFailedException each : refused) {
            InvalidInputException reason = (InvalidInputException) each.reason();
            reason.problems().forEach(problem -> problems.add(problem.inRow(each.row())));
        }
        InvalidInputException.throwIfAny(problems);
    }

    private void store(Unit unit, List<Chunk.Row> chunk, List<Object> entities) throws SQLException {
        if (chunk.isEmpty()) {
            return;
        }
        int idsBefore = ids.size();
        int rowsBefore = rows.size();
        try {
            unit.undoable(part -> write(part, entities));
            count += entities.size();
        } catch (SQLException | RuntimeException e) {
            ids.subList(idsBefore, ids.size()).clear();
            rows.subList(rowsBefore, rows.size()).clear();
            if (inserts != null && inserts.learns(e)) {
                storeAgain(unit, chunk);
                return;
            }
            if (!isOfData(e)) {
                throw e;
            }
            divide(unit, chunk, e);
        }
    }

    /** Stores a row that has others inside it, alone. */
    private void storeWithOthers(Unit unit, Chunk.Row row) throws SQLException {
        try {
            StoredRow stored = unit.undoable(part -> {
                // One of the rows may refer to another that is stored after it.
                LateConstraints.check(part, lateConstraints, false);
                StoredRow created = store.nested().create(part, row.values());
                LateConstraints.check(part, lateConstraints, true);
                return created;
            });
            answer(List.of(stored));
            count++;
        } catch (SQLException | RuntimeException e) {
            if (!isOfData(e instanceof NestedException nested ? nested.reason() : e)) {
                throw e;
            }
            divide(unit, List.of(row), e);
        }
    }

    /** Hibernate leaves its marks on entities that it could not store, so new ones are made. */
    private void storeAgain(Unit unit, List<Chunk.Row> chunk) throws SQLException {
        List<Object> entities = new ArrayList<>(chunk.size());
        chunk.forEach(pending -> entities.add(mapping.newEntity(pending.values())));
        store(unit, chunk, entities);
    }

    private void divide(Unit unit, List<Chunk.Row> chunk, Exception refused) throws SQLException {
        if (chunk.size() == 1) {
            RowFailedException failed = new RowFailedException(chunk.get(0).index(), refused);
            if (!options.bestEffort()) {
                throw failed;
            }
            rejected.add(failed);
            return;
        }
        int half = chunk.size() / 2;
        storeAgain(unit, chunk.subList(0, half));
        storeAgain(unit, chunk.subList(half, chunk.size()));
    }

    /** Whether rows are to blame, and others might be stored. */
    static boolean isOfData(Exception e) {
        return e instanceof InvalidInputException
                || e instanceof ViolationsException
                || e instanceof ForeignReferenceException
                || Validation.violationsIn(e) != null
                || SqlStates.isOfData(e);
    }

    private boolean write(Unit unit, List<Object> entities) throws SQLException {
        BulkInserts direct = inserts;
        if (direct == null || !direct.stores(entities)) {
            byHibernate(unit, entities);
            return true;
        }
        for (List<@Nullable Object[]> part : direct.parts(unit, entities)) {
            directly(unit, direct, part);
        }
        return true;
    }

    private void directly(Unit unit, BulkInserts direct, List<@Nullable Object[]> values) throws SQLException {
        if (!references.isEmpty()) {
            answer(unit, direct.insertForRows(unit, values));
            return;
        }
        switch (options.answer()) {
            case COUNT -> direct.insert(unit, values, this::prepareNext);
            case IDS -> ids.addAll(direct.insertForIds(unit, values, this::prepareNext));
            case ROWS -> rows.addAll(direct.insertForRows(unit, values));
        }
    }

    private void byHibernate(Unit unit, List<Object> entities) throws SQLException {
        store.store(unit, entities);
        if (options.answer() == BulkOptions.Answer.COUNT && references.isEmpty()) {
            return;
        }
        List<StoredRow> stored = new ArrayList<>(entities.size());
        for (Object entity : entities) {
            stored.add(store.stored(unit, entity));
        }
        answer(unit, stored);
    }

    /** What is wanted of rows that had to be read, be it to see to whom they refer. */
    private void answer(Unit unit, List<StoredRow> stored) throws SQLException {
        references.check(unit, stored);
        answer(stored);
    }

    private void answer(List<StoredRow> stored) {
        switch (options.answer()) {
            case COUNT -> {}
            case IDS -> stored.forEach(row -> ids.add(row.id()));
            case ROWS -> rows.addAll(stored);
        }
    }
}
