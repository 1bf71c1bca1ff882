package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Insertion;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.SetClause;
import dev.dataflow.internal.sql.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** One statement that sets the same columns of many rows, found by their ids, to values of their own: each column's are an array. */
final class UpdateFromArrays {
    private UpdateFromArrays() {}

    /**
     * Answers the statement; null where the rows take one each.
     *
     * @param alike rows whose own statements differ in nothing but the values, all of which fit
     */
    static @Nullable Sql statement(Unit unit, EntityMapping mapping, Statements statements, List<UpdateRow> alike) {
        List<Insertion.Slot> slots = slots(mapping, alike.get(0));
        List<@Nullable Object[]> rows = slots == null ? null : values(mapping, alike);
        if (slots == null || rows == null) {
            return null;
        }
        Sql source = source(slots, rows, unit.options());
        if (source == null) {
            return null;
        }
        SetClause set = new SetClause(mapping, new ArrayList<>());
        for (int i = 1; i < slots.size(); i++) {
            set.assign(slots.get(i).column(), new Sql().text(name(i)));
        }
        statements.generate(set, false, unit::session);
        return statements.updateFrom(set, source, name(0));
    }

    /** Answers the columns, that of the id first; null when they are not all columns of arrays. */
    private static @Nullable List<Insertion.Slot> slots(EntityMapping mapping, UpdateRow row) {
        if (row.keys().size() != 1) {
            return null;
        }
        List<Insertion.Slot> slots = new ArrayList<>();
        String key = row.keys().keySet().iterator().next();
        boolean all = mapping.find(key) == mapping.id() && add(mapping, key, slots);
        for (Assignment change : row.changes()) {
            all = all && change.plain() && change.value() != null && add(mapping, change.path(), slots);
        }
        return all ? slots : null;
    }

    private static boolean add(EntityMapping mapping, String path, List<Insertion.Slot> slots) {
        if (!(mapping.find(path) instanceof BasicAttribute basic) || basic.json()) {
            return false;
        }
        Insertion.Slot slot = new Insertion.Slot(basic, basic, "?");
        slots.add(slot);
        return ColumnArray.type(slot) != null;
    }

    /**
     * Answers what each row has for each column; null when a row comes twice, of which the second has to find what the first has left, or when
     * something is no id, which the statement of one row takes for an id that no row has.
     */
    private static @Nullable List<@Nullable Object[]> values(EntityMapping mapping, List<UpdateRow> alike) {
        List<@Nullable Object[]> rows = new ArrayList<>(alike.size());
        Set<Object> ids = new HashSet<>();
        try {
            for (UpdateRow row : alike) {
                Object id = mapping.id().toEntity(row.keys().values().iterator().next());
                if (!ids.add(UpsertRequest.comparable(mapping.id(), id))) {
                    return null;
                }
                rows.add(values(mapping, id, row.changes()));
            }
        } catch (ConversionException e) {
            return null;
        }
        return rows;
    }

    private static @Nullable Object[] values(EntityMapping mapping, Object id, List<Assignment> changes) {
        @Nullable Object[] values = new @Nullable Object[1 + changes.size()];
        values[0] = id;
        int next = 1;
        for (Assignment change : changes) {
            Attribute attribute = Objects.requireNonNull(mapping.find(change.path()));
            values[next++] = attribute.toEntity(Objects.requireNonNull(change.value()));
        }
        return values;
    }

    private static @Nullable Sql source(
            List<Insertion.Slot> slots, List<@Nullable Object[]> rows, WrapperOptions options) {
        Sql source = new Sql().text("unnest(");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < slots.size(); i++) {
            @Nullable Object[] elements = ColumnArray.of(slots.get(i), i, rows, options);
            if (elements == null) {
                return null;
            }
            source.text(i == 0 ? "" : ", ").array(Objects.requireNonNull(ColumnArray.type(slots.get(i))), elements);
            names.append(i == 0 ? "" : ", ").append(name(i));
        }
        return source.text(") as dataflow_rows(").text(names.toString()).text(")");
    }

    /** No column of a user's is likely to have such a name, which would leave in doubt whose is meant. */
    private static String name(int slot) {
        return "dataflow_" + slot;
    }
}
