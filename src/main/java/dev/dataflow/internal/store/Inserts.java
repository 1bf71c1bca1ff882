package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.EntitySource;
import dev.dataflow.internal.mapping.Insertion;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.validation.Validation;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
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

    private Inserts(EntityMapping mapping, Insertion insertion, Validation validation) {
        this.mapping = mapping;
        this.insertion = insertion;
        this.validation = validation;
        List<String> columns = new ArrayList<>();
        insertion.slots().forEach(slot -> columns.add(slot.column().expression()));
        columns.addAll(insertion.literals().keySet());
        this.literals = List.copyOf(insertion.literals().values());
        this.head = "insert into " + Objects.requireNonNull(mapping.source().soleTable()) + " as " + EntitySource.ALIAS
                + (columns.isEmpty() ? "" : " (" + String.join(", ", columns) + ")");
        List<String> values = new ArrayList<>();
        insertion.slots().forEach(slot -> values.add(slot.placeholder()));
        values.addAll(literals);
        this.single = head
                + (columns.isEmpty() ? " default values" : " values (" + String.join(", ", values) + ")")
                + " returning " + String.join(", ", mapping.selection());
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
        ViolationsException.throwIfAny(violations(entity));
        generate(unit, entity);
        @Nullable Object[] values = insertion.values(entity);
        try (PreparedStatement statement = unit.connection().prepareStatement(single)) {
            for (int i = 0; i < values.length; i++) {
                Insertion.Slot slot = insertion.slots().get(i);
                Object stored = slot.stored(values[i]);
                if (slot.part().json()) {
                    statement.setString(i + 1, (String) stored);
                } else {
                    slot.column().bind(statement, i + 1, stored, unit.options());
                }
            }
            try (ResultSet results = statement.executeQuery()) {
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

    /** Answers {@code insert into … select … from unnest(…)} for rows of slots' values; of several rows of parameters where arrays do not do. */
    Sql statement(List<@Nullable Object[]> rows, Unit unit) {
        List<Insertion.Slot> slots = insertion.slots();
        Sql arrays = arrays(rows, unit);
        if (arrays != null) {
            Sql sql = new Sql().text(head).text(" select ").text(String.join(", ", selected(slots.size())));
            return sql.text(" from unnest(")
                    .append(arrays)
                    .text(") as u(")
                    .text(String.join(", ", names(slots.size())))
                    .text(")");
        }
        Sql sql = new Sql().text(head).text(" values ");
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

    private List<String> selected(int slots) {
        List<String> selected = new ArrayList<>(names(slots));
        selected.addAll(literals);
        return selected;
    }

    private static List<String> names(int slots) {
        List<String> names = new ArrayList<>(slots);
        for (int i = 0; i < slots; i++) {
            names.add("u" + i);
        }
        return Collections.unmodifiableList(names);
    }

    private @Nullable Sql arrays(List<@Nullable Object[]> rows, Unit unit) {
        Sql sql = new Sql();
        List<Insertion.Slot> slots = insertion.slots();
        for (int i = 0; i < slots.size(); i++) {
            Sql array = ColumnArray.of(slots.get(i), i, rows, unit.options());
            if (array == null) {
                return null;
            }
            sql.text(i == 0 ? "" : ", ").append(array);
        }
        return slots.isEmpty() ? null : sql;
    }
}
