package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Upserts of many rows: those that give the same attributes go in one statement for two thousand of them, in the order of their keys, so that
 * two writers of the same keys do not wait for each other crosswise. Few rows are tried as one statement before, which needs no transaction
 * around it. Belongs to one operation.
 *
 * @param <U> the form in which its caller is told what became of each row
 */
final class UpsertsOfMany<U> {
    private static final int CHUNK = 2_000;

    private final Upserts upserts;
    private final EntityMapping mapping;
    private final Statements statements;
    private final List<UpsertRow> rows;
    private final List<String> keys;
    private final UpsertForm<U> form;
    private final Map<Integer, List<Problem>> problems = new TreeMap<>();
    private Alike alike = new Alike(List.of(), null, Map.of());

    /** @param keys the attributes of the unique key, as the caller names them */
    UpsertsOfMany(
            Upserts upserts,
            EntityMapping mapping,
            Statements statements,
            List<UpsertRow> rows,
            List<String> keys,
            UpsertForm<U> form) {
        this.upserts = upserts;
        this.mapping = mapping;
        this.statements = statements;
        this.rows = rows;
        this.keys = keys;
        this.form = form;
    }

    /**
     * A row of the input.
     *
     * @param request what is wanted of it; or of one like it, when {@code values} is not null
     * @param values what the new row will be made of, not looked at yet but for the key
     * @param key the value of its attribute, or of all of them
     */
    private record Item(
            int index, UpsertRequest request, @Nullable Map<?, ?> values, Object key) {}

    /** A key of several attributes. */
    private record CompositeKey(List<Object> values) {}

    /**
     * Rows that give the same attributes in the same order, and nothing but values for them.
     *
     * @param request that of the first of them; null when each needs one of its own
     * @param keys the key's attributes, by the names that the rows have for them
     */
    private record Alike(List<Object> names, @Nullable UpsertRequest request, Map<Object, Attribute> keys) {
        boolean has(Map<?, ?> values) {
            if (values.size() != names.size()) {
                return false;
            }
            int next = 0;
            for (Object name : values.keySet()) {
                if (!names.get(next++).equals(name)) {
                    return false;
                }
            }
            return true;
        }
    }

