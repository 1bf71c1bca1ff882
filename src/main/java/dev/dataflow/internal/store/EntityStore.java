package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Sessions;
import dev.dataflow.internal.session.SqlStates;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.session.Work;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.validation.Validation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.hibernate.HibernateException;
import org.hibernate.PropertyValueException;
import org.hibernate.TransientObjectException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.id.IdentifierGenerationException;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Reads and writes the rows of one entity. Thread-safe. */
public final class EntityStore {
    private final EntityMapping mapping;
    private final Sessions sessions;
    private final Supplier<@Nullable Object> tenant;
    private final Validation validation;
    private final Cursors cursors;
    private final Catalog catalog;
    private final Map<EntityPersister, EntityStore> related = new ConcurrentHashMap<>();
    private final Nested nested;
    private final ValueCollections collections;
    private final Statements statements;
    private final EntityReader reader;
    private final Changes changes;
    private final TableByTable tables;
    private final UpdateFromArrays updateFromArrays;
    private final References references;
    private final @Nullable Inserts inserts;
    private final LateConstraints lateConstraints;
    private final Upserts upserts;
    private final boolean entityUpdates;
    private final boolean entityDeletes;
    private final boolean oneTable;
    private final boolean largeObjects;

    public EntityStore(
            EntityMapping mapping,
            Sessions sessions,
            Supplier<@Nullable Object> tenant,
            Validation validation,
            Cursors cursors,
            Catalog catalog) {
        this.mapping = mapping;
        this.sessions = sessions;
        this.tenant = tenant;
        this.validation = validation;
        this.cursors = cursors;
        this.catalog = catalog;
        this.statements = new Statements(mapping, tenant);
        this.reader = new EntityReader(mapping, sessions, statements, cursors);
        this.changes = new Changes(mapping, validation);
        this.tables = new TableByTable(mapping, statements, tenant);
        this.updateFromArrays = new UpdateFromArrays(mapping, statements);
        this.references = new References(mapping, tenant);
        this.entityUpdates =
                mapping.hasCallbacks(CallbackType.PRE_UPDATE, CallbackType.POST_UPDATE) || changes.validatesWhole();
        this.entityDeletes = mapping.hasCallbacks(CallbackType.PRE_REMOVE, CallbackType.POST_REMOVE)
                || mapping.deletesThroughEntity();
        this.oneTable = mapping.source().soleTable() != null;
        this.largeObjects = mapping.hasLargeObjects();
        this.inserts = Inserts.of(mapping, validation);
        this.lateConstraints = catalog.lateConstraints(mapping);
        boolean direct = oneTable && !entityUpdates && references.isEmpty();
        this.nested = new Nested(this);
        this.collections = new ValueCollections(mapping);
        this.upserts = new Upserts(this, statements, changes, catalog.uniqueKeys(mapping), direct ? inserts : null);
    }

    public EntityMapping mapping() {
        return mapping;
    }

    /** Answers the store of an entity that an association leads to. */
    EntityStore related(EntityPersister target) {
        EntityStore known = related.get(target);
        if (known == null) {
            known = target == mapping.persister()
                    ? this
                    : new EntityStore(mapping.related(target), sessions, tenant, validation, cursors, catalog);
            related.put(target, known);
        }
        return known;
    }

    Nested nested() {
        return nested;
    }

    List<StoredRow> find(Unit unit, Condition condition) throws SQLException {
        return Queries.rows(unit, mapping, statements.select(Selection.of(condition)));
    }

    public EntityReader reader() {
        return reader;
    }

    /** Stores a new row made of a caller's values. */
    public StoredRow insert(Map<?, ?> values) throws SQLException {
        if (nested.concerns(values)) {
            return written(false, unit -> nested.create(unit, values));
        }
        Object entity = mapping.newEntity(values);
        return inserts != null && inserts.stores(entity)
                ? written(references.isEmpty(), unit -> checked(unit, inserts.insert(unit, entity)))
                : insertEntity(entity);
    }

    /** Stores an entity made of a caller's values as a part of an operation. */
    StoredRow insertIn(Unit unit, Object entity) throws SQLException {
        mapping.checkedTenant(tenant.get());
        if (inserts != null && inserts.stores(entity)) {
            return checked(unit, inserts.insert(unit, entity));
        }
        store(unit, List.of(entity));
        return checked(unit, stored(unit, entity));
    }

