package dev.dataflow.internal.mapping;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The attribute names that the rows of one query share. Immutable and thread-safe. */
public final class RowShape {
    private final List<String> names;
    private final Map<String, Integer> positions = new HashMap<>();
    private final String idName;

    public RowShape(List<String> names, String idName) {
        this.names = List.copyOf(names);
        this.idName = idName;
        for (int i = 0; i < this.names.size(); i++) {
            positions.put(this.names.get(i), i);
        }
    }

    public List<String> names() {
        return names;
    }

    public int size() {
        return names.size();
    }

    public String idName() {
        return idName;
    }

    /** Answers where the named attribute's value stands, or -1. */
    public int position(Object name) {
        return positions.getOrDefault(name, -1);
    }
}
