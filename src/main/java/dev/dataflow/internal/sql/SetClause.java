package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EmbeddedAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.EntitySource;
import dev.dataflow.internal.mapping.IdClassAttribute;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The assignments of an update. Changes of several keys of one document become one assignment of its column, so that other keys, and what
 * others write to them, stay. Not thread-safe.
 */
public final class SetClause {
    /** Writes the new value of a target. */
    @FunctionalInterface
    public interface Change {
        void apply(Target target, Sql sql);

        /** Whether it leaves no value. */
        default boolean removes() {
            return false;
        }
    }

    /** Answers the expression of what a column has before the changes. */
    @FunctionalInterface
    public interface Current {
        Sql of(BasicAttribute attribute);
    }

    private final EntityMapping mapping;
    private final Current current;
    private final List<Problem> problems;
    private final Map<Column, Part> assignments = new LinkedHashMap<>();
    private final List<JsonChanges> documents = new ArrayList<>(1);

    /** Begins changes of stored rows, whose table is known as {@link EntitySource#ALIAS}. */
    public SetClause(EntityMapping mapping, List<Problem> problems) {
        this(mapping, stored(), problems);
    }

    /** Begins changes of what {@code current} answers. */
    public SetClause(EntityMapping mapping, Current current, List<Problem> problems) {
        this.mapping = mapping;
        this.current = current;
        this.problems = problems;
    }

    private static Current stored() {
        return attribute -> Sql.part().text(attribute.column().of(EntitySource.ALIAS));
    }

    /** Adds a change of what the path leads to. */
    public void add(String path, Change change) {
        try {
            EntityMapping.Place place = mapping.locate(path);
            mapping.checkOwn(place.attribute());
            change(place.attribute(), place.rest(), path, change);
        } catch (ConversionException e) {
            problems.add(Problem.of(path, e));
        }
    }

    private void change(Attribute attribute, List<String> rest, String path, Change change) {
        checkChangeable(attribute);
        if (attribute instanceof CollectionAttribute) {
            throw new ConversionException(
                    "is a collection: give an update of one row all that it is to hold, or rows to add");
        }
        if (attribute instanceof BasicAttribute basic && basic.json()) {
            document(basic).add(rest, path, change);
        } else if (attribute instanceof EmbeddedAttribute embedded) {
            changeEmbedded(embedded, rest, path, change);
        } else if (!rest.isEmpty()) {
            throw new ConversionException("'" + attribute.name() + "' is no JSON attribute, so the path ends there");
        } else if (attribute.columns().size() == 1) {
            Column column = attribute.columns().get(0);
            Sql expression = Sql.part();
            change.apply(new ColumnTarget(attribute, column, before(attribute)), expression);
            assign(column, expression);
        } else if (attribute instanceof ToOneAttribute toOne
                && toOne.targetId().embedded() != null
                && !toOne.columns().isEmpty()) {
            EmbeddedAttribute key = toOne.targetId().embedded().over(toOne.columns());
            change.apply(new CompositeTarget(key, true, toOne::idIn, this::assign), new Sql());
        } else {
            if (attribute instanceof ToOneAttribute toOne) {
                toOne.checkOwnsKey();
            }
            throw new ConversionException("is not in this entity's table: change it through the model that owns it");
        }
    }

    private JsonChanges document(BasicAttribute attribute) {
        for (JsonChanges document : documents) {
            if (document.column().isSameAs(attribute.column())) {
                return document;
            }
        }
        JsonChanges document = new JsonChanges(attribute, current.of(attribute));
        documents.add(document);
        return document;
    }

    private Part before(Attribute attribute) {
        return attribute instanceof BasicAttribute basic
                ? sql -> sql.append(current.of(basic))
                : sql -> sql.text("null");
    }

    private void changeEmbedded(EmbeddedAttribute embedded, List<String> rest, String path, Change change) {
        if (rest.isEmpty()) {
            change.apply(new CompositeTarget(embedded, false, value -> value, this::assign), new Sql());
            return;
        }
        change(embedded.part(rest.get(0)), rest.subList(1, rest.size()), path, change);
    }

    private void checkChangeable(Attribute attribute) {
        boolean partOfId =
                mapping.id() instanceof IdClassAttribute id && id.parts().contains(attribute);
        if (attribute == mapping.id() || partOfId) {
            throw new ConversionException("the id of a row cannot be changed");
        }
        if (!mapping.persister().isMutable()) {
            throw new ConversionException("belongs to an entity that is declared as immutable");
        }
        if (attribute == mapping.version()) {
            throw new ConversionException(
                    "is the version, which counts itself: give the one you have read, and to an update of one row");
        }
        if (!attribute.traits().updatable() || attribute == mapping.tenant()) {
            throw new ConversionException("is declared as not updatable");
        }
        for (Column column : attribute.columns()) {
            if (column.formula()) {
                throw new ConversionException("is computed by the database and cannot be given");
            }
        }
    }

    /** Assigns an expression that no caller wrote, such as the next version. */
    public void assign(Column column, Sql expression) {
        assign(column, sql -> sql.append(expression));
    }

    private void assign(Column column, Part expression) {
        if (assigns(column)) {
            throw new ConversionException("is changed twice");
        }
        assignments.put(column, expression);
    }

    public boolean assigns(Column column) {
        for (Column assigned : assignments.keySet()) {
            if (assigned.isSameAs(column)) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return assignments.isEmpty() && documents.isEmpty();
    }

    private void complete() {
        documents.forEach(changes -> {
            try {
                assign(changes.column(), sql -> changes.appendTo(sql, problems));
            } catch (ConversionException e) {
                problems.add(Problem.of(changes.attribute().name(), e));
            }
        });
        documents.clear();
    }

    /** Answers the new value of each column. */
    public Map<Column, Sql> expressions() {
        complete();
        Map<Column, Sql> expressions = new LinkedHashMap<>();
        assignments.forEach((column, expression) -> expressions.put(column, new Sql().append(expression)));
        return expressions;
    }

    /** Appends {@code column = expression, …} for the columns of one table; answers whether there are any. */
    public boolean appendTo(Sql sql, Predicate<Column> ofTable) {
        complete();
        String separator = "";
        for (Map.Entry<Column, Part> assignment : assignments.entrySet()) {
            if (ofTable.test(assignment.getKey())) {
                sql.text(separator).text(assignment.getKey().expression()).text(" = ");
                write(assignment.getKey(), assignment.getValue(), sql);
                separator = ", ";
            }
        }
        return !separator.isEmpty();
    }

    private static void write(Column column, Part value, Sql sql) {
        String expression = column.write();
        int place = expression == null ? -1 : expression.indexOf('?');
        if (expression == null || place < 0) {
            sql.append(value);
            return;
        }
        sql.text(expression.substring(0, place) + "(").append(value).text(")" + expression.substring(place + 1));
    }
}
