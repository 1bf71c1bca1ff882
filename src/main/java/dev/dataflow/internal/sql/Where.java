package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.Elements;
import dev.dataflow.internal.mapping.EmbeddedAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Names;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Where the nodes of a filter write themselves: it resolves paths to operands and gathers what is wrong instead of stopping at the first
 * problem. Paths across associations join the other tables, once each; what they join is to stand behind the FROM of the statement. Not
 * thread-safe.
 */
public final class Where {
    /** Which elements of a collection are to meet a condition. */
    public enum Quantifier {
        SOME,
        NONE,
        EVERY
    }

    private final Scope scope;
    private final Joins joins;
    private final Sql sql;
    private final List<Problem> problems;
    private final Map<String, Operand> results;
    private final String prefix;

    public Where(Rows rows, Sql sql, List<Problem> problems) {
        this(rows, new Joins(new AtomicInteger()), sql, problems, Map.of(), "");
    }

    private Where(
            Scope scope, Joins joins, Sql sql, List<Problem> problems, Map<String, Operand> results, String prefix) {
        this.scope = scope;
        this.joins = joins;
        this.sql = sql;
        this.problems = problems;
        this.results = results;
        this.prefix = prefix;
    }

    /** Answers a place for conditions on results that were computed, by their names. */
    public static Where ofResults(Map<String, Operand> results, Sql sql, List<Problem> problems) {
        return new Where(Values.NONE, new Joins(new AtomicInteger()), sql, problems, results, "");
    }

    /** Where conditions are written. */
    public Sql sql() {
        return sql;
    }

    /** The joins that the paths so far have needed, each with a space before it. */
    public Sql joins() {
        return joins.sql();
    }

    /** Whether all paths so far have stayed in the entity's own tables, so that the condition needs no FROM of its own. */
    public boolean isLocal() {
        return joins.isEmpty();
    }

    /** Writes a condition on what the path leads to; a value that cannot be compared with it becomes a problem of that path. */
    public void on(String path, Consumer<Operand> condition) {
        try {
            sql.about(prefix + path);
            condition.accept(operand(path));
        } catch (ConversionException e) {
            problems.add(Problem.of(path, e));
        }
    }

    /** Writes a condition on the id of the entity, which may have no name of its own. */
    public void id(Consumer<Operand> condition) {
        Attribute id = ((Rows) scope).mapping().id();
        try {
            condition.accept(operand(scope, id, List.of()));
        } catch (ConversionException e) {
            problems.add(Problem.of(id.name(), e));
        }
    }

    /**
     * Writes a condition on the elements of a collection.
     *
     * @param condition writes what elements are to meet; its paths begin at the element
     */
    public void elements(String path, Quantifier quantifier, Consumer<Where> condition) {
        try {
            Located located = collection(scope, scope.locate(path));
            quantify(located.scope(), located.collection().elements(), quantifier, condition, path);
        } catch (ConversionException e) {
            problems.add(Problem.of(path, e));
        }
    }

    private void quantify(
            Scope owner, Elements elements, Quantifier quantifier, Consumer<Where> condition, String path) {
        Joins inner = joins.inner();
        Sql tables = new Sql();
        Sql conditions = new Sql();
        Scope element = from(owner, elements, inner, tables, conditions);
        List<Problem> found = new ArrayList<>();
        boolean every = quantifier == Quantifier.EVERY;
        conditions.text(every ? " and (" : " and ");
        condition.accept(new Where(element, inner, conditions, found, Map.of(), prefix + path + '.'));
        found.forEach(problem -> problems.add(problem.inside(path)));
        sql.text(quantifier == Quantifier.SOME ? "exists (select 1 from " : "not exists (select 1 from ")
                .append(tables)
                .append(inner.sql())
                .text(" where ")
                .append(conditions)
                .text(every ? ") is not true)" : ")");
    }

    /** Appends the tables of a collection, and the condition that they belong to the owner; answers what paths begin at. */
    private static Scope from(Scope owner, Elements elements, Joins inner, Sql tables, Sql conditions) {
        if (elements.table() == null) {
            Rows rows = owner.entity(Objects.requireNonNull(elements.target()), inner.newAlias());
            tables.text(rows.source().from());
            rows.restrict(conditions);
            elements.restrictions(rows.source().alias())
                    .forEach(restriction -> conditions.text(restriction).text(" and "));
            Joins.on(elements.owner(), owner, rows, conditions);
            return rows;
        }
        Values values = new Values(named(elements), inner.newAlias(), owner);
        tables.text(elements.table() + ' ' + values.alias());
        elements.restrictions(values.alias())
                .forEach(restriction -> conditions.text(restriction).text(" and "));
        Scope element = values;
        if (elements.target() != null && elements.link() != null) {
            Rows rows = owner.entity(elements.target(), inner.newAlias());
            tables.text(" join ").text(rows.source().joined()).text(" on ");
            Joins.on(elements.link(), values, rows, tables);
            rows.restrict(conditions);
            elements.targetRestrictions(rows.source().alias())
                    .forEach(restriction -> conditions.text(restriction).text(" and "));
            element = rows;
        }
        Joins.on(elements.owner(), owner, values, conditions);
        return element;
    }