    /** Stores rows at once as a part of an operation; answers whether it has, and nothing has happened otherwise. */
    boolean insertTogether(Unit unit, List<Map<?, ?>> rows) throws SQLException {
        mapping.checkedTenant(tenant.get());
        return insertsOfMany(rows.iterator(), BulkOptions.NO_ANSWER).together(unit);
    }

    private StoredRow checked(Unit unit, StoredRow row) throws SQLException {
        references.check(unit, List.of(row));
        return row;
    }

    /** Stores a row under a unique key, or changes the one that has it. */
    public StoredUpsert upsert(Map<?, ?> keys, List<Assignment> values) throws SQLException {
        return upserts.one(keys, values);
    }

    /** Stores or changes a row for each of these, all or none; answers one outcome for each, in their order. */
    public List<StoredUpsert> upsertAll(List<UpsertRow> rows, List<String> keys) throws SQLException {
        return upserts.all(rows, keys);
    }

    /** Does what {@link #upsertAll} does, and answers no rows. */
    public List<StoredUpsert.Outcome> upsertOutcomes(List<UpsertRow> rows, List<String> keys) throws SQLException {
        return upserts.outcomes(rows, keys);
    }

    /** Stores a caller's entity. */
    public StoredRow insertEntity(Object entity) throws SQLException {
        mapping.fillCollections(entity);
        boolean oneStatement = mapping.insertsOneStatement()
                && !mapping.hasCallbacks(CallbackType.POST_PERSIST)
                && references.isEmpty();
        return written(oneStatement, unit -> {
            store(unit, List.of(entity));
            return checked(unit, stored(unit, entity));
        });
    }

    /** Whether nothing can be tried, as an operation of one statement, that the server may refuse. */
    boolean endsWithFirstFailure() {
        return sessions.endsWithFirstFailure();
    }

    boolean isInTransaction() {
        return sessions.isInTransaction();
    }

    /** Stores rows of any number, of which two chunks are held in memory. */
    public BulkOutcome insertAll(Iterator<? extends Map<?, ?>> rows, BulkOptions options) throws SQLException {
        return insertsOfMany(rows, options).run();
    }

    private InsertsOfMany insertsOfMany(Iterator<? extends Map<?, ?>> rows, BulkOptions options) {
        return new InsertsOfMany(this, inserts, references, lateConstraints, rows, options);
    }

    void store(Unit unit, List<Object> entities) throws SQLException {
        for (Object entity : entities) {
            references.checkCollections(unit, entity);
        }
        try {
            if (entities.size() == 1) {
                unit.session().insert(entities.get(0));
            } else {
                unit.session().insertMultiple(entities);
            }
        } catch (HibernateException e) {
            BasicAttribute owner = mapping.tenant();
            if (owner != null
                    && e instanceof PropertyValueException of
                    && owner.name().equals(of.getPropertyName())) {
                // Hibernate's message shows both tenants.
                throw new InvalidInputException(List.of(
                        Problem.invalid(owner.name(), "is not the tenant for which rows are created: leave it out")));
            }
            if (isIncomplete(e)) {
                // Hibernate and the server name the first value that is missing; a caller wants to know all.
                List<Problem> missing = new ArrayList<>();
                entities.forEach(entity -> missing.addAll(mapping.missing(entity)));
                if (!missing.isEmpty()) {
                    throw new InvalidInputException(missing, e);
                }
            }
            throw e;
        }
    }

    /** Whether an entity lacks a value, its own id or that of an entity it is associated with. */
    private static boolean isIncomplete(HibernateException e) {
        return e instanceof PropertyValueException
                || e instanceof IdentifierGenerationException
                || e instanceof TransientObjectException
                || SqlStates.isNotNullViolation(e);
    }

    StoredRow stored(Unit unit, Object entity) throws SQLException {
        if (!mapping.rereadsInserted()) {
            return mapping.rowOf(entity);
        }
        Object id = Objects.requireNonNull(mapping.id().get(entity));
        return Queries.rows(unit, mapping, statements.select(Selection.of(Condition.id(id))))
                .get(0);
    }

