package dev.dataflow.internal.sql;

import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.json.PlainJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The forms of a path that GIN indexes know: documents for {@code @>} and paths of SQL/JSON for {@code @?}. A whole number in a path addresses a
 * key of an object or an element of an array, which those tell apart: there is a form for each.
 */
final class JsonContainment {
    /** Each number doubles the forms: beyond so many, no index is quicker than extraction. */
    private static final int MAX_NUMBERS = 2;

    private JsonContainment() {}

    /**
     * Answers documents of which a stored one contains at least one when the leaf stands at the path; none when there would be too many.
     *
     * @param path null for the whole document
     */
    static List<Object> documents(@Nullable JsonPath path, Object leaf) {
        List<Object> documents = List.of(leaf);
        List<String> keys = path == null ? List.of() : path.keys();
        if (keys.stream().filter(JsonPath::mayBeIndex).count() > MAX_NUMBERS) {
            return List.of();
        }
        for (int i = keys.size() - 1; i >= 0; i--) {
            List<Object> around = new ArrayList<>();
            for (Object inner : documents) {
                around.add(Map.of(keys.get(i), inner));
                if (JsonPath.mayBeIndex(keys.get(i))) {
                    around.add(List.of(inner));
                }
            }
            documents = around;
        }
        return documents;
    }

    /** Answers the path of SQL/JSON that leads to the same place; null when there is none, since a number may be a key or an index. */
    static @Nullable String jsonPath(JsonPath path) {
        if (path.mayIndexArrays()) {
            return null;
        }
        StringBuilder text = new StringBuilder("strict $");
        path.keys().forEach(key -> text.append('.').append(PlainJson.write(key)));
        return text.toString();
    }
}
