package dev.dataflow;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.store.Assignment;
import dev.dataflow.internal.store.EntityStore;
import dev.dataflow.internal.store.UpdateRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads maps of which each says by its keys which row it changes. Belongs to one operation. */
final class KeyedChanges {
    private final EntityMapping mapping;
    private final List<String> keys;
    private final List<Problem> problems = new ArrayList<>();

    private KeyedChanges(EntityMapping mapping, List<String> keys) {
        this.mapping = mapping;
        this.keys = keys;
    }

    /**
     * Answers what each map asks for.
     *
     * @param keys paths; none for the id
     * @throws InvalidInputException with every problem of every map that can be seen without the database
     */
    static List<UpdateRow> of(EntityStore store, List<? extends Map<?, ?>> maps, List<String> keys) {
        EntityMapping mapping = store.mapping();
        KeyedChanges form = new KeyedChanges(mapping, keys.isEmpty() ? mapping.idNames() : keys);
        List<UpdateRow> rows = new ArrayList<>();
        maps.forEach(map -> rows.add(form.row(map, rows.size())));
        if (!form.problems.isEmpty()) {
            form.addProblemsOfChanges(store, rows);
        }
        InvalidInputException.throwIfAny(form.problems);
        return rows;
    }

    /** So that all that is wrong with the rows is told at once. */
    private void addProblemsOfChanges(EntityStore store, List<UpdateRow> rows) {
        for (int i = 0; i < rows.size(); i++) {
            for (Problem problem : store.problems(rows.get(i).changes())) {
                problems.add(problem.inRow(i));
            }
        }
        problems.sort(Comparator.comparing(problem -> Objects.requireNonNull(problem.row())));
    }

    private UpdateRow row(Map<?, ?> map, int index) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<Assignment> changes = new ArrayList<>(map.size());
        List<Problem> found = new ArrayList<>(0);
        try {
            for (Assignment assignment : MapForm.changes(map)) {
                String key = mapping.findAmong(keys, assignment.path());
                if (key == null) {
                    changes.add(assignment);
                } else if (values.containsKey(key)) {
                    found.add(Problem.invalid(key, "is given twice: by its attribute's name and by its column's"));
                } else {
                    values.put(key, value(key, assignment, found));
                }
            }
            for (String key : keys) {
                if (!values.containsKey(key)) {
                    found.add(Problem.invalid(key, "is a key, by which the row is found: give its value"));
                }
            }
        } catch (InvalidInputException e) {
            found.addAll(e.problems());
        }
        found.forEach(problem -> problems.add(problem.inRow(index)));
        return new UpdateRow(found.isEmpty() ? given(values) : Map.of(), changes);
    }

    @SuppressWarnings("NullAway") // a key without a value is a problem
    private static Map<String, Object> given(Map<String, @Nullable Object> values) {
        return values;
    }

    private static @Nullable Object value(String key, Assignment assignment, List<Problem> problems) {
        Object value = assignment.value() instanceof Optional<?> optional ? optional.orElse(null) : assignment.value();
        if (!assignment.plain() || value instanceof AttributeRef) {
            problems.add(Problem.invalid(key, "is a key, by which the row is found: it takes a value and no change"));
        } else if (value == null) {
            problems.add(Problem.invalid(key, "is a key and cannot be null: null does not tell one row from others"));
        }
        return value;
    }
}