    /**
     * Changes the one row that meets the condition.
     *
     * @throws NotOneRowException when none or several do; nothing is changed then
     */
    public StoredRow update(Condition condition, List<Assignment> assignments) throws SQLException {
        return concernsOthers(assignments)
                ? written(false, unit -> updateWithOthers(unit, condition, assignments))
                : written(isOneStatement(assignments), unit -> updateIn(unit, condition, assignments));
    }

    /** Changes a row for each of these, in their order, all or none. */
    public void updateEach(List<UpdateRow> rows) throws SQLException {
        new UpdatesOfMany(this, updateFromArrays, rows).run();
    }

    /** Changes the one row that meets the condition, and creates others inside it, as a part of an operation. */
    StoredRow updateInAnyWay(Unit unit, UpdateRow row) throws SQLException {
        return concernsOthers(row.changes())
                ? updateWithOthers(unit, row.condition(), row.changes())
                : updateIn(unit, row.condition(), row.changes());
    }

    /** Answers a statement that does all that is asked for, if exactly one row meets the condition; null where it takes more than that. */
    @Nullable
    Sql updateStatement(Unit unit, UpdateRow row) {
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

    private StoredRow updateWithOthers(Unit unit, Condition condition, List<Assignment> assignments)
            throws SQLException {
        List<Assignment> own = nested.create(unit, assignments);
        StoredRow row = updateIn(unit, condition, own);
        nested.attach(unit, row, assignments);
        return row;
    }

    private boolean isOneStatement(List<Assignment> assignments) {
        return oneTable
                && !entityUpdates
                && changes.computed(assignments).isEmpty()
                && !references.mayChange(assignments);
    }

    private boolean concernsOthers(List<Assignment> assignments) {
        for (Assignment change : assignments) {
            if (collections.concerns(change) || (change.plain() && nested.concerns(change.path(), change.value()))) {
                return true;
            }
        }
        return false;
    }

    /** Changes the one row that meets the condition, as a part of an operation. */
    StoredRow updateIn(Unit unit, Condition condition, List<Assignment> assignments) throws SQLException {
        changes.check(assignments);
        List<Assignment> own = collections.others(assignments);
        if (own.size() == assignments.size()) {
            return updateRow(unit, condition, own, false);
        }
        Map<CollectionAttribute, Object> replacements = replacements(assignments, own);
        StoredRow row = updateRow(unit, condition, own, true);
        for (Map.Entry<CollectionAttribute, Object> each : replacements.entrySet()) {
            references.check(unit, each.getKey(), each.getValue());
        }
        collections.replace(unit, row, replacements);
        return row;
    }

    /** Answers what is wrong with changes of the row's own columns, as far as that can be told without the database. */
    public List<Problem> problems(List<Assignment> assignments) {
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
    private StoredRow updateRow(Unit unit, Condition condition, List<Assignment> assignments, boolean withCollections)
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
            return counted(unit, one(unit, tables.lock(unit, current, 2), condition, version));
        }
        if (others.isEmpty()) {
            Sql sql = statements.select(Selection.of(current).limitedTo(2));
            return one(unit, Queries.rows(unit, mapping, sql), condition, version);
        }
        Set<Attribute> computed = changes.computed(others);
        StoredRow row = one(unit, changed(unit, current, others, true), condition, version);
        changes.recheck(computed, row);
        StoredRow stored = entityUpdates ? throughEntity(unit, row) : row;
        return references.mayChange(others) ? checked(unit, stored) : stored;
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
        return Queries.rows(unit, mapping, statements.select(Selection.of(Condition.id(id))))
                .get(0);
    }

