package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One copy of a value as plain JSON. Its bounds end what contains itself, or repeats itself until memory ends. Not thread-safe. */
final class PlainCopy {
    private final JavaForms forms;
    private final JsonBounds bounds = new JsonBounds();
    private final boolean mutable;

    /** @param mutable whether who gets the copy may change it */
    PlainCopy(JavaForms forms, boolean mutable) {
        this.forms = forms;
        this.mutable = mutable;
    }

    @Nullable
    Object of(@Nullable Object value) {
        return of(value, 0);
    }

    private @Nullable Object of(@Nullable Object value, int depth) {
        bounds.count(depth);
        if (value == null || PlainScalars.isOne(value)) {
            return PlainScalars.plain(value);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, depth);
        }
        if (value instanceof Iterable<?> iterable && PlainScalars.isArray(value)) {
            List<@Nullable Object> copy = new ArrayList<>();
            for (Object element : iterable) {
                copy.add(of(element, depth + 1));
            }
            return mutable ? copy : Collections.unmodifiableList(copy);
        }
        return of(forms.of(value), depth + 1);
    }

    private Map<String, @Nullable Object> object(Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            int others = copy.size();
            copy.put(forms.key(entry.getKey()), of(entry.getValue(), depth + 1));
            if (copy.size() == others) {
                throw new ConversionException("two keys of a JSON object are the same as texts");
            }
        }
        return mutable ? copy : Collections.unmodifiableMap(copy);
    }
}
