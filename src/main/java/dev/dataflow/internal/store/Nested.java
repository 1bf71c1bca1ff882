package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.Elements;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.SoftDeletion;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.mapping.ToOneAttribute;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Rows inside rows: a map in the place of an associated row creates it, where JPA would cascade a persist; an id, or a map that has the id,
 * connects one that is there. In the place of several rows stands a list of these. Thread-safe.
 */
final class Nested {
    /** From how many rows on a statement for all and the savepoint around it, three round trips, are fewer than a statement for each. */
    private static final int WORTH_A_SAVEPOINT = 4;

    private final EntityStore store;
    private final EntityMapping mapping;
    private final boolean associated;

    Nested(EntityStore store) {
        this.store = store;
        this.mapping = store.mapping();
        this.associated = mapping.attributes().stream()
                .anyMatch(attribute -> attribute instanceof ToOneAttribute || attribute instanceof CollectionAttribute);
    }

    /** Whether a value stands for rows that are more than connected by the attribute's own columns. */
    boolean concerns(@Nullable Object key, @Nullable Object value) {
        Attribute attribute = key instanceof String name ? mapping.find(name) : null;
        if (attribute instanceof ToOneAttribute toOne) {
            return !toOne.columns().isEmpty() && creates(mapping.related(toOne.target()), value);
        }
        return attribute instanceof CollectionAttribute collection
                && collection.elements().target() != null
                && value instanceof Collection<?>;
    }