    /** Changes all rows that meet the condition; answers how many. */
    public long updateAll(Condition condition, List<Assignment> assignments) throws SQLException {
        changes.check(assignments);
        if (assignments.isEmpty()) {
            return reader.count(condition);
        }
        Set<Attribute> computed = changes.computed(assignments);
        boolean oneStatement = isOneStatement(assignments);
        return written(oneStatement, unit -> {
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
        Object id = mapping.id().toEntity(row.id());
        Object entity = Objects.requireNonNull(unit.load(mapping.persister().getMappedClass(), id));
        mapping.completeReferences(entity, row);
        fetchConstrained(unit, entity);
        unit.session().update(entity);
        return Queries.rows(unit, mapping, statements.select(Selection.of(Condition.id(id))))
                .get(0);
    }

    /** Loads the collections that validation is about to look into, which a stateless session does not do when it is asked to. */
    private void fetchConstrained(Unit unit, Object entity) {
        mapping.classOf(entity).attributes().stream()
                .filter(CollectionAttribute.class::isInstance)
                .filter(collection -> validation.constrains(entity.getClass(), collection.name()))
                .forEach(collection -> unit.session().fetch(collection.get(entity)));
    }

    /**
     * Deletes the one row that meets the condition; answers what it was.
     *
     * @throws NotOneRowException when none or several do; nothing is deleted then
     */
    public StoredRow delete(Condition condition) throws SQLException {
        return written(!entityDeletes, unit -> {
            if (!entityDeletes) {
                Sql sql = statements.returning(statements.delete(condition, true));
                return one(unit, Queries.rows(unit, mapping, sql), condition, null);
            }
            StoredRow row = one(unit, tables.lock(unit, condition, 2), condition, null);
            deleteEntity(unit, row);
            return row;
        });
    }

    /** Deletes all rows that meet the condition; answers how many. */
    public long deleteAll(Condition condition) throws SQLException {
        return written(!entityDeletes, unit -> {
            if (!entityDeletes) {
                return Queries.update(unit, statements.delete(condition, false));
            }
            List<StoredRow> rows = tables.lock(unit, condition, null);
            for (StoredRow row : rows) {
                deleteEntity(unit, row);
            }
            return (long) rows.size();
        });
    }

    /**
     * Undoes the deletion of the one row that meets the condition; answers it.
     *
     * @throws NotOneRowException when none or several of the deleted rows do; nothing is restored then
     */
    public StoredRow restore(Condition condition) throws SQLException {
        return written(false, unit -> {
            List<StoredRow> rows = tables.lock(unit, deleted(condition), 2);
            if (rows.size() != 1) {
                throw rows.isEmpty() ? NotOneRowException.none() : NotOneRowException.several();
            }
            return tables.restore(unit, rows, Objects.requireNonNull(mapping.softDeletion()))
                    .get(0);
        });
    }

    /** Undoes the deletion of all rows that meet the condition; answers how many. */
    public long restoreAll(Condition condition) throws SQLException {
        return written(false, unit -> {
            List<StoredRow> rows = tables.lock(unit, deleted(condition), null);
            return rows.isEmpty()
                    ? 0L
                    : (long) tables.restore(unit, rows, Objects.requireNonNull(mapping.softDeletion()))
                            .size();
        });
    }

    private static Selection deleted(Condition condition) {
        return Selection.of(condition).deleted(Selection.Deleted.ONLY);
    }

    private void deleteEntity(Unit unit, StoredRow row) {
        Object id = mapping.id().toEntity(row.id());
        Object entity = unit.load(mapping.persister().getMappedClass(), id);
        if (entity != null) {
            mapping.completeReferences(entity, row);
            mapping.emptyCollections(entity);
            unit.session().delete(entity);
        }
    }

    private StoredRow one(Unit unit, List<StoredRow> rows, Condition condition, @Nullable Assignment version)
            throws SQLException {
        if (rows.size() == 1) {
            return rows.get(0);
        }
        long found = Queries.number(unit, statements.count(condition, 2));
        if (found == 1 && version != null) {
            throw NotOneRowException.stale(version.path());
        }
        throw found > 1 ? NotOneRowException.several() : NotOneRowException.none();
    }

    <R extends @Nullable Object> R reading(Work<R> work) throws SQLException {
        return sessions.read(work);
    }

    <R extends @Nullable Object> R written(boolean oneStatement, Work<R> work) throws SQLException {
        mapping.checkWritable();
        mapping.checkedTenant(tenant.get());
        Set<Class<?>> classes = new LinkedHashSet<>();
        classes.add(mapping.persister().getMappedClass());
        Work<R> noting = unit -> {
            R result = work.with(unit);
            classes.addAll(unit.written());
            return result;
        };
        R result = oneStatement && !largeObjects ? sessions.write(noting) : sessions.atomically(noting);
        sessions.written(classes);
        return result;
    }
}
