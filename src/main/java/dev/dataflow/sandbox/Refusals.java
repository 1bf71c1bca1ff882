package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQL texts that were refused because they begin or end transactions. Code under test may swallow that, so going back to a mark says it once
 * more. Whoever calls a method has entered the {@link Gate}.
 */
final class Refusals {

    private static final int SHOWN = 3;

    private final List<String> shown = new ArrayList<>();
    private int count;

    void add(SqlText statement) {
        count++;
        if (shown.size() < SHOWN) {
            shown.add(statement.shown() + " of " + Origin.here());
        }
    }

    /** Describes what was refused since the last call; null when it was nothing. */
    @Nullable
    String take() {
        if (count == 0) {
            return null;
        }
        String more = count > shown.size() ? "; and " + (count - shown.size()) + " more" : "";
        String description = String.join("; ", shown) + more;
        shown.clear();
        count = 0;
        return description;
    }
}
