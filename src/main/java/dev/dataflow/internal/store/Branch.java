package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.Elements;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.EntitySource;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Link;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.mapping.ToOneAttribute;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Rows;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.sql.Where;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * The rows, or the values, that an association or a collection leads to: read at once for all of its owners, and told apart by the keys that
 * they have in common, as PostgreSQL writes them.
 */
final class Branch {
    /** What the table of values, or the one between two entities, is known as. */
    private static final String BETWEEN = "c";

    private final Attribute attribute;
    private final Link link;
    private final @Nullable Elements elements;
    private final @Nullable EntityMapping target;
    private final Supplier<@Nullable Object> tenant;
    private @Nullable Fetch fetch;

    private Branch(
            Attribute attribute,
            Link link,
            @Nullable Elements elements,
            @Nullable EntityMapping target,
            Supplier<@Nullable Object> tenant) {
        this.attribute = attribute;
        this.link = link;
        this.elements = elements;
        this.target = target;
        this.tenant = tenant;
    }

    static Branch of(EntityMapping owner, Attribute attribute, Supplier<@Nullable Object> tenant) {
        if (attribute instanceof ToOneAttribute toOne) {
            return new Branch(toOne, toOne.link(), null, owner.related(toOne.target()), tenant);
        }
        Elements elements = ((CollectionAttribute) attribute).elements();
        EntityMapping target = elements.target() == null ? null : owner.related(elements.target());
        return new Branch(attribute, elements.owner(), elements, target, tenant);
    }

    String name() {
        return attribute.name();
    }

    /** The entity whose rows are read; null for a collection of values. */
    @Nullable
    EntityMapping target() {
        return target;
    }

    /** Says what of the target's rows is read. */
    void fetch(Fetch what) {
        fetch = what;
    }

    /** How many columns make up the key. */
    int width() {
        return link.from().size();
    }

    /** Appends the key to what is selected of the owner. */
    void selectKeys(EntitySource owner, Sql sql) {
        link.from().forEach(column -> key(owner.expression(column), sql));
    }

    private static void key(String expression, Sql sql) {
        sql.text(", cast(").text(expression).text(" as text)");
    }

