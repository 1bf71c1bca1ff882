package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Insertion;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.SqlStates;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.session.Work;
import dev.dataflow.internal.sql.SetClause;
import dev.dataflow.internal.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stores rows under a unique key: in one statement where it does all that the entity asks for; else by turns, changing the row that is there
 * or storing a new one, until one of the two succeeds. Thread-safe.
 */
final class Upserts {
    /** Between a look and an insert another writer may store the row, and between that and the next look a third may delete it. */
    private static final int TURNS = 8;

    private final EntityStore store;
    private final EntityMapping mapping;
    private final Statements statements;
    private final Changes changes;
    private final @Nullable Inserts inserts;
    private final UniqueKeys uniqueKeys;
    private final Placement placement;
    private final ValueCollections collections;
    private final UpsertForm<StoredUpsert> asRows;
    private final Set<String> changeable = ConcurrentHashMap.newKeySet();

    /** @param inserts null when the entity takes no statement of ours */
    Upserts(
            EntityStore store,
            Statements statements,
            Changes changes,
            UniqueKeys uniqueKeys,
            @Nullable Inserts inserts) {
        this.store = store;
        this.mapping = store.mapping();
        this.statements = statements;
        this.changes = changes;
        this.inserts = inserts;
        this.uniqueKeys = uniqueKeys;
        this.placement = new Placement(mapping);
        this.collections = new ValueCollections(mapping);
        this.asRows = UpsertForm.rows(mapping);
    }

    StoredUpsert one(Map<?, ?> keys, List<Assignment> values) throws SQLException {
        UpsertRequest request = checked(keys, values);
        List<Attribute> attributes = request.keyAttributes();
        UniqueKeys.Key known = uniqueKeys.known(attributes);
        UniqueKeys.Key key = known == null ? store.reading(unit -> key(unit, attributes)) : known;
        if (store.endsWithFirstFailure()) {
            return store.written(false, unit -> inAnyWay(unit, request, key));
        }
        Object entity = direct(request, key);
        if (entity != null) {
            try {
                StoredUpsert upsert = store.written(true, unit -> inOneStatement(unit, entity, request, key));
                if (upsert != null) {
                    return upsert;
                }
            } catch (SQLException e) {
                if (!mayConcernNewRowOnly(e)) {
                    throw e;
                }
            }
        }
        return store.written(false, unit -> byTurns(unit, request));
    }

    List<StoredUpsert> all(List<UpsertRow> rows, List<String> keys) throws SQLException {
        return new UpsertsOfMany<>(this, mapping, statements, rows, keys, asRows).all();
    }

    List<StoredUpsert.Outcome> outcomes(List<UpsertRow> rows, List<String> keys) throws SQLException {
        return new UpsertsOfMany<>(this, mapping, statements, rows, keys, UpsertForm.outcomes()).all();
    }

    @Nullable
    Inserts inserts() {
        return inserts;
    }

    <R> R atomically(Work<R> work) throws SQLException {
        return store.written(false, work);
    }

    /** Runs work of one statement. */
    <R> R written(Work<R> work) throws SQLException {
        return store.written(true, work);
    }

    /** Answers the key that these attributes are; null when the server is to be asked, or must not refuse a statement. */
    UniqueKeys.@Nullable Key keyForOneRoundTrip(List<Attribute> attributes) {
        return store.endsWithFirstFailure() ? null : uniqueKeys.known(attributes);
    }

    /** Answers what a caller wants, after a look for everything that is wrong with it. */
    UpsertRequest checked(Map<?, ?> keys, List<Assignment> values) {
        UpsertRequest request = UpsertRequest.of(mapping, keys, values);
        List<Problem> problems = new ArrayList<>();
        try {
            request.prepare();
        } catch (InvalidInputException e) {
            problems.addAll(e.problems());
        }
        // The new row has shown that plain values fit; whether their attributes may change does not depend on them.
        List<Assignment> unknown = allChangeable(request.updates())
                ? List.of()
                : collections.others(request.updates()).stream()
                        .filter(assignment -> !assignment.plain() || !changeable.contains(assignment.path()))
                        .filter(assignment ->
                                mapping.version() == null || mapping.find(assignment.path()) != mapping.version())
                        .toList();
        List<Problem> unchangeable = unknown.isEmpty() ? List.of() : statements.problems(unknown);
        for (Problem problem : unchangeable) {
            if (problems.stream().noneMatch(other -> other.attribute().equals(problem.attribute()))) {
                problems.add(problem);
            }
        }
        if (problems.isEmpty()) {
            unknown.stream()
                    .filter(assignment -> assignment.plain() && mapping.find(assignment.path()) != null)
                    .forEach(assignment -> changeable.add(assignment.path()));
        }
        InvalidInputException.throwIfAny(problems);
        changes.check(request.updates());
        return request;
    }

