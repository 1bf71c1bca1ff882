package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
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
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.Generator;
import org.hibernate.generator.internal.CurrentTimestampGeneration;
import org.hibernate.type.CustomType;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * One statement that sets the same columns of many rows, found by their ids, to values of their own: each column's are an array. Belongs to an
 * entity; thread-safe.
 */
final class UpdateFromArrays {
    private final EntityMapping mapping;
    private final Statements statements;
    private final boolean generatesAlike;
    private volatile boolean accepted = true;

    UpdateFromArrays(EntityMapping mapping, Statements statements) {
        this.mapping = mapping;
        this.statements = statements;
        this.generatesAlike = generatesAlike(mapping);
    }

    /** Whether what Hibernate generates for an update may be the same for many rows. */
    private static boolean generatesAlike(EntityMapping mapping) {
        boolean[] alike = {true};
        mapping.persister().forEachAttributeMapping(attribute -> {
            Generator generator = attribute.getGenerator();
            alike[0] &= !(generator instanceof BeforeExecutionGenerator)
                    || !generator.generatesOnUpdate()
                    || generator instanceof CurrentTimestampGeneration
                    || mapping.find(attribute.getAttributeName()) == mapping.version();
        });
        return alike[0];
    }

    /** Learns that PostgreSQL has refused the type of an array. */
    void refused() {
        accepted = false;
    }

    /**
     * Answers the statement; null where the rows take one each.
     *
     * @param alike rows whose own statements differ in nothing but the values, all of which fit
     */
    @Nullable
    Sql statement(Unit unit, List<UpdateRow> alike) {
        List<Insertion.Slot> slots = accepted && generatesAlike ? slots(alike.get(0)) : null;
        List<@Nullable Object[]> rows = slots == null ? null : values(alike);
        Sql source = slots == null || rows == null ? null : source(slots, rows, unit.options());
        if (slots == null || source == null) {
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
    private @Nullable List<Insertion.Slot> slots(UpdateRow row) {
        if (row.keys().size() != 1) {
            return null;
        }
        List<Insertion.Slot> slots = new ArrayList<>();
        String key = row.keys().keySet().iterator().next();
        boolean all = mapping.find(key) == mapping.id() && add(key, slots);
        for (Assignment change : row.changes()) {
            all = all && change.plain() && change.value() != null && add(change.path(), slots);
        }
        return all ? slots : null;
    }

    private boolean add(String path, List<Insertion.Slot> slots) {
        if (!(mapping.find(path) instanceof BasicAttribute basic) || basic.json() || !isPlain(basic.column())) {
            return false;
        }
        Insertion.Slot slot = new Insertion.Slot(basic, basic, "?");
        slots.add(slot);
        return ColumnArray.type(slot) != null;
    }

    private static boolean isPlain(Column column) {
        return column.write() == null && !(column.type() instanceof CustomType<?>);
    }

    /**
     * Answers what each row has for each column; null when a row comes twice, of which the second has to find what the first has left, or when
     * something is no id, which the statement of one row takes for an id that no row has.
     */
    private @Nullable List<@Nullable Object[]> values(List<UpdateRow> alike) {
        List<@Nullable Object[]> rows = new ArrayList<>(alike.size());
        Set<Object> ids = new HashSet<>();
        try {
            for (UpdateRow row : alike) {
                Object id = mapping.id().toEntity(row.keys().values().iterator().next());
                if (!ids.add(UpsertRequest.comparable(mapping.id(), id))) {
                    return null;
                }
                rows.add(values(id, row.changes()));
            }
        } catch (ConversionException e) {
            return null;
        }
        return rows;
    }

    private @Nullable Object[] values(Object id, List<Assignment> changes) {
        @Nullable Object[] values = new @Nullable Object[1 + changes.size()];
        values[0] = id;
        int next = 1;
        for (Assignment change : changes) {
            Attribute attribute = Objects.requireNonNull(mapping.find(change.path()));
            // A row like the first may have a null for which a converter stores something.
            values[next++] = change.value() == null ? null : attribute.toEntity(change.value());
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
