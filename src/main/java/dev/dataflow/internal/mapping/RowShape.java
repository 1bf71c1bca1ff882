package dev.dataflow.internal.mapping;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The attribute names that the rows of one entity class share. Immutable and thread-safe. */
public final class RowShape {
    private final Class<?> entityClass;
    private final List<String> names;
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<String> idNames;

    RowShape(Class<?> entityClass, List<String> names, List<String> idNames) {
        this.entityClass = entityClass;
        this.names = List.copyOf(names);
        this.idNames = List.copyOf(idNames);
        for (int i = 0; i < this.names.size(); i++) {
            positions.put(this.names.get(i), i);
        }
    }

    /** Answers the shape of rows that a query has computed, which have no id. */
    public static RowShape computed(Class<?> entityClass, List<String> names) {
        return new RowShape(entityClass, names, List.of());
    }

    public Class<?> entityClass() {
        return entityClass;
    }

    public List<String> names() {
        return names;
    }

    public int size() {
        return names.size();
    }

    /** Answers where the named attribute's value stands, or -1. */
    public int position(Object name) {
        return positions.getOrDefault(name, -1);
    }

    /**
     * Answers the id among a row's values; a map where several attributes make it up.
     *
     * @throws IllegalStateException when the row has none
     */
    public Object id(@Nullable Object[] values) {
        if (idNames.isEmpty()) {
            throw new IllegalStateException("The row is computed of many, and has no id");
        }
        if (idNames.size() == 1) {
            return Objects.requireNonNull(values[position(idNames.get(0))], "A row without its id");
        }
        Map<String, @Nullable Object> id = new LinkedHashMap<>();
        idNames.forEach(name -> id.put(name, values[position(name)]));
        return Collections.unmodifiableMap(id);
    }
}
