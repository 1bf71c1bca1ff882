package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.validation.Validation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.jpa.event.spi.CallbackType;
import org.jspecify.annotations.Nullable;

/**
 * Changes rows that are there: by one statement where it does all that the entity asks for; else with the entity's callbacks and constraints,
 * table by table, and with the rows of its collections. Thread-safe.
 */
final class Updates {
    private final EntityStore store;
    private final EntityMapping mapping;
    private final Statements statements;
    private final Changes changes;
    private final TableByTable tables;
    private final References references;
    private final Validation validation;
    private final ValueCollections collections;
    private final UpdateFromArrays arrays;
    private final boolean oneTable;
    private final boolean entityUpdates;

    Updates(
            EntityStore store,
            Statements statements,
            Changes changes,
            TableByTable tables,
            References references,
            Validation validation) {
        this.store = store;
        this.mapping = store.mapping();
        this.statements = statements;
        this.changes = changes;
        this.tables = tables;
        this.references = references;
        this.validation = validation;
        this.collections = new ValueCollections(mapping);
        this.arrays = new UpdateFromArrays(mapping, statements);
        this.oneTable = mapping.source().soleTable() != null;
        this.entityUpdates =
                mapping.hasCallbacks(CallbackType.PRE_UPDATE, CallbackType.POST_UPDATE) || changes.validatesWhole();
    }

    /** Whether a statement does all that the entity itself asks for. */
    boolean areOneStatement() {
        return oneTable && !entityUpdates;
    }

    /**
     * Changes the one row that meets the condition.
     *
     * @throws NotOneRowException when none or several do; nothing is changed then
     */
    StoredRow one(Condition condition, List<Assignment> assignments) throws SQLException {
        return concernsOthers(assignments)
                ? store.written(false, unit -> withOthers(unit, condition, assignments))
                : store.written(isOneStatement(assignments), unit -> in(unit, condition, assignments));
    }

    /** Changes a row for each of these, in their order, all or none. */
    void each(List<UpdateRow> rows) throws SQLException {
        new UpdatesOfMany(store, this, arrays, rows).run();
    }

    /** Changes the one row that meets the condition, and creates others inside it, as a part of an operation. */
    StoredRow inAnyWay(Unit unit, UpdateRow row) throws SQLException {
        return concernsOthers(row.changes())
                ? withOthers(unit, row.condition(), row.changes())
                : in(unit, row.condition(), row.changes());
    }

    /** Answers a statement that does all that is asked for, if exactly one row meets the condition; null where it takes more than that. */
    @Nullable
    Sql statement(Unit unit, UpdateRow row) {
        List<Assignment> assignments = row.changes();
        if (assignments.isEmpty()
                || concernsOthers(assignments)
                || !isOneStatement(assignments)
                || changes.expectedVersion(assignments) != null) {
            return null;
        }
        changes.check(assignments);
        return statements.update(row.condition(), assignments, true, false, unit::session);
    }

    private StoredRow withOthers(Unit unit, Condition condition, List<Assignment> assignments) throws SQLException {
        List<Assignment> own = store.nested().create(unit, assignments);
        StoredRow row = in(unit, condition, own);
        store.nested().attach(unit, row, assignments);
        return row;
    }

    private boolean isOneStatement(List<Assignment> assignments) {
        return areOneStatement() && changes.computed(assignments).isEmpty() && !references.mayChange(assignments);
    }

    private boolean concernsOthers(List<Assignment> assignments) {
        for (Assignment change : assignments) {
            if (collections.concerns(change)
                    || (change.plain() && store.nested().concerns(change.path(), change.value()))) {
                return true;
            }
        }
        return false;
    }

    /** Changes the one row that meets the condition, as a part of an operation. */
    StoredRow in(Unit unit, Condition condition, List<Assignment> assignments) throws SQLException {
        changes.check(assignments);
        List<Assignment> own = collections.others(assignments);
        if (own.size() == assignments.size()) {
            return row(unit, condition, own, false);
        }
        Map<CollectionAttribute, Object> replacements = replacements(assignments, own);
        StoredRow row = row(unit, condition, own, true);
        for (Map.Entry<CollectionAttribute, Object> each : replacements.entrySet()) {
            references.check(unit, each.getKey(), each.getValue());
        }
        collections.replace(unit, row, replacements);
        return row;
    }

    /** Answers what is wrong with changes of the row's own columns, as far as that can be told without the database. */
    List<Problem> problems(List<Assignment> assignments) {
        return statements.problems(assignments.stream()
                .filter(each -> mapping.version() == null || mapping.find(each.path()) != mapping.version())
                .filter(each -> !concernsOthers(List.of(each)))
                .toList());
    }

