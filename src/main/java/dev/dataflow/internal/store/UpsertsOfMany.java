package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Insertion;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.session.SqlStates;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.SetClause;
import dev.dataflow.internal.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Upserts of many rows: those that give the same attributes go in one statement for a thousand of them, in the order of their keys, so that
 * two writers of the same keys do not wait for each other crosswise. Belongs to one operation.
 */
final class UpsertsOfMany {
    private static final int CHUNK = 1_000;

    private final Upserts upserts;
    private final EntityMapping mapping;
    private final Statements statements;
    private final List<Problem> problems = new ArrayList<>();

    UpsertsOfMany(Upserts upserts, EntityMapping mapping, Statements statements) {
        this.upserts = upserts;
        this.mapping = mapping;
        this.statements = statements;
    }

    /** A row of the input. */
    private record Item(int index, UpsertRequest request, List<Object> key) {}

    List<StoredUpsert> all(List<List<Assignment>> rows, List<String> keys) throws SQLException {
        List<Item> items = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Item item = item(i, rows.get(i), keys);
            if (item != null) {
                items.add(item);
            }
        }
        InvalidInputException.throwIfAny(problems);
        Map<List<Object>, Integer> last = new HashMap<>();
        items.forEach(item -> last.put(item.key(), item.index()));
        List<Item> kept = items.stream()
                .filter(item -> Objects.equals(last.get(item.key()), item.index()))
                .sorted(Comparator.comparing(Item::key, UpsertsOfMany::compare))
                .toList();
        @Nullable StoredUpsert[] outcomes = new @Nullable StoredUpsert[rows.size()];
        if (!kept.isEmpty()) {
            upserts.atomically(unit -> {
                Arrays.fill(outcomes, null);
                write(unit, kept, outcomes);
                return true;
            });
        }
        List<StoredUpsert> result = new ArrayList<>(outcomes.length);
        for (Item item : items) {
            StoredUpsert own = outcomes[item.index()];
            StoredUpsert of = own == null ? outcomes[Objects.requireNonNull(last.get(item.key()))] : own;
            result.add(own == null ? Objects.requireNonNull(of).replaced() : own);
        }
        return result;
    }

    private @Nullable Item item(int index, List<Assignment> row, List<String> keys) {
        try {
            Map<String, @Nullable Object> key = new LinkedHashMap<>();
            List<Assignment> values = new ArrayList<>(row.size());
            keys.forEach(name -> key.put(name, null));
            for (Assignment assignment : row) {
                String name = nameAmong(keys, assignment.path());
                if (name != null && assignment.plain()) {
                    key.put(name, assignment.value());
                } else {
                    values.add(assignment);
                }
            }
            UpsertRequest request = upserts.checked(key, values);
            return new Item(index, request, request.comparableKey());
        } catch (InvalidInputException e) {
            e.problems().forEach(problem -> problems.add(problem.inRow(index)));
            return null;
        }
    }

    /** A key may be named by its attribute here and by its column there. */
    private @Nullable String nameAmong(List<String> keys, String path) {
        if (keys.contains(path)) {
            return path;
        }
        Attribute attribute = mapping.find(path);
        return keys.stream()
                .filter(key -> attribute != null && mapping.find(key) == attribute)
                .findFirst()
                .orElse(null);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // only values of one class are compared
    private static int compare(List<Object> left, List<Object> right) {
        for (int i = 0; i < left.size(); i++) {
            Object a = left.get(i);
            Object b = right.get(i);
            int order = a instanceof Comparable one && a.getClass() == b.getClass()
                    ? one.compareTo(b)
                    : a.toString().compareTo(b.toString());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private void write(Unit unit, List<Item> items, @Nullable StoredUpsert[] outcomes) throws SQLException {
        UniqueKeys.Key key = upserts.key(unit, items.get(0).request().keyAttributes());
        Map<Set<String>, List<Item>> alike = new LinkedHashMap<>();
        for (Item item : items) {
            alike.computeIfAbsent(new TreeSet<>(item.request().given().keySet()), absent -> new ArrayList<>())
                    .add(item);
        }
        for (List<Item> group : alike.values()) {
            for (int from = 0; from < group.size(); from += CHUNK) {
                chunk(unit, group.subList(from, Math.min(group.size(), from + CHUNK)), key, outcomes);
            }
        }
    }

    private void chunk(Unit unit, List<Item> items, UniqueKeys.Key key, @Nullable StoredUpsert[] outcomes)
            throws SQLException {
        List<Item> together = new ArrayList<>(items.size());
        List<Object> entities = new ArrayList<>(items.size());
        List<Item> alone = new ArrayList<>();
        for (Item item : items) {
            Object entity =
                    item.request().placed().isEmpty() && items.size() > 1 ? upserts.direct(item.request(), key) : null;
            (entity == null ? alone : together).add(item);
            if (entity != null) {
                entities.add(entity);
            }
        }
        if (!together.isEmpty() && !together(unit, together, entities, key, outcomes)) {
            alone.addAll(0, together);
        }
        for (Item item : alone) {
            try {
                outcomes[item.index()] = upserts.inAnyWay(unit, item.request(), key);
            } catch (SQLException | RuntimeException e) {
                throw new RowFailedException(item.index(), e);
            }
        }
    }

    /** Answers whether one statement has stored all rows; nothing is stored otherwise. */
    private boolean together(
            Unit unit, List<Item> items, List<Object> entities, UniqueKeys.Key key, @Nullable StoredUpsert[] outcomes)
            throws SQLException {
        Inserts inserts = Objects.requireNonNull(upserts.inserts());
        List<@Nullable Object[]> rows = new ArrayList<>(entities.size());
        for (Object entity : entities) {
            inserts.generate(unit, entity);
            rows.add(inserts.insertion().values(entity));
        }
        try {
            List<StoredUpsert> stored = unit.undoable(part -> {
                SetClause set = excluded(part, items.get(0).request(), inserts.insertion());
                Sql sql = statements.upsert(inserts.statement(rows, part), key.columns(), set);
                List<StoredUpsert> found = upserts.rows(part, sql);
                if (found.size() < items.size()) {
                    throw new HiddenRowException();
                }
                return found;
            });
            for (int i = 0; i < items.size(); i++) {
                outcomes[items.get(i).index()] = stored.get(i);
            }
            return true;
        } catch (HiddenRowException e) {
            return false;
        } catch (SQLException e) {
            // Row by row the one to blame is found; keys that only the database finds equal are stored one after the
            // other.
            boolean sameKeyTwice = "21000".equals(e.getSQLState());
            if (!SqlStates.isOfData(e) && !sameKeyTwice && !inserts.learns(e)) {
                throw e;
            }
            return false;
        }
    }

    /** A key belongs to a row that the entity does not show. */
    private static final class HiddenRowException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HiddenRowException() {
            super(null, null, false, false);
        }
    }

    /** Sets what the rows give, from the row that could not be inserted. */
    private SetClause excluded(Unit unit, UpsertRequest request, Insertion insertion) {
        SetClause set = new SetClause(mapping, new ArrayList<>());
        for (Assignment update : request.updates()) {
            Attribute attribute = Objects.requireNonNull(mapping.find(update.path()));
            for (Insertion.Slot slot : insertion.slots()) {
                Column column = slot.column();
                if (slot.attribute() == attribute && column.updatable()) {
                    set.assign(column, new Sql().text("excluded.").text(column.expression()));
                }
            }
        }
        if (!set.isEmpty()) {
            statements.generate(set, false, unit::session);
        }
        return set;
    }
}
