package dev.dataflow;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.store.Assignment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operation was about to do, for the failure that may come of it.
 *
 * @param mapping null for what concerns no entity, such as a commit
 * @param deleting whether rows were to go, which tells the two sides of a foreign key apart
 * @param changes the caller's changes; empty where there are none
 * @param given what the caller gave values for, as he wrote it; empty where that is not known
 * @param rows the caller's changes of each of many rows; empty where there are none
 */
record Attempt(
        @Nullable EntityMapping mapping,
        boolean deleting,
        Map<String, ?> changes,
        Set<String> given,
        List<? extends Map<String, ?>> rows) {
    static final Attempt TRANSACTION = new Attempt(null, false, Map.of());

    Attempt(@Nullable EntityMapping mapping, boolean deleting, Map<String, ?> changes) {
        this(mapping, deleting, changes, changes.keySet(), List.of());
    }

    static Attempt of(EntityMapping mapping) {
        return new Attempt(mapping, false, Map.of());
    }

    static Attempt creating(EntityMapping mapping, Map<String, ?> values) {
        return new Attempt(mapping, false, Map.of(), values.keySet(), List.of());
    }

    static Attempt upserting(EntityMapping mapping, Map<String, ?> keys, Map<String, ?> values) {
        Set<String> given = new HashSet<>(keys.keySet());
        given.addAll(values.keySet());
        return new Attempt(mapping, false, values, given, List.of());
    }

    static Attempt updatingEach(EntityMapping mapping, List<? extends Map<String, ?>> rows) {
        return new Attempt(mapping, false, Map.of(), Set.of(), rows);
    }

    /** Answers what was about to be done to one of many rows. */
    Attempt ofRow(long row) {
        return rows.isEmpty() ? this : new Attempt(mapping, deleting, rows.get((int) row));
    }

    @Nullable
    String model() {
        return mapping == null ? null : mapping.name();
    }

    /** Answers those among some attributes that the caller gave a value for; all when he gave none of them, or it is not known. */
    List<String> suspects(List<String> attributes) {
        List<String> suspects = attributes.stream().filter(this::gives).toList();
        return suspects.isEmpty() ? attributes : suspects;
    }

    private boolean gives(String attribute) {
        return mapping != null
                && given.stream()
                        .map(mapping::first)
                        .anyMatch(first -> first != null && first.name().equals(attribute));
    }

    /** The paths whose new value the database computes: to blame for a result that no column can hold, which the server does not name. */
    List<String> computed() {
        return MapForm.changes(changes).stream()
                .filter(change -> !change.plain() || mapping == null || mapping.find(change.path()) == null)
                .map(Assignment::path)
                .sorted()
                .toList();
    }
}
