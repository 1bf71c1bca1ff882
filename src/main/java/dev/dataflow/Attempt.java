package dev.dataflow;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.store.Assignment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation was about to do, for the failure that may come of it.
 *
 * @param mapping null for what concerns no entity, such as a commit
 * @param deleting whether rows were to go, which tells the two sides of a foreign key apart
 * @param changes the caller's changes; empty where there are none
 */
record Attempt(@Nullable EntityMapping mapping, boolean deleting, Map<String, ?> changes) {
    static final Attempt TRANSACTION = new Attempt(null, false, Map.of());

    static Attempt of(EntityMapping mapping) {
        return new Attempt(mapping, false, Map.of());
    }

    @Nullable
    String model() {
        return mapping == null ? null : mapping.name();
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