    /** Answers the new collections among the assignments, after a look for everything that is wrong with those. */
    private Map<CollectionAttribute, Object> replacements(List<Assignment> assignments, List<Assignment> own) {
        List<Problem> problems = new ArrayList<>();
        Map<CollectionAttribute, Object> replacements = collections.replacements(assignments, problems);
        if (!problems.isEmpty()) {
            problems.addAll(problems(own));
            throw new InvalidInputException(problems);
        }
        return replacements;
    }

    /** @param withCollections whether collections of the row change as well, which its lock and its version guard */
    private StoredRow row(Unit unit, Condition condition, List<Assignment> assignments, boolean withCollections)
            throws SQLException {
        Assignment version = changes.expectedVersion(assignments);
        List<Assignment> others = version == null
                ? assignments
                : assignments.stream()
                        .filter(assignment -> assignment != version)
                        .toList();
        Condition current = version == null
                ? condition
                : statements.withVersion(condition, Objects.requireNonNull(version.value()));
        if (others.isEmpty() && withCollections) {
            return counted(unit, store.one(unit, tables.lock(unit, current, 2), condition, version));
        }
        if (others.isEmpty()) {
            Sql sql = statements.select(Selection.of(current).limitedTo(2));
            return store.one(unit, Queries.rows(unit, mapping, sql), condition, version);
        }
        Set<Attribute> computed = changes.computed(others);
        StoredRow row = store.one(unit, changed(unit, current, others, true), condition, version);
        changes.recheck(computed, row);
        StoredRow stored = entityUpdates ? throughEntity(unit, row) : row;
        return references.mayChange(others) ? store.checked(unit, stored) : stored;
    }

    /** Has a row that is locked, and has a version, take the next one. */
    private StoredRow counted(Unit unit, StoredRow row) throws SQLException {
        BasicAttribute version = mapping.version();
        Object given = version == null ? null : row.get(version.name());
        if (version == null || given == null) {
            return row;
        }
        Object id = mapping.id().toEntity(row.id());
        var session = (SharedSessionContractImplementor) unit.session();
        mapping.persister().forceVersionIncrement(id, version.toEntity(given), session);
        return store.find(unit, Condition.id(id)).get(0);
    }

    /** Changes all rows that meet the condition; answers how many. */
    long all(Condition condition, List<Assignment> assignments) throws SQLException {
        changes.check(assignments);
        if (assignments.isEmpty()) {
            return store.reader().count(condition);
        }
        Set<Attribute> computed = changes.computed(assignments);
        boolean oneStatement = isOneStatement(assignments);
        return store.written(oneStatement, unit -> {
            if (oneStatement) {
                return Queries.update(unit, statements.update(condition, assignments, false, false, unit::session));
            }
            List<StoredRow> rows = changed(unit, condition, assignments, false);
            for (StoredRow row : rows) {
                changes.recheck(computed, row);
                if (entityUpdates) {
                    throughEntity(unit, row);
                }
            }
            if (references.mayChange(assignments)) {
                references.check(unit, rows);
            }
            return (long) rows.size();
        });
    }

    private List<StoredRow> changed(Unit unit, Condition condition, List<Assignment> assignments, boolean single)
            throws SQLException {
        if (oneTable) {
            Sql sql = statements.update(condition, assignments, single, entityUpdates, unit::session);
            return Queries.rows(unit, mapping, statements.returning(sql));
        }
        statements.check(assignments, unit::session);
        List<StoredRow> rows = tables.lock(unit, condition, single ? 2 : null);
        return single && rows.size() > 1 ? rows : tables.update(unit, rows, assignments, entityUpdates);
    }

    /** Lets callbacks and constraints see the entity that a statement has changed, and stores what callbacks change. */
    private StoredRow throughEntity(Unit unit, StoredRow row) throws SQLException {
        Object entity = Objects.requireNonNull(store.load(unit, row));
        fetchConstrained(unit, entity);
        unit.session().update(entity);
        return store.find(unit, Condition.id(row.id())).get(0);
    }

    /** Loads the collections that validation is about to look into, which a stateless session does not do when it is asked to. */
    private void fetchConstrained(Unit unit, Object entity) {
        mapping.classOf(entity).attributes().stream()
                .filter(CollectionAttribute.class::isInstance)
                .filter(collection -> validation.constrains(entity.getClass(), collection.name()))
                .forEach(collection -> unit.session().fetch(collection.get(entity)));
    }
}
