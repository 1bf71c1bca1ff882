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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stores rows chunk by chunk, each the fastest way that does all the entity asks for. When a chunk is refused its halves are tried, and
 * their halves, until the row to blame is found; good rows stay where that is asked for. Belongs to one operation.
 */
final class Bulk {
    private final EntityStore store;
    private final EntityMapping mapping;
    private final @Nullable Inserts inserts;
    private final @Nullable Copies copies;
    private final References references;
    private final BulkOptions options;
    private final List<Object> ids = new ArrayList<>();
    private final List<StoredRow> rows = new ArrayList<>();
    private final List<RowFailedException> rejected = new ArrayList<>();
    private long count;

    /** @param inserts null when Hibernate is to store the entities */
    Bulk(EntityStore store, @Nullable Inserts inserts, References references, BulkOptions options) {
        this.store = store;
        this.mapping = store.mapping();
        this.inserts = inserts;
        this.copies = inserts == null ? null : new Copies(mapping, inserts.insertion());
        this.references = references;
        this.options = options;
    }

    /** A row of the input that is not stored yet. */
    private record Pending(long index, Map<?, ?> values) {}

    /** Stores all rows, a chunk of which is held in memory at a time. */
    BulkOutcome run(Unit unit, Iterator<? extends Map<?, ?>> input) throws SQLException {
        long index = 0;
        while (input.hasNext()) {
            Pending withOthers = null;
            List<Pending> chunk = new ArrayList<>();
            List<Object> entities = new ArrayList<>();
            List<Problem> problems = new ArrayList<>();
            while (withOthers == null && chunk.size() < options.chunk() && input.hasNext()) {
                Map<?, ?> values = Objects.requireNonNull(input.next(), "a row is null");
                if (store.nested().concerns(values)) {
                    withOthers = new Pending(index++, values);
                    continue;
                }
                try {
                    entities.add(mapping.newEntity(values));
                    chunk.add(new Pending(index, values));
                } catch (InvalidInputException e) {
                    reject(index, e, problems);
                }
                index++;
            }
            InvalidInputException.throwIfAny(problems);
            store(unit, chunk, entities);
            if (withOthers != null) {
                storeWithOthers(unit, withOthers);
            }
            options.progress().accept(count);
        }
        rejected.sort(Comparator.comparingLong(RowFailedException::row));
        return new BulkOutcome(count, ids, rows, rejected);
    }

    /** All that is wrong with the input of a chunk is told at once. */
    private void reject(long index, InvalidInputException e, List<Problem> problems) {
        if (options.bestEffort()) {
            rejected.add(new RowFailedException(index, e));
        } else {
            e.problems().forEach(problem -> problems.add(problem.inRow(index)));
        }
    }

    private void store(Unit unit, List<Pending> chunk, List<Object> entities) throws SQLException {
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
    private void storeWithOthers(Unit unit, Pending row) throws SQLException {
        try {
            StoredRow stored = unit.undoable(part -> store.nested().create(part, row.values()));
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
    private void storeAgain(Unit unit, List<Pending> chunk) throws SQLException {
        List<Object> entities = new ArrayList<>(chunk.size());
        chunk.forEach(pending -> entities.add(mapping.newEntity(pending.values())));
        store(unit, chunk, entities);
    }

    private void divide(Unit unit, List<Pending> chunk, Exception refused) throws SQLException {
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

    private static boolean isOfData(Exception e) {
        return e instanceof InvalidInputException
                || e instanceof ViolationsException
                || e instanceof ForeignReferenceException
                || Validation.violationsIn(e) != null
                || SqlStates.isOfData(e);
    }

    private boolean write(Unit unit, List<Object> entities) throws SQLException {
        Inserts direct = inserts;
        if (direct == null || !entities.stream().allMatch(direct::stores)) {
            byHibernate(unit, entities);
        } else {
            List<@Nullable Object[]> values = new ArrayList<>(entities.size());
            for (Object entity : entities) {
                direct.generate(unit, entity);
                ViolationsException.throwIfAny(direct.violations(entity));
                values.add(direct.insertion().values(entity));
            }
            int most = direct.rowsOfParameters();
            for (int from = 0; from < values.size(); from += most) {
                directly(unit, direct, values.subList(from, Math.min(values.size(), from + most)));
            }
        }
        return true;
    }

    private void directly(Unit unit, Inserts direct, List<@Nullable Object[]> values) throws SQLException {
        if (!references.isEmpty()) {
            answer(unit, direct.insertForRows(unit, values));
            return;
        }
        switch (options.answer()) {
            case COUNT -> {
                if (copies == null || !copies.store(unit, values)) {
                    direct.insertAll(unit, values);
                }
            }
            case IDS -> {
                List<Object> stored = copies == null ? null : copies.storeForIds(unit, values);
                ids.addAll(stored == null ? direct.insertForIds(unit, values) : stored);
            }
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
