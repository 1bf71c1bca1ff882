package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores many rows of slots' values the fastest way that means the same as an INSERT of each: by COPY, else by {@code unnest} or parameters.
 * Belongs to one operation.
 */
final class BulkInserts {
    private final Inserts inserts;
    private final Copies copies;

    BulkInserts(EntityMapping mapping, Inserts inserts) {
        this.inserts = inserts;
        this.copies = new Copies(mapping, inserts.insertion());
    }

    /** Whether statements of ours store all of these entities whole. */
    boolean stores(List<Object> entities) {
        return entities.stream().allMatch(inserts::stores);
    }

    /** Learns of a failure; answers whether the same rows may be stored now. */
    boolean learns(Exception e) {
        return inserts.learns(e);
    }

    /** Answers rows of slots' values, a part for each statement, once all that is generated and checked before is done. */
    List<List<@Nullable Object[]>> parts(Unit unit, List<Object> entities) {
        List<@Nullable Object[]> rows = new ArrayList<>(entities.size());
        for (Object entity : entities) {
            inserts.generate(unit, entity);
            ViolationsException.throwIfAny(inserts.violations(entity));
            rows.add(inserts.insertion().values(entity));
        }
        int most = inserts.rowsOfParameters();
        List<List<@Nullable Object[]>> parts = new ArrayList<>(1);
        for (int from = 0; from < rows.size(); from += most) {
            parts.add(rows.subList(from, Math.min(rows.size(), from + most)));
        }
        return parts;
    }

    /** @param meanwhile what may be done while the server is at work */
    void insert(Unit unit, List<@Nullable Object[]> rows, Runnable meanwhile) throws SQLException {
        if (!copies.store(unit, rows, meanwhile)) {
            inserts.insertAll(unit, rows);
        }
    }

    /** @param meanwhile what may be done while the server is at work */
    List<Object> insertForIds(Unit unit, List<@Nullable Object[]> rows, Runnable meanwhile) throws SQLException {
        List<Object> ids = copies.storeForIds(unit, rows, meanwhile);
        return ids == null ? inserts.insertForIds(unit, rows) : ids;
    }

    List<StoredRow> insertForRows(Unit unit, List<@Nullable Object[]> rows) throws SQLException {
        return inserts.insertForRows(unit, rows);
    }
}