    private boolean allChangeable(List<Assignment> updates) {
        for (Assignment update : updates) {
            if (!update.plain() || !changeable.contains(update.path())) {
                return false;
            }
        }
        return true;
    }

    UniqueKeys.Key key(Unit unit, List<Attribute> attributes) throws SQLException {
        UniqueKeys.Key key = uniqueKeys.of(unit, attributes);
        if (key == null) {
            List<String> names = attributes.stream().map(Attribute::name).toList();
            throw new InvalidInputException(List.of(Problem.invalid(
                    String.join(", ", names),
                    "is no unique key: declare one (@Column(unique = true), @UniqueConstraint, @NaturalId) and create it"
                            + " in the database, or use one of " + uniqueKeys.names(unit))));
        }
        return key;
    }

    /** Whether rows that give the same attributes as they are may be stored by one statement of ours, as far as these decide it. */
    boolean isDirect(UpsertRequest request) {
        return inserts != null
                && request.updates().stream().noneMatch(collections::concerns)
                && changes.expectedVersion(request.updates()) == null
                && changes.computed(request.updates()).isEmpty();
    }

    /** Answers the new row, when one statement of ours does all that is asked for; null when it does not. */
    @Nullable
    Object direct(UpsertRequest request, UniqueKeys.Key key) {
        if (inserts == null || !key.arbitrates() || !isDirect(request)) {
            return null;
        }
        EntityMapping.Draft draft = request.takeDraft();
        return isWhole(draft) ? draft.entity() : null;
    }

    /** Whether a statement of ours may store the new row. */
    boolean isWhole(EntityMapping.Draft draft) {
        return draft.missing().isEmpty()
                && inserts != null
                && inserts.stores(draft.entity())
                && inserts.violations(draft.entity()).isEmpty();
    }

    /** PostgreSQL checks the new row before it looks for the one that is there, which the same values may well suit. */
    static boolean mayConcernNewRowOnly(SQLException e) {
        return SqlStates.isOfData(e) && !SqlStates.isUniqueViolation(e);
    }

    /** Answers null when the key belongs to a row that the entity does not show. */
    private @Nullable StoredUpsert inOneStatement(Unit unit, Object entity, UpsertRequest request, UniqueKeys.Key key)
            throws SQLException {
        Inserts direct = Objects.requireNonNull(inserts);
        direct.generate(unit, entity);
        List<Problem> problems = new ArrayList<>();
        Map<Column, Sql> placed = placement.expressions(entity, request.placed(), problems);
        List<Insertion.Slot> slots = direct.insertion().slots();
        @Nullable Object[] values = direct.insertion().values(entity);
        List<Sql> expressions = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Column column = slots.get(i).column();
            Sql expression = placed.entrySet().stream()
                    .filter(entry -> entry.getKey().isSameAs(column))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            expressions.add(expression == null ? Inserts.parameter(slots.get(i), values[i]) : expression);
        }
        SetClause set = statements.assigned(request.updates(), false, unit::session, problems);
        Sql sql = statements.upsert(direct.statement(expressions), key.columns(), set, asRows.columns());
        InvalidInputException.throwIfAny(problems);
        List<StoredUpsert> rows = Queries.all(unit, sql, asRows.reader());
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** Changes the row that is there, or stores one; a part of an operation. */
    StoredUpsert inAnyWay(Unit unit, UpsertRequest request, UniqueKeys.Key key) throws SQLException {
        Object entity = direct(request, key);
        if (entity != null) {
            try {
                StoredUpsert upsert = unit.undoable(part -> inOneStatement(part, entity, request, key));
                if (upsert != null) {
                    return upsert;
                }
            } catch (SQLException e) {
                if (!mayConcernNewRowOnly(e)) {
                    throw e;
                }
            }
        }
        return byTurns(unit, request);
    }

    private StoredUpsert byTurns(Unit unit, UpsertRequest request) throws SQLException {
        for (int turn = 1; ; turn++) {
            try {
                StoredRow row = store.updates().in(unit, request.condition(), request.updates());
                return new StoredUpsert(row, StoredUpsert.Outcome.UPDATED);
            } catch (NotOneRowException e) {
                if (e.reason() != NotOneRowException.Reason.NONE) {
                    throw e;
                }
            }
            try {
                StoredRow row = unit.undoable(part -> created(part, request));
                return new StoredUpsert(row, StoredUpsert.Outcome.CREATED);
            } catch (SQLException | RuntimeException e) {
                if (turn == TURNS || !SqlStates.isUniqueViolation(e)) {
                    throw e;
                }
            }
        }
    }

    private StoredRow created(Unit unit, UpsertRequest request) throws SQLException {
        EntityMapping.Draft draft = request.draft();
        InvalidInputException.throwIfAny(draft.missing());
        placement.place(unit, draft.entity(), request.placed());
        return store.insertIn(unit, Objects.requireNonNull(draft.entity()));
    }
}
