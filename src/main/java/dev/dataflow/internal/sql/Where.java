package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EmbeddedAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Names;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where the nodes of a filter write themselves: it resolves paths to operands and gathers what is wrong instead of stopping at the first
 * problem. Not thread-safe.
 */
public final class Where {
    private final EntityMapping mapping;
    private final Sql sql;
    private final List<Problem> problems;
    private final Map<String, Operand> results;

    public Where(EntityMapping mapping, Sql sql, List<Problem> problems) {
        this(mapping, sql, problems, Map.of());
    }

    private Where(EntityMapping mapping, Sql sql, List<Problem> problems, Map<String, Operand> results) {
        this.mapping = mapping;
        this.sql = sql;
        this.problems = problems;
        this.results = results;
    }

    /** Answers a place for conditions on results that were computed, by their names. */
    public static Where ofResults(
            EntityMapping mapping, Map<String, Operand> results, Sql sql, List<Problem> problems) {
        return new Where(mapping, sql, problems, results);
    }

    public EntityMapping mapping() {
        return mapping;
    }

    public Sql sql() {
        return sql;
    }

    /** Writes a condition on what the path leads to; a value that cannot be compared with it becomes a problem of that path. */
    public void on(String path, Consumer<Operand> condition) {
        try {
            condition.accept(operand(path));
        } catch (ConversionException e) {
            problems.add(Problem.of(path, e));
        }
    }

    /** Writes a condition on the id, which may have no name of its own. */
    public void id(Consumer<Operand> condition) {
        try {
            condition.accept(operand(mapping.id(), List.of()));
        } catch (ConversionException e) {
            problems.add(Problem.of(mapping.id().name(), e));
        }
    }

    /**
     * Answers what the path leads to.
     *
     * @throws ConversionException when it leads nowhere
     */
    public Operand operand(String path) {
        if (!results.isEmpty()) {
            Operand result = results.get(path);
            if (result == null) {
                throw new ConversionException("there is no such result" + Names.suggestion(path, results.keySet()));
            }
            return result;
        }
        EntityMapping.Place place = mapping.locate(path);
        return operand(place.attribute(), place.rest());
    }

    private Operand operand(Attribute attribute, List<String> rest) {
        if (attribute instanceof BasicAttribute basic) {
            return basic(basic, rest);
        }
        if (attribute.embedded() != null) {
            return embedded(attribute.embedded(), rest);
        }
        if (attribute instanceof ToOneAttribute toOne) {
            return toOne(toOne, rest);
        }
        String name = ((CollectionAttribute) attribute).name();
        throw new ConversionException("'" + name + "' is a collection, on which there are no filters");
    }

    private Operand basic(BasicAttribute attribute, List<String> rest) {
        String column = mapping.source().expression(attribute.column());
        if (attribute.json()) {
            return new JsonOperand(column, rest.isEmpty() ? null : new JsonPath(rest));
        }
        if (attribute.column().largeObject()) {
            throw new ConversionException("is a large object, on which there are no filters: map it as text or bytea");
        }
        if (!rest.isEmpty()) {
            throw new ConversionException("'" + attribute.name() + "' is no JSON attribute, so the path ends there");
        }
        return new ColumnOperand(attribute, attribute.column(), column);
    }

    private Operand embedded(EmbeddedAttribute embedded, List<String> rest) {
        if (!rest.isEmpty()) {
            Attribute part = embedded.find(rest.get(0));
            if (part == null) {
                throw new ConversionException("'" + embedded.name() + "' has no attribute '" + rest.get(0) + "'");
            }
            return operand(part, rest.subList(1, rest.size()));
        }
        return composite(embedded, embedded::toEntity);
    }

    private CompositeOperand composite(EmbeddedAttribute embedded, java.util.function.UnaryOperator<Object> value) {
        List<CompositeOperand.Part> parts = new ArrayList<>();
        for (Attribute part : embedded.attributes()) {
            parts.add(new CompositeOperand.Part(part.name(), operand(part, List.of())));
        }
        return new CompositeOperand(parts, input -> {
            Object plain = embedded.toRow(embedded.toEntity(value.apply(input)));
            return plain instanceof Map<?, ?> map ? map : Map.of();
        });
    }

    private Operand toOne(ToOneAttribute toOne, List<String> rest) {
        if (toOne.columns().isEmpty()) {
            throw new ConversionException("'" + toOne.name() + "' has its key in the other table: filter there");
        }
        Attribute id = toOne.targetId();
        List<String> inside = !rest.isEmpty() && rest.get(0).equals(id.name()) ? rest.subList(1, rest.size()) : rest;
        if (!rest.isEmpty() && inside == rest) {
            throw new ConversionException(
                    "of the association '" + toOne.name() + "' only the '" + id.name() + "' is in this table");
        }
        if (id.embedded() != null) {
            return composite(id.embedded().over(toOne.columns()), toOne::idIn);
        }
        Column key = toOne.columns().get(0);
        return new ColumnOperand(toOne, key, mapping.source().expression(key));
    }
}
