package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.EntitySource;
import dev.dataflow.internal.mapping.Insertion;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.SqlStates;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.validation.Validation;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Stores new entities by statements of ours, for entities that leave nothing to Hibernate. Thread-safe. */
final class Inserts {
    private final EntityMapping mapping;
    private final Insertion insertion;
    private final Validation validation;
    private final String head;
    private final List<String> literals;
    private final String single;
    private final String selection;
    private final String idColumns;
    private final String unnested;
    private volatile boolean arrays = true;

    private Inserts(EntityMapping mapping, Insertion insertion, Validation validation) {
        this.mapping = mapping;
        this.insertion = insertion;
        this.validation = validation;
        List<String> columns = new ArrayList<>();
        insertion.slots().forEach(slot -> columns.add(slot.column().expression()));
        columns.addAll(insertion.literals().keySet());
        this.literals = List.copyOf(insertion.literals().values());
        String table = Objects.requireNonNull(mapping.source().soleTable());
        this.selection = String.join(", ", mapping.selection());
        this.idColumns = String.join(
                ", ",
                mapping.id().columns().stream()
                        .map(mapping.source()::expression)
                        .toList());
        List<String> selected = names(insertion.slots().size());
        selected.addAll(literals);
        this.unnested = " select " + String.join(", ", selected);
        this.head = "insert into " + table + " as " + EntitySource.ALIAS
                + (columns.isEmpty() ? "" : " (" + String.join(", ", columns) + ")");
        List<String> values = new ArrayList<>();
        insertion.slots().forEach(slot -> values.add(slot.placeholder()));
        values.addAll(literals);
        this.single = head
                + (columns.isEmpty() ? " default values" : " values (" + String.join(", ", values) + ")")
                + " returning " + selection;
    }

    /** Answers null when Hibernate is to store the entities. */
    static @Nullable Inserts of(EntityMapping mapping, Validation validation) {
        Insertion insertion = mapping.insertion();
        return insertion == null
                        || !validation.checksEntities(mapping.persister().getMappedClass())
                ? null
                : new Inserts(mapping, insertion, validation);
    }

    Insertion insertion() {
        return insertion;
    }

    /** Whether a statement of ours stores this entity whole. */
    boolean stores(Object entity) {
        return !insertion.leavesOut(entity);
    }

    /** Answers the constraints that the entity breaks. */
    List<Validation.Violation> violations(Object entity) {
        return validation.check(entity);
    }

    /** Stores an entity; answers it as it is stored. */
    StoredRow insert(Unit unit, Object entity) throws SQLException {
        generate(unit, entity);
        ViolationsException.throwIfAny(violations(entity));
        @Nullable Object[] values = insertion.values(entity);
        String before = unit.prefix();
        try (PreparedStatement statement = unit.connection().prepareStatement(before + single)) {
            for (int i = 0; i < values.length; i++) {
                Insertion.Slot slot = insertion.slots().get(i);
                Object stored = slot.stored(values[i]);
                if (slot.part().json()) {
                    statement.setString(i + 1, (String) stored);
                } else {
                    slot.column().bind(statement, i + 1, stored, unit.options());
                }
            }
            try (ResultSet results = Queries.results(unit, before, statement)) {
                results.next();
                return mapping.read(results, unit.options());
            }
        }
    }

    /** Sets what is generated before an insert. */
    void generate(Unit unit, Object entity) {
        if (insertion.generates()) {
            insertion.generate(entity, (SharedSessionContractImplementor) unit.session());
        }
    }

    /** Answers {@code insert into … values (…)}, with an expression for each slot. */
    Sql statement(List<Sql> slots) {
        if (slots.isEmpty() && literals.isEmpty()) {
            return new Sql().text(head).text(" default values");
        }
        return values(new Sql().text(head).text(" values "), slots);
    }

