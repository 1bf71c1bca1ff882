package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EmbeddedAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.SetClause;
import dev.dataflow.internal.sql.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes of a row that is not stored yet: they begin with what the new entity has. The database computes them here as well. Thread-safe. */
final class Placement {
    private final EntityMapping mapping;

    Placement(EntityMapping mapping) {
        this.mapping = mapping;
    }

    /** Answers the new value of each column that is changed; what a change cannot do becomes a problem of its path. */
    Map<Column, Sql> expressions(Object entity, List<Assignment> changes, List<Problem> problems) {
        if (changes.isEmpty()) {
            return Map.of();
        }
        SetClause set = new SetClause(mapping, attribute -> parameter(attribute, initial(entity, attribute)), problems);
        changes.forEach(change -> set.add(change.path(), change.change()));
        return set.expressions();
    }

    private static Sql parameter(BasicAttribute attribute, @Nullable Object value) {
        return attribute.json()
                ? new Sql().json(value == null ? null : attribute.document(value))
                : new Sql().value(value, attribute.column());
    }

    private @Nullable Object initial(Object entity, BasicAttribute wanted) {
        for (Attribute attribute : mapping.attributes()) {
            if (attribute == wanted) {
                return attribute.get(entity);
            }
            if (attribute.embedded() != null && attribute.columns().contains(wanted.column())) {
                Object owner = attribute.get(entity);
                return owner == null ? null : initial(attribute.embedded(), owner, wanted);
            }
        }
        return null;
    }

    private static @Nullable Object initial(EmbeddedAttribute embedded, Object owner, BasicAttribute wanted) {
        for (Attribute part : embedded.attributes()) {
            Object value = part.get(owner);
            if (part == wanted) {
                return value;
            }
            if (value != null && part.embedded() != null && part.columns().contains(wanted.column())) {
                return initial(part.embedded(), value, wanted);
            }
        }
        return null;
    }

    /** Makes the changes of an entity that is to be stored. */
    void place(Unit unit, Object entity, List<Assignment> changes) throws SQLException {
        List<Problem> problems = new ArrayList<>();
        Map<Column, Sql> expressions = expressions(entity, changes, problems);
        InvalidInputException.throwIfAny(problems);
        if (expressions.isEmpty()) {
            return;
        }
        Sql sql = new Sql();
        expressions.forEach((column, expression) ->
                sql.text(sql.toString().isEmpty() ? "select " : ", ").append(expression));
        try (PreparedStatement statement = sql.prepare(unit.connection(), unit.options());
                ResultSet results = statement.executeQuery()) {
            results.next();
            Map<Column, Integer> positions = new LinkedHashMap<>();
            expressions.keySet().forEach(column -> positions.put(column, positions.size() + 1));
            for (Attribute attribute : mapping.attributes()) {
                if (attribute.columns().stream().anyMatch(positions::containsKey)) {
                    Object row = changed(attribute, attribute.toRow(attribute.get(entity)), positions, results, unit);
                    attribute.set(entity, row == null ? null : entityValue(attribute, row));
                }
            }
        }
    }

    private static Object entityValue(Attribute attribute, Object row) {
        try {
            return attribute.toEntity(row);
        } catch (ConversionException e) {
            throw InvalidInputException.of(attribute.name(), e);
        }
    }

    private static @Nullable Object changed(
            Attribute attribute, @Nullable Object row, Map<Column, Integer> positions, ResultSet results, Unit unit)
            throws SQLException {
        EmbeddedAttribute embedded = attribute.embedded();
        if (embedded == null) {
            Integer position = positions.get(attribute.columns().get(0));
            return position == null ? row : attribute.read(results, position, unit.options());
        }
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        for (Attribute part : embedded.attributes()) {
            Object partRow = row instanceof Map<?, ?> map ? map.get(part.name()) : null;
            parts.put(part.name(), changed(part, partRow, positions, results, unit));
        }
        return parts;
    }
}
