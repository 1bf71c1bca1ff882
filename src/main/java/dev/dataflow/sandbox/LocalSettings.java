package dev.dataflow.sandbox;

import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings changed for a transaction or a statement only, with the values that come back at its end: {@code RELEASE
 * SAVEPOINT} does not bring them back, as a commit does.
 */
final class LocalSettings {

    private final Map<String, String> before = new LinkedHashMap<>();

    /** Notes what a statement is about to change. */
    void remember(SqlText statement, Backend backend) throws IOException, SQLException {
        String setting = statement.name();
        if (setting != null && statement.kind() == SqlText.Kind.WRITE) {
            // SET without LOCAL: what it sets is to stay.
            before.remove(setting);
        } else if (setting != null && statement.kind() == SqlText.Kind.SET_LOCAL && !before.containsKey(setting)) {
            @Nullable
            String[] row = backend.query("SELECT pg_catalog.current_setting(" + Sequences.literal(setting) + ", true)")
                    .get(0);
            String value = row[0];
            if (value != null || setting.indexOf('.') > 0) {
                before.put(setting, value == null ? "" : value);
            }
        }
    }

    void bringBack(Backend backend) {
        before.forEach((name, value) -> backend.later("SELECT pg_catalog.set_config(" + Sequences.literal(name) + ", "
                + Sequences.literal(value) + ", true)"));
        before.clear();
    }

    /** Forgets them: going back to a savepoint has brought them back. */
    void clear() {
        before.clear();
    }

    LocalSettings copy() {
        LocalSettings copy = new LocalSettings();
        copy.before.putAll(before);
        return copy;
    }

    /** Takes back what was noted since a copy was made. */
    void restore(LocalSettings copy) {
        before.clear();
        before.putAll(copy.before);
    }
}