    /** Whether any of the values does. */
    boolean concerns(Map<?, ?> values) {
        if (!associated) {
            return false;
        }
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (concerns(entry.getKey(), entry.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean creates(EntityMapping target, @Nullable Object value) {
        return value instanceof Map<?, ?> map && target.id() instanceof BasicAttribute id && map.get(id.name()) == null;
    }

    /** What a caller gives for one row, taken apart. */
    private static final class Plan {
        private final Map<Object, @Nullable Object> own = new LinkedHashMap<>();
        private final Map<ToOneAttribute, Child> before = new LinkedHashMap<>();
        private final Map<CollectionAttribute, List<Child>> after = new LinkedHashMap<>();
    }

    /**
     * One associated row.
     *
     * @param plan what it is made of; null when {@code id} connects one that is there
     */
    private record Child(
            String path,
            EntityStore store,
            @Nullable Plan plan,
            @Nullable Object id) {}

    StoredRow create(Unit unit, Map<?, ?> values) throws SQLException {
        List<Problem> problems = new ArrayList<>();
        Plan plan = plan(values, "", null, problems);
        InvalidInputException.throwIfAny(problems);
        return create(unit, plan);
    }

    /** Answers the changes of the row itself, for others that stand among them; those are stored before and {@link #attach after} it. */
    List<Assignment> create(Unit unit, List<Assignment> changes) throws SQLException {
        Plan plan = plan(changes);
        List<Assignment> own = new ArrayList<>();
        for (Assignment change : changes) {
            Child child = mapping.find(change.path()) instanceof ToOneAttribute toOne ? plan.before.get(toOne) : null;
            if (child != null) {
                own.add(Assignment.set(
                        change.path(), stored(unit, child, Map.of()).id()));
            } else if (!plan.after.containsKey(mapping.find(change.path()))) {
                own.add(change);
            }
        }
        return own;
    }

    private Plan plan(List<Assignment> changes) {
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        changes.stream()
                .filter(change -> change.plain() && concerns(change.path(), change.value()))
                .forEach(change -> values.put(change.path(), change.value()));
        List<Problem> problems = new ArrayList<>();
        Plan plan = new Plan();
        values.forEach((key, value) -> take(key, value, "", plan, problems));
        InvalidInputException.throwIfAny(problems);
        return plan;
    }

    /** Stores and connects what belongs to a row that is stored. */
    void attach(Unit unit, StoredRow row, List<Assignment> changes) throws SQLException {
        attach(unit, row, plan(changes));
    }

    private Plan plan(Map<?, ?> values, String prefix, @Nullable Attribute implied, List<Problem> problems) {
        Plan plan = new Plan();
        values.forEach((key, value) -> {
            if (concerns(key, value)) {
                take(key, value, prefix, plan, problems);
            } else {
                plan.own.put(key, value);
            }
        });
        List<Problem> found = new ArrayList<>();
        for (Problem missing : mapping.draft(plan.own, found).missing()) {
            Attribute attribute = mapping.find(missing.attribute());
            if (attribute != implied && !plan.before.containsKey(attribute)) {
                found.add(missing);
            }
        }
        found.forEach(problem -> problems.add(problem.in(prefix)));
        return plan;
    }

    private void take(@Nullable Object key, @Nullable Object value, String prefix, Plan plan, List<Problem> problems) {
        String path = prefix + key;
        Attribute attribute = mapping.find(String.valueOf(key));
        if (attribute instanceof ToOneAttribute toOne) {
            plan.before.put(toOne, child(attribute, toOne.target(), value, path, null, problems));
        } else if (attribute instanceof CollectionAttribute collection && value instanceof Collection<?> elements) {
            EntityPersister target =
                    Objects.requireNonNull(collection.elements().target());
            if (!joinsById(collection)) {
                problems.add(Problem.invalid(
                        path,
                        "is joined by more than one column, or has an order or keys: store its rows"
                                + " through their own model"));
                return;
            }
            List<Child> children = new ArrayList<>();
            for (Object element : elements) {
                children.add(
                        child(attribute, target, element, path + '.' + children.size(), inverse(collection), problems));
            }
            plan.after.put(collection, children);
        }
    }

    private Child child(
            Attribute attribute,
            EntityPersister target,
            @Nullable Object value,
            String path,
            @Nullable ToOneAttribute inverse,
            List<Problem> problems) {
        EntityStore other = store.related(target);
        if (!creates(other.mapping(), value)) {
            Object id = value instanceof Map<?, ?> map
                    ? ToOneAttribute.idIn(map, other.mapping().id())
                    : value;
            try {
                if (id == null) {
                    throw new ConversionException("expected a map of a new row's values, or an id");
                }
                other.mapping().id().toEntity(id);
            } catch (ConversionException e) {
                problems.add(Problem.of(path, e));
            }
            return new Child(path, other, null, id);
        }
        if (!cascades(attribute)) {
            problems.add(Problem.invalid(
                    path,
                    "creates no row, since the association does not cascade a persist: declare cascade = PERSIST, or"
                            + " create the " + other.mapping().name() + " first and give its id"));
            return new Child(path, other, null, null);
        }
        Plan plan = other.nested().plan((Map<?, ?>) Objects.requireNonNull(value), path + '.', inverse, problems);
        return new Child(path, other, plan, null);
    }

    private boolean cascades(Attribute attribute) {
        return mapping.persister()
                .findAttributeMapping(attribute.name())
                .getAttributeMetadata()
                .getCascadeStyle()
                .doCascade(CascadingActions.PERSIST);
    }

    private static boolean joinsById(CollectionAttribute collection) {
        Elements elements = collection.elements();
        boolean single = elements.owner().to().size() == 1
                && (elements.link() == null || elements.link().from().size() == 1);
        return single && !collection.mapping().getCollectionDescriptor().hasIndex();
    }

    /** Answers the attribute of the other side whose columns are the collection's; null when there is none. */
    private @Nullable ToOneAttribute inverse(CollectionAttribute collection) {
        Elements elements = collection.elements();
        if (elements.table() != null) {
            return null;
        }
        for (Attribute attribute : store.related(Objects.requireNonNull(elements.target()))
                .mapping()
                .attributes()) {
            if (attribute instanceof ToOneAttribute toOne
                    && toOne.columns().size() == 1
                    && toOne.columns().get(0).isSameAs(elements.owner().to().get(0))) {
                return toOne;
            }
        }
        return null;
    }

    private StoredRow create(Unit unit, Plan plan) throws SQLException {
        Map<Object, @Nullable Object> values = new LinkedHashMap<>(plan.own);
        for (Map.Entry<ToOneAttribute, Child> entry : plan.before.entrySet()) {
            values.put(
                    entry.getKey().name(),
                    stored(unit, entry.getValue(), Map.of()).id());
        }
        StoredRow row = store.insertIn(unit, mapping.newEntity(values));
        attach(unit, row, plan);
        return row;
    }

    /** Creates the child, with some values besides. */
    private static StoredRow stored(Unit unit, Child child, Map<String, Object> besides) throws SQLException {
        unit.wrote(child.store().mapping().persister().getMappedClass());
        Plan plan = Objects.requireNonNull(child.plan());
        plan.own.putAll(besides);
        try {
            return child.store().nested().create(unit, plan);
        } catch (NestedException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            throw new NestedException(child.path(), child.store().mapping(), e);
        }
    }

    private void attach(Unit unit, StoredRow row, Plan plan) throws SQLException {
        for (Map.Entry<CollectionAttribute, List<Child>> entry : plan.after.entrySet()) {
            ToOneAttribute inverse = inverse(entry.getKey());
            if (inverse != null && areStoredTogether(unit, row, inverse, entry.getValue())) {
                continue;
            }
            for (Child child : entry.getValue()) {
                if (inverse != null) {
                    attachByAttribute(unit, row, inverse, child);
                } else {
                    Object id = child.plan() == null
                            ? existing(unit, child)
                            : stored(unit, child, Map.of()).id();
                    link(unit, row, entry.getKey(), child, id);
                }
            }
        }
    }

    /** Answers whether all of these were stored at once; nothing has happened otherwise. */
    private static boolean areStoredTogether(Unit unit, StoredRow row, ToOneAttribute inverse, List<Child> children)
            throws SQLException {
        if (children.size() < WORTH_A_SAVEPOINT) {
            return false;
        }
        List<Map<?, ?>> rows = new ArrayList<>(children.size());
        for (Child child : children) {
            Plan plan = child.plan();
            if (plan == null || !plan.before.isEmpty() || !plan.after.isEmpty()) {
                return false;
            }
            Map<Object, @Nullable Object> values = new LinkedHashMap<>(plan.own);
            values.put(inverse.name(), row.id());
            rows.add(values);
        }
        EntityStore target = children.get(0).store();
        unit.wrote(target.mapping().persister().getMappedClass());
        try {
            return target.insertTogether(unit, rows);
        } catch (SQLException | RuntimeException e) {
            throw new NestedException(children.get(0).path(), target.mapping(), e);
        }
    }

    private static void attachByAttribute(Unit unit, StoredRow row, ToOneAttribute inverse, Child child)
            throws SQLException {
        if (child.plan() != null) {
            stored(unit, child, Map.of(inverse.name(), row.id()));
            return;
        }
        unit.wrote(child.store().mapping().persister().getMappedClass());
        try {
            Condition condition = Condition.id(Objects.requireNonNull(child.id()));
            child.store().updates().in(unit, condition, List.of(Assignment.set(inverse.name(), row.id())));
        } catch (NotOneRowException e) {
            throw noSuchRow(child);
        } catch (SQLException | RuntimeException e) {
            throw new NestedException(child.path(), child.store().mapping(), e);
        }
    }

    /** Rows that the caller may not see are not connected either. */
    private static Object existing(Unit unit, Child child) throws SQLException {
        Object id = Objects.requireNonNull(child.id());
        List<StoredRow> rows = child.store().find(unit, Condition.id(id));
        if (rows.isEmpty()) {
            throw noSuchRow(child);
        }
        return rows.get(0).id();
    }

    private static InvalidInputException noSuchRow(Child child) {
        return new InvalidInputException(List.of(Problem.invalid(
                child.path(), "there is no " + child.store().mapping().name() + " with this id")));
    }

    private static void link(Unit unit, StoredRow row, CollectionAttribute collection, Child child, Object id)
            throws SQLException {
        Elements elements = collection.elements();
        unit.wrote(child.store().mapping().persister().getMappedClass());
        Column owner = elements.owner().to().get(0);
        if (elements.table() == null || elements.link() == null) {
            Sql sql = new Sql()
                    .text("update ")
                    .text(owner.table())
                    .text(" set ")
                    .text(owner.expression())
                    .text(" = ");
            sql.value(row.id(), owner);
            String separator = " where ";
            for (KeyColumn key : KeyColumn.of(child.store().mapping().id(), id)) {
                sql.text(separator).text(key.column().expression()).text(" = ").value(key.value(), key.column());
                separator = " and ";
            }
            Queries.update(unit, sql);
            return;
        }
        Column element = elements.link().from().get(0);
        Sql pair = new Sql().text(owner.expression()).text(" = ").value(row.id(), owner);
        pair.text(" and ").text(element.expression()).text(" = ").value(id, element);
        SoftDeletion deletion = collection.softDeletion();
        if (deletion != null && restored(unit, elements.table(), pair, deletion)) {
            return;
        }
        Sql sql =
                new Sql().text("insert into ").text(elements.table()).text(" (").text(owner.expression());
        sql.text(", ").text(element.expression()).text(deletion == null ? "" : ", " + deletion.column());
        sql.text(") select ").value(row.id(), owner).text(", ").value(id, element);
        sql.text(deletion == null ? "" : ", " + deletion.newRow()).text(" where not exists (select 1 from ");
        Queries.update(
                unit, sql.text(elements.table()).text(" where ").append(pair).text(")"));
    }

    /** Makes sure that the table has one of the pairs that it has, deleted or not; answers whether there is any. */
    private static boolean restored(Unit unit, String table, Sql pair, SoftDeletion deletion) throws SQLException {
        Sql sql = new Sql().text("update ").text(table).text(" set ").text(deletion.assignment(false));
        sql.text(" where ctid = (select ctid from ").text(table).text(" where ").append(pair);
        return Queries.update(
                        unit, sql.text(" order by ").text(deletion.isPresent()).text(" desc limit 1)"))
                == 1;
    }
}