    /** Reads a key; null when it leads nowhere. */
    static @Nullable List<String> key(ResultSet results, int first, int width) throws SQLException {
        List<String> key = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            String part = results.getString(first + i);
            if (part == null) {
                return null;
            }
            key.add(part);
        }
        return key;
    }

    /** What is shown when there are no rows. */
    @Nullable
    Object nothing() {
        return elements == null ? null : isMap() ? Map.of() : List.of();
    }

    private boolean isMap() {
        return Map.class.isAssignableFrom(
                ((CollectionAttribute) attribute).mapping().getJavaType().getJavaTypeClass());
    }

    /** An element, and whose it is. */
    private record Found(
            List<String> owner,
            @Nullable Object mapKey,
            @Nullable Object element) {}

    /** Answers, by the keys of their owners, a row, or a list or map of rows or values. */
    Map<List<String>, Object> load(Unit unit, Set<List<String>> owners) throws SQLException {
        List<Found> found = target == null ? values(unit, owners) : rows(unit, owners);
        Map<List<String>, Object> loaded = new LinkedHashMap<>();
        for (Found each : found) {
            if (elements == null) {
                loaded.putIfAbsent(each.owner(), Objects.requireNonNull(each.element()));
            } else if (isMap()) {
                map(loaded.computeIfAbsent(each.owner(), owner -> new LinkedHashMap<>()))
                        .put(each.mapKey(), each.element());
            } else {
                list(loaded.computeIfAbsent(each.owner(), owner -> new ArrayList<>()))
                        .add(each.element());
            }
        }
        loaded.replaceAll((owner, value) -> value instanceof StoredRow
                ? value
                : isMap() ? Collections.unmodifiableMap(map(value)) : Collections.unmodifiableList(list(value)));
        return loaded;
    }

    @SuppressWarnings("unchecked") // load() made it
    private static Map<@Nullable Object, @Nullable Object> map(Object value) {
        return (Map<@Nullable Object, @Nullable Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<@Nullable Object> list(Object value) {
        return (List<@Nullable Object>) value;
    }

    private List<Found> rows(Unit unit, Set<List<String>> owners) throws SQLException {
        EntityMapping mapping = Objects.requireNonNull(target);
        Fetch what = Objects.requireNonNull(fetch);
        List<Problem> problems = new ArrayList<>();
        Rows visible = Rows.of(mapping, tenant);
        Where where = new Where(visible, new Sql(), problems);
        visible.restrict(where.sql());
        restrict(where.sql());
        among(owners, where.sql());
        Ordering ordering = elements == null ? null : ordering(where, mapping);
        InvalidInputException.throwIfAny(problems);
        Sql sql = new Sql().text("select ");
        what.select(sql);
        link.to().forEach(column -> key(expression(column), sql));
        Attribute mapKey = mapKey(sql);
        sql.text(" from ").text(mapping.source().from());
        between(sql);
        sql.append(where.joins()).text(" where ").append(where.sql());
        if (ordering != null) {
            ordering.by(sql);
        }
        int first = what.columns() + 1;
        List<StoredRow> rows = new ArrayList<>();
        List<Found> found = Queries.all(unit, sql, (results, options) -> {
            rows.add(what.read(results, options));
            return found(results, first, mapKey, null, options);
        });
        List<StoredRow> completed = what.complete(unit, rows);
        for (int i = 0; i < found.size(); i++) {
            found.set(i, new Found(found.get(i).owner(), found.get(i).mapKey(), completed.get(i)));
        }
        return found;
    }

    private List<Found> values(Unit unit, Set<List<String>> owners) throws SQLException {
        Elements of = Objects.requireNonNull(elements);
        Attribute value = Objects.requireNonNull(of.value());
        Sql sql = new Sql().text("select ");
        sql.text(
                String.join(", ", value.columns().stream().map(this::expression).toList()));
        link.to().forEach(column -> key(expression(column), sql));
        Attribute mapKey = mapKey(sql);
        sql.text(" from ").text(of.table() + ' ' + BETWEEN + " where ");
        restrict(sql);
        among(owners, sql);
        CollectionOrder.of((CollectionAttribute) attribute).byValues(value, this::expression, sql);
        int first = value.columns().size() + 1;
        return Queries.all(
                unit,
                sql,
                (results, options) -> found(results, first, mapKey, value.read(results, 1, options), options));
    }

    private Found found(
            ResultSet results, int first, @Nullable Attribute mapKey, @Nullable Object element, WrapperOptions options)
            throws SQLException {
        List<String> owner = Objects.requireNonNull(key(results, first, width()));
        Object at = mapKey == null ? null : mapKey.read(results, first + width(), options);
        return new Found(owner, at, element);
    }

    private @Nullable Attribute mapKey(Sql sql) {
        if (elements == null || !isMap()) {
            return null;
        }
        Attribute key = elements.key();
        if (key == null) {
            throw new InvalidInputException(List.of(Problem.invalid(
                    name(),
                    "is a map whose keys are entities, which rows do not show: read it through the other model")));
        }
        key.columns().forEach(column -> sql.text(", ").text(expression(column)));
        return key;
    }

    private String expression(Column column) {
        return elements != null && column.table().equals(elements.table())
                ? column.of(BETWEEN)
                : Objects.requireNonNull(target).source().expression(column);
    }

    /** Joins the table that lies between the two entities. */
    private void between(Sql sql) {
        if (elements == null || elements.table() == null || elements.link() == null) {
            return;
        }
        sql.text(" join ").text(elements.table() + ' ' + BETWEEN);
        for (int i = 0; i < elements.link().from().size(); i++) {
            sql.text(i == 0 ? " on " : " and ")
                    .text(elements.link().from().get(i).of(BETWEEN))
                    .text(" = ")
                    .text(Objects.requireNonNull(target)
                            .source()
                            .expression(elements.link().to().get(i)));
        }
    }

    private void restrict(Sql sql) {
        if (elements != null) {
            String alias = elements.table() == null ? EntitySource.ALIAS : BETWEEN;
            elements.restrictions(alias)
                    .forEach(restriction -> sql.text(restriction).text(" and "));
            if (elements.table() != null && target != null) {
                elements.targetRestrictions(EntitySource.ALIAS)
                        .forEach(restriction -> sql.text(restriction).text(" and "));
            }
        }
    }

    private void among(Collection<List<String>> owners, Sql sql) {
        List<String> columns = link.to().stream().map(this::expression).toList();
        sql.among(columns, owners);
    }

    private Ordering ordering(Where where, EntityMapping mapping) {
        try {
            return CollectionOrder.of((CollectionAttribute) attribute).byRows(where, mapping, this::expression);
        } catch (ConversionException e) {
            throw new IllegalStateException(name() + " cannot be ordered: " + e.getMessage());
        }
    }
}
