package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Insertion;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Stores rows by COPY, PostgreSQL's fastest way in, where that means the same as an INSERT. COPY answers nothing: an id that the database
 * would make is taken from its sequence ahead. Belongs to one operation.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY: what it leaves out, and the text format</a>
 */
final class Copies {
    /** From how many rows on it wins back its round trips: it asks about the table first, or for ids, and needs a savepoint. */
    static final int WORTH_COPYING = 100;

    private static final int BUFFER = 16 * 1024;

    private final EntityMapping mapping;
    private final List<Insertion.Slot> slots;
    private final boolean possible;
    private final boolean converts;
    private @Nullable CopyTarget target;

    Copies(EntityMapping mapping, Insertion insertion) {
        this.mapping = mapping;
        this.slots = insertion.slots();
        this.possible = insertion.literals().isEmpty()
                && !slots.isEmpty()
                && slots.stream().allMatch(slot -> ColumnArray.type(slot) != null);
        this.converts = slots.stream().anyMatch(slot -> slot.column().converts());
    }

    /** Answers whether it has stored rows of slots' values; nothing has happened otherwise. */
    boolean store(Unit unit, List<@Nullable Object[]> rows, Runnable meanwhile) throws SQLException {
        if (!takes(unit, rows)) {
            return false;
        }
        copy(unit, List.of(), rows, meanwhile);
        return true;
    }

    /** Stores rows of slots' values; answers their ids in their order, or null when nothing has happened. */
    @Nullable
    List<Object> storeForIds(Unit unit, List<@Nullable Object[]> rows, Runnable meanwhile) throws SQLException {
        if (!(mapping.id() instanceof BasicAttribute id) || !takes(unit, rows)) {
            return null;
        }
        CopyTarget known = target(unit);
        int given = slotOf(id);
        if (given >= 0) {
            if (known.changesRows() || !isStoredAsItIs(id.column())) {
                return null;
            }
            copy(unit, List.of(), rows, meanwhile);
            return rows.stream()
                    .map(row -> Objects.requireNonNull(id.toRow(row[given])))
                    .toList();
        }
        String sequence = known.sequence();
        if (sequence == null || known.changesRows()) {
            return null;
        }
        List<Object> ids = next(unit, sequence, rows.size(), id);
        copy(unit, ids, rows, meanwhile);
        return ids;
    }

    private boolean takes(Unit unit, List<@Nullable Object[]> rows) throws SQLException {
        if (!possible || rows.size() < WORTH_COPYING || !target(unit).takesCopy()) {
            return false;
        }
        for (int i = 0; i < slots.size(); i++) {
            if (!ColumnArray.takes(slots.get(i), i, rows, unit.options())) {
                return false;
            }
        }
        return true;
    }

    private CopyTarget target(Unit unit) throws SQLException {
        if (target == null) {
            target = CopyTarget.of(unit, mapping);
        }
        return target;
    }

    private int slotOf(Attribute attribute) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).attribute() == attribute) {
                return i;
            }
        }
        return -1;
    }

    /** Whether what the column gives back is what it was given. */
    private static boolean isStoredAsItIs(Column column) {
        Column.ArrayType type = column.arrayType();
        return type != null && (type.name().startsWith("int") || type.name().equals("uuid"));
    }

    private static List<Object> next(Unit unit, String sequence, int count, BasicAttribute id) throws SQLException {
        Sql sql = new Sql()
                .text("select nextval(cast(")
                .string(sequence)
                .text(" as regclass)) from generate_series(1, ")
                .number(count)
                .text(")");
        return Queries.all(unit, sql, (results, options) -> Objects.requireNonNull(id.read(results, 1, options)));
    }

    /** @param ids for each row the first column's value; empty when it is a slot's, or not given */
    private void copy(Unit unit, List<Object> ids, List<@Nullable Object[]> rows, Runnable meanwhile)
            throws SQLException {
        Stream<@Nullable String[]> texts = rows.stream().map(row -> texts(row, unit.options()));
        if (converts) {
            // Converters are a caller's code, which may want the connection: none runs while COPY has it.
            write(unit, ids, texts.toList().iterator(), () -> {});
        } else {
            write(unit, ids, texts.iterator(), meanwhile);
        }
    }

    private void write(Unit unit, List<Object> ids, Iterator<@Nullable String[]> rows, Runnable meanwhile)
            throws SQLException {
        CopyIn copy = unit.connection().unwrap(PGConnection.class).getCopyAPI().copyIn(statement(!ids.isEmpty()));
        try {
            // The server stores the first rows while the next are written.
            CopyText text = new CopyText(BUFFER);
            for (int row = 0; rows.hasNext(); row++) {
                if (!ids.isEmpty()) {
                    text.value(ids.get(row).toString());
                    text.end('\t');
                }
                text.row(rows.next());
                if (text.size() >= BUFFER) {
                    copy.writeToCopy(text.bytes(), 0, text.size());
                    text.clear();
                }
            }
            copy.writeToCopy(text.bytes(), 0, text.size());
            copy.flushCopy();
            meanwhile.run();
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private String statement(boolean ids) {
        List<String> columns = new ArrayList<>();
        if (ids) {
            columns.add(mapping.id().columns().get(0).expression());
        }
        slots.forEach(slot -> columns.add(slot.column().expression()));
        return "copy " + mapping.source().soleTable() + " (" + String.join(", ", columns) + ") from stdin";
    }

    private @Nullable String[] texts(@Nullable Object[] row, WrapperOptions options) {
        @Nullable String[] texts = new @Nullable String[row.length];
        for (int i = 0; i < row.length; i++) {
            Insertion.Slot slot = slots.get(i);
            Object stored = slot.stored(row[i]);
            texts[i] = stored == null
                    ? null
                    : ColumnArray.element(slot, stored, options).toString();
        }
        return texts;
    }
}