    private static Map<String, Attribute> named(Elements elements) {
        Map<String, Attribute> named = new LinkedHashMap<>();
        if (elements.value() instanceof EmbeddedAttribute embedded) {
            embedded.attributes().forEach(part -> named.put(part.name(), part));
        }
        if (elements.value() != null) {
            named.put(Elements.ELEMENT, elements.value());
        }
        if (elements.key() != null) {
            named.put(Elements.KEY, elements.key());
        }
        return named;
    }

    private record Located(Scope scope, CollectionAttribute collection) {}

    /** Follows a path across associations to one entity, and through embedded values, to a collection. */
    private Located collection(Scope from, EntityMapping.Place place) {
        Attribute attribute = place.attribute();
        List<String> rest = place.rest();
        if (attribute instanceof CollectionAttribute collection && rest.isEmpty()) {
            return new Located(from, collection);
        }
        if (attribute instanceof ToOneAttribute toOne && !rest.isEmpty()) {
            Rows rows = joins.to(toOne, from);
            return collection(rows, rows.locate(rest));
        }
        if (attribute.embedded() != null && !rest.isEmpty()) {
            return collection(
                    from,
                    new EntityMapping.Place(attribute.embedded().part(rest.get(0)), rest.subList(1, rest.size())));
        }
        if (attribute instanceof CollectionAttribute) {
            throw new ConversionException(
                    "leads on behind a collection: say that inside the condition on its elements");
        }
        throw new ConversionException("is no collection"
                + (attribute instanceof ToOneAttribute ? ": a path goes on across it, as in customer.name" : ""));
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
        EntityMapping.Place place = scope.locate(path);
        return operand(scope, place.attribute(), place.rest());
    }

    private Operand operand(Scope from, Attribute attribute, List<String> rest) {
        if (attribute instanceof BasicAttribute basic) {
            return basic(from, basic, rest);
        }
        if (attribute.embedded() != null) {
            return embedded(from, attribute.embedded(), rest);
        }
        if (attribute instanceof ToOneAttribute toOne) {
            return toOne(from, toOne, rest);
        }
        throw new ConversionException(
                "'" + attribute.name()
                        + "' is a collection, of which a row has no one value: filter on its elements with some, none or every");
    }

    private Operand basic(Scope from, BasicAttribute attribute, List<String> rest) {
        String column = from.expression(attribute.column());
        if (attribute.json()) {
            return new JsonOperand(
                    attribute,
                    column,
                    rest.isEmpty() ? null : new JsonPath(rest),
                    attribute.indexedPaths().contains(rest));
        }
        if (attribute.column().largeObject()) {
            throw new ConversionException("is a large object, on which there are no filters: map it as text or bytea");
        }
        if (!rest.isEmpty()) {
            throw new ConversionException("'" + attribute.name() + "' is no JSON attribute, so the path ends there");
        }
        return new ColumnOperand(attribute, attribute.column(), column);
    }

    private Operand embedded(Scope from, EmbeddedAttribute embedded, List<String> rest) {
        return rest.isEmpty()
                ? composite(from, embedded, embedded::toEntity)
                : operand(from, embedded.part(rest.get(0)), rest.subList(1, rest.size()));
    }

    private CompositeOperand composite(Scope from, EmbeddedAttribute embedded, UnaryOperator<Object> value) {
        List<CompositeOperand.Part> parts = new ArrayList<>();
        for (Attribute part : embedded.attributes()) {
            parts.add(new CompositeOperand.Part(part.name(), operand(from, part, List.of())));
        }
        return new CompositeOperand(parts, input -> {
            Object plain = embedded.toRow(embedded.toEntity(value.apply(input)));
            return plain instanceof Map<?, ?> map ? map : Map.of();
        });
    }

    private Operand toOne(Scope from, ToOneAttribute toOne, List<String> rest) {
        Attribute id = toOne.targetId();
        boolean ownsKey = !toOne.columns().isEmpty();
        if (ownsKey && rest.isEmpty()) {
            return key(from, toOne);
        }
        if (ownsKey && rest.get(0).equals(id.name())) {
            return rest.size() == 1 || id.embedded() == null
                    ? ended(key(from, toOne), rest)
                    : embedded(from, id.embedded().over(toOne.columns()), rest.subList(1, rest.size()));
        }
        Rows rows = joins.to(toOne, from);
        if (rest.isEmpty()) {
            return operand(rows, rows.mapping().id(), rest);
        }
        EntityMapping.Place place = rows.locate(rest);
        return operand(rows, place.attribute(), place.rest());
    }

    private static Operand ended(Operand key, List<String> rest) {
        if (rest.size() > 1) {
            throw new ConversionException("'" + rest.get(0) + "' is no JSON attribute, so the path ends there");
        }
        return key;
    }

    /** The association by this side's foreign key. */
    private Operand key(Scope from, ToOneAttribute toOne) {
        Attribute id = toOne.targetId();
        if (id.embedded() != null) {
            return composite(from, id.embedded().over(toOne.columns()), toOne::idIn);
        }
        Column key = toOne.columns().get(0);
        return new ColumnOperand(toOne, key, from.expression(key));
    }
}
