package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.BasicAttribute;
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
import org.hibernate.EntityFilterException;
import org.hibernate.HibernateException;
import org.hibernate.PropertyValueException;
import org.hibernate.TransientObjectException;
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
    private final Statements statements;
    private final EntityReader reader;
    private final TableByTable tables;
    private final Updates updates;
    private final References references;
    private final @Nullable Inserts inserts;
    private final LateConstraints lateConstraints;
    private final Upserts upserts;
    private final boolean entityDeletes;
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
        this.tables = new TableByTable(mapping, statements, tenant);
        this.references = new References(mapping, tenant);
        this.entityDeletes = mapping.hasCallbacks(CallbackType.PRE_REMOVE, CallbackType.POST_REMOVE)
                || mapping.deletesThroughEntity();
        this.largeObjects = mapping.hasLargeObjects();
        this.inserts = Inserts.of(mapping, validation);
        this.lateConstraints = catalog.lateConstraints(mapping);
        this.nested = new Nested(this);
        Changes changes = new Changes(mapping, validation);
        this.updates = new Updates(this, statements, changes, tables, references, validation);
        boolean direct = updates.areOneStatement() && references.isEmpty();
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

    StoredRow checked(Unit unit, StoredRow row) throws SQLException {
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
        return find(unit, Condition.id(id)).get(0);
    }

    /**
     * Changes the one row that meets the condition.
     *
     * @throws NotOneRowException when none or several do; nothing is changed then
     */
    public StoredRow update(Condition condition, List<Assignment> assignments) throws SQLException {
        return updates.one(condition, assignments);
    }

    /** Changes a row for each of these, in their order, all or none. */
    public void updateEach(List<UpdateRow> rows) throws SQLException {
        updates.each(rows);
    }

    /** Changes all rows that meet the condition; answers how many. */
    public long updateAll(Condition condition, List<Assignment> assignments) throws SQLException {
        return updates.all(condition, assignments);
    }

    /** Answers what is wrong with changes of the row's own columns, as far as that can be told without the database. */
    public List<Problem> problems(List<Assignment> assignments) {
        return updates.problems(assignments);
    }

    Updates updates() {
        return updates;
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
        Object entity = load(unit, row);
        if (entity != null) {
            mapping.emptyCollections(entity);
            unit.session().delete(entity);
        }
    }

    /** Answers the entity of a row that was found, as its callbacks may see it; null when it is gone. */
    @Nullable
    Object load(Unit unit, StoredRow row) {
        Class<?> entityClass = mapping.persister().getMappedClass();
        Object id = mapping.id().toEntity(row.id());
        Object entity;
        try {
            entity = unit.session().get(entityClass, id);
        } catch (EntityFilterException e) {
            // It refers to a row of the tenant that is deleted, or to one of another tenant: Hibernate does not do
            // without that row.
            entity = unit.loadForAnyTenant(entityClass, id);
            new OtherTenants(tenant.get()).empty(mapping, entity);
        }
        if (entity != null) {
            mapping.completeReferences(entity, row);
        }
        return entity;
    }

    /** Answers the only one of the rows that meet the condition, and have the version. */
    StoredRow one(Unit unit, List<StoredRow> rows, Condition condition, @Nullable Assignment version)
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
