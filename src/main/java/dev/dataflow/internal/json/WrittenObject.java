package dev.dataflow.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object on its way from a caller to a column, which mostly wants its text alone: it becomes a map for whom looks at it, and may then
 * be changed. As thread-safe as other maps: for those who only read.
 */
final class WrittenObject extends AbstractMap<String, @Nullable Object> {
    private @Nullable String text;
    private Map<String, @Nullable Object> map = Map.of();

    WrittenObject(String text) {
        this.text = text;
    }

    /** Answers the object as a document; null when somebody has looked at it, and may have changed it. */
    synchronized @Nullable String text() {
        return text;
    }

    @SuppressWarnings("unchecked") // an object's keys are texts
    private synchronized Map<String, @Nullable Object> map() {
        if (text != null) {
            Object read = StoredJson.read(text.getBytes(StandardCharsets.UTF_8));
            map = (Map<String, @Nullable Object>) Objects.requireNonNull(PlainJson.mutable(read));
            text = null;
        }
        return map;
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
        return map().entrySet();
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return map().containsKey(key);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return map().get(key);
    }

    @Override
    public @Nullable Object put(String key, @Nullable Object value) {
        return map().put(key, value);
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
        return map().remove(key);
    }
}
