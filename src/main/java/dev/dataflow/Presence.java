package dev.dataflow;

import dev.dataflow.internal.sql.Where;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is something where a path leads to.
 *
 * @param key the key that the JSON object there is to have; null when anything will do
 */
record Presence(String path, @Nullable String key) implements FilterNode {
    Presence {
        Objects.requireNonNull(path, "path");
    }

    @Override
    public void render(Where where) {
        where.on(path, operand -> {
            if (key == null) {
                operand.exists(where.sql());
            } else {
                operand.hasKey(key, where.sql());
            }
        });
    }

    /** Names the path, never the key: a key may be a stored one. */
    @Override
    public String toString() {
        return (key == null ? "EXISTS(" : "HAS_KEY(") + path + ")";
    }
}