    List<U> all() throws SQLException {
        List<Item> items = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Item item = item(i);
            if (item != null) {
                items.add(item);
            }
        }
        Map<Object, Integer> last = new HashMap<>(2 * items.size());
        items.forEach(item -> last.put(item.key(), item.index()));
        List<Item> kept = new ArrayList<>(items.size());
        for (Item item : items) {
            if (last.size() == items.size() || Objects.equals(last.get(item.key()), item.index())) {
                kept.add(item);
            } else {
                checked(item);
            }
        }
        if (!problems.isEmpty()) {
            kept.forEach(this::checked);
        }
        throwIfAny();
        kept.sort(Comparator.comparing(Item::key, UpsertsOfMany::compare));
        List<@Nullable U> outcomes = new ArrayList<>(Collections.<@Nullable U>nCopies(rows.size(), null));
        if (!kept.isEmpty() && !inOneRoundTrip(kept, outcomes)) {
            upserts.atomically(unit -> {
                Collections.fill(outcomes, null);
                problems.clear();
                write(unit, kept, outcomes);
                throwIfAny();
                return true;
            });
        }
        List<U> result = new ArrayList<>(outcomes.size());
        for (Item item : items) {
            U own = outcomes.get(item.index());
            U of = own == null ? outcomes.get(Objects.requireNonNull(last.get(item.key()))) : own;
            result.add(own == null ? form.replaced().apply(Objects.requireNonNull(of)) : own);
        }
        return result;
    }

    private void throwIfAny() {
        InvalidInputException.throwIfAny(
                problems.values().stream().flatMap(List::stream).toList());
    }

    private @Nullable Item item(int index) {
        Map<?, ?> values = rows.get(index).values();
        boolean known = values != null && alike.has(values);
        if (known && alike.request() != null) {
            Object key = key(Objects.requireNonNull(values), alike);
            if (key != null) {
                return new Item(index, alike.request(), values, key);
            }
        }
        UpsertRequest request = request(index);
        if (request == null) {
            return null;
        }
        if (values != null && !known) {
            alike = alike(values, request);
        }
        return new Item(index, request, null, soleOrAll(request.comparableKey()));
    }

    private Alike alike(Map<?, ?> values, UpsertRequest request) {
        Map<Object, Attribute> names = new LinkedHashMap<>();
        for (Attribute key : request.keyAttributes()) {
            for (Object name : values.keySet()) {
                if (name instanceof String text && mapping.find(text) == key) {
                    names.put(name, key);
                }
            }
        }
        boolean direct = request.placed().isEmpty()
                && upserts.isDirect(request)
                && names.values().stream().allMatch(key -> key.traits().generated() == null);
        return new Alike(List.copyOf(values.keySet()), direct ? request : null, names);
    }

    /** Answers null when a key's value has a problem. */
    private static @Nullable Object key(Map<?, ?> values, Alike alike) {
        List<Object> key = new ArrayList<>(alike.keys().size());
        for (Map.Entry<Object, Attribute> entry : alike.keys().entrySet()) {
            Object value = values.get(entry.getKey());
            if (value == null) {
                return null;
            }
            try {
                key.add(UpsertRequest.comparable(
                        entry.getValue(), entry.getValue().toEntity(value)));
            } catch (ConversionException e) {
                return null;
            }
        }
        return soleOrAll(key);
    }

    private static Object soleOrAll(List<Object> key) {
        return key.size() == 1 ? key.get(0) : new CompositeKey(key);
    }

    /** Answers what is wanted of a row alone; null when that has a problem, which is noted. */
    private @Nullable UpsertRequest checked(Item item) {
        return item.values() == null ? item.request() : request(item.index());
    }

    private @Nullable UpsertRequest request(int index) {
        try {
            return request(rows.get(index).assignments().get());
        } catch (InvalidInputException e) {
            problems.put(
                    index,
                    e.problems().stream().map(problem -> problem.inRow(index)).toList());
            return null;
        }
    }

    private UpsertRequest request(List<Assignment> assignments) {
        Map<String, @Nullable Object> key = new LinkedHashMap<>();
        List<Assignment> values = new ArrayList<>(assignments.size());
        keys.forEach(name -> key.put(name, null));
        for (Assignment assignment : assignments) {
            String name = mapping.findAmong(keys, assignment.path());
            if (name != null && assignment.plain()) {
                key.put(name, assignment.value());
            } else {
                values.add(assignment);
            }
        }
        return upserts.checked(key, values);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // only values of one class are compared
    private static int compare(Object a, Object b) {
        if (a instanceof Comparable one && a.getClass() == b.getClass()) {
            return one.compareTo(b);
        }
        if (a instanceof CompositeKey left && b instanceof CompositeKey right) {
            for (int i = 0; i < left.values().size(); i++) {
                int order = compare(left.values().get(i), right.values().get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
        return a.toString().compareTo(b.toString());
    }

    /** Answers whether one statement has stored all rows; nothing is stored otherwise. */
    private boolean inOneRoundTrip(List<Item> items, List<@Nullable U> outcomes) throws SQLException {
        UpsertRequest first = items.get(0).request();
        UniqueKeys.Key key = upserts.keyForOneRoundTrip(first.keyAttributes());
        boolean alike = items.stream()
                .allMatch(item ->
                        item.request().given().keySet().equals(first.given().keySet()));
        if (key == null || !alike || items.size() > OneRoundTrip.FEW) {
            return false;
        }
        List<Object> entities = new ArrayList<>(items.size());
        for (Item item : items) {
            Object entity = entity(item, key);
            if (entity == null) {
                return false;
            }
            entities.add(entity);
        }
        return succeeds(() -> upserts.written(unit -> {
            Sql sql = statement(unit, items, entities, key);
            Sql all = OneRoundTrip.allOrNone(sql, form.columns().size() + 1, items.size());
            return stored(Queries.all(unit, all, form.reader()), items, outcomes);
        }));
    }

    private void write(Unit unit, List<Item> items, List<@Nullable U> outcomes) throws SQLException {
        UniqueKeys.Key key = upserts.key(unit, items.get(0).request().keyAttributes());
        Map<Set<String>, List<Item>> groups = new LinkedHashMap<>();
        for (Item item : items) {
            groups.computeIfAbsent(item.request().given().keySet(), absent -> new ArrayList<>())
                    .add(item);
        }
        for (List<Item> group : groups.values()) {
            for (int from = 0; from < group.size(); from += CHUNK) {
                List<Item> chunk = group.subList(from, Math.min(group.size(), from + CHUNK));
                List<Item> alone = problems.isEmpty() ? chunk(unit, chunk, key, outcomes) : chunk;
                for (Item item : alone) {
                    one(unit, item, key, outcomes);
                }
            }
        }
    }

    /** Stores a row, unless there is a problem, for which all is undone. */
    private void one(Unit unit, Item item, UniqueKeys.Key key, List<@Nullable U> outcomes) throws SQLException {
        UpsertRequest request = checked(item);
        if (request == null || !problems.isEmpty()) {
            return;
        }
        try {
            outcomes.set(item.index(), form.ofRow().apply(upserts.inAnyWay(unit, request, key)));
        } catch (SQLException | RuntimeException e) {
            throw new RowFailedException(item.index(), e);
        }
    }

    /** Stores rows together; answers those that have to be stored one by one. */
    private List<Item> chunk(Unit unit, List<Item> items, UniqueKeys.Key key, List<@Nullable U> outcomes)
            throws SQLException {
        if (items.size() == 1) {
            return items;
        }
        List<Item> together = new ArrayList<>(items.size());
        List<Object> entities = new ArrayList<>(items.size());
        List<Item> alone = new ArrayList<>();
        for (Item item : items) {
            Object entity = entity(item, key);
            (entity == null ? alone : together).add(item);
            if (entity != null) {
                entities.add(entity);
            }
        }
        if (!together.isEmpty() && !together(unit, together, entities, key, outcomes)) {
            alone.addAll(0, together);
        }
        return alone;
    }

    /** Answers the new row; null when it is not for a statement that stores several. */
    private @Nullable Object entity(Item item, UniqueKeys.Key key) {
        Map<?, ?> values = item.values();
        if (values == null) {
            return item.request().placed().isEmpty() ? upserts.direct(item.request(), key) : null;
        }
        List<Problem> found = new ArrayList<>(0);
        EntityMapping.Draft draft = mapping.draft(values, found);
        return key.arbitrates() && found.isEmpty() && upserts.isWhole(draft) ? draft.entity() : null;
    }

    /** Answers whether one statement has stored all rows; nothing is stored otherwise. */
    private boolean together(
            Unit unit, List<Item> items, List<Object> entities, UniqueKeys.Key key, List<@Nullable U> outcomes)
            throws SQLException {
        Sql sql = statement(unit, items, entities, key);
        return succeeds(() -> unit.undoable(part -> {
            if (!stored(Queries.all(part, sql, form.reader()), items, outcomes)) {
                throw new HiddenRowException();
            }
            return true;
        }));
    }

    private Sql statement(Unit unit, List<Item> items, List<Object> entities, UniqueKeys.Key key) throws SQLException {
        Inserts inserts = Objects.requireNonNull(upserts.inserts());
        List<@Nullable Object[]> rows = new ArrayList<>(entities.size());
        for (Object entity : entities) {
            inserts.generate(unit, entity);
            rows.add(inserts.insertion().values(entity));
        }
        SetClause set = excluded(unit, items.get(0).request(), inserts.insertion());
        return statements.upsert(inserts.statement(rows, unit), key.columns(), set, form.columns());
    }

    /** Answers whether there is an outcome for each of the rows, which is noted. */
    private boolean stored(List<U> found, List<Item> items, List<@Nullable U> outcomes) {
        if (found.size() < items.size()) {
            return false;
        }
        for (int i = 0; i < items.size(); i++) {
            outcomes.set(items.get(i).index(), found.get(i));
        }
        return true;
    }

    private interface Trial {
        boolean run() throws SQLException;
    }

    /** Tries a statement of several rows. One by one the row to blame is found, and keys that only the database finds equal are stored in turn. */
    private boolean succeeds(Trial trial) throws SQLException {
        try {
            return trial.run();
        } catch (HiddenRowException e) {
            return false;
        } catch (SQLException e) {
            boolean sameKeyTwice = "21000".equals(e.getSQLState());
            if (!SqlStates.isOfData(e)
                    && !sameKeyTwice
                    && !Objects.requireNonNull(upserts.inserts()).learns(e)) {
                throw e;
            }
            return false;
        }
    }

    /** A key belongs to a row that the entity does not show; where {@link OneRoundTrip#allOrNone} is used, the server refuses that itself. */
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