    private Sql values(Sql sql, List<Sql> slots) {
        String separator = "(";
        for (Sql slot : slots) {
            sql.text(separator).append(slot);
            separator = ", ";
        }
        for (String literal : literals) {
            sql.text(separator).text(literal);
            separator = ", ";
        }
        return sql.text(")");
    }

    /** Answers the parameter of a slot. */
    static Sql parameter(Insertion.Slot slot, @Nullable Object value) {
        Object stored = slot.stored(value);
        return slot.part().json()
                ? new Sql().json((String) stored)
                : new Sql().stored(stored, slot.column(), slot.placeholder());
    }

    /** Stores rows of slots' values and answers nothing of them. */
    void insertAll(Unit unit, List<@Nullable Object[]> rows) throws SQLException {
        Queries.update(unit, statement(rows, unit));
    }

    /** Stores rows of slots' values; answers their ids, in their order. */
    List<Object> insertForIds(Unit unit, List<@Nullable Object[]> rows) throws SQLException {
        Sql sql = statement(rows, unit).text(" returning ").text(idColumns);
        return Queries.all(
                unit,
                sql,
                (results, options) -> Objects.requireNonNull(mapping.id().read(results, 1, options)));
    }

    /** Stores rows of slots' values; answers them as they are stored, in their order. */
    List<StoredRow> insertForRows(Unit unit, List<@Nullable Object[]> rows) throws SQLException {
        return Queries.rows(
                unit, mapping, statement(rows, unit).text(" returning ").text(selection));
    }

    /**
     * Answers {@code insert into … select … from unnest(…)} for rows of slots' values; several rows of parameters where arrays do not do.
     * PostgreSQL inserts, and answers, what a function returns in its order.
     */
    Sql statement(List<@Nullable Object[]> rows, Unit unit) {
        List<Insertion.Slot> slots = insertion.slots();
        List<@Nullable Object[]> columns = columns(rows, unit);
        Sql sql = new Sql().text(head);
        if (columns != null) {
            sql.text(unnested).text(" from unnest(");
            for (int i = 0; i < slots.size(); i++) {
                String type = Objects.requireNonNull(ColumnArray.type(slots.get(i)));
                sql.text(i == 0 ? "" : ", ").array(type, columns.get(i));
            }
            return sql.text(") as u(")
                    .text(String.join(", ", names(slots.size())))
                    .text(")");
        }
        sql.text(" values ");
        for (int row = 0; row < rows.size(); row++) {
            sql.text(row == 0 ? "" : ", ");
            List<Sql> parameters = new ArrayList<>(slots.size());
            for (int i = 0; i < slots.size(); i++) {
                parameters.add(parameter(slots.get(i), rows.get(row)[i]));
            }
            values(sql, parameters);
        }
        return sql;
    }

    /** Learns of a failure; answers whether the same rows may be stored now. */
    boolean learns(Exception e) {
        boolean mismatch = arrays && SqlStates.isTypeMismatch(e);
        if (mismatch) {
            arrays = false;
        }
        return mismatch;
    }

    /** How many rows of parameters one statement takes. */
    int rowsOfParameters() {
        return Math.max(1, Sql.MAX_PARAMETERS / Math.max(1, insertion.slots().size()));
    }

    private static List<String> names(int slots) {
        List<String> names = new ArrayList<>(slots);
        for (int i = 0; i < slots; i++) {
            names.add("u" + i);
        }
        return names;
    }

    /** Answers the values column by column; null when a column's are to be bound one by one. */
    private @Nullable List<@Nullable Object[]> columns(List<@Nullable Object[]> rows, Unit unit) {
        if (!arrays) {
            return null;
        }
        List<Insertion.Slot> slots = insertion.slots();
        List<@Nullable Object[]> columns = new ArrayList<>(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            @Nullable Object[] column = ColumnArray.of(slots.get(i), i, rows, unit.options());
            if (column == null) {
                return null;
            }
            columns.add(column);
        }
        return columns.isEmpty() ? null : columns;
    }
}
