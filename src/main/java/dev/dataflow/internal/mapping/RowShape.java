package dev.dataflow.internal.mapping;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attribute names that the rows of one entity class share. Immutable and thread-safe. */
public final class RowShape {
    private final Class<?> entityClass;
    private final List<String> names;
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<String> idNames;
    private final boolean showsId;
    private final Set<String> associations;
    private final int[] related;

    /** @param associations the names of those that are the id of another entity unless they show its row */
    RowShape(Class<?> entityClass, List<String> names, List<String> idNames, Set<String> associations) {
        this(entityClass, names, idNames, associations, List.of());
    }

    private RowShape(
            Class<?> entityClass,
            List<String> names,
            List<String> idNames,
            Set<String> associations,
            List<String> related) {
        this.entityClass = entityClass;
        this.associations = associations;
        this.names = List.copyOf(names);
        this.idNames = List.copyOf(idNames);
        for (int i = 0; i < this.names.size(); i++) {
            positions.put(this.names.get(i), i);
        }
        this.showsId = positions.keySet().containsAll(idNames);
        this.related = related.stream().mapToInt(this::position).toArray();
    }

    /** Answers the shape of rows of the same class that show these attributes alone. */
    public RowShape showing(List<String> some) {
        return new RowShape(entityClass, some, idNames, associations);
    }

    /** Answers the shape of the same rows when these attributes show rows of other tables. */
    public RowShape with(List<String> others) {
        Set<String> all = new LinkedHashSet<>(names);
        all.addAll(others);
        return new RowShape(entityClass, List.copyOf(all), idNames, associations, others);
    }

    /** Answers the shape of rows that a query has computed, which have no id. */
    public static RowShape computed(Class<?> entityClass, List<String> names) {
        return new RowShape(entityClass, names, List.of(), Set.of());
    }

    /** Answers the shape of rows that show no more than these names; without the id's among them they have no id. */
    public RowShape only(List<String> shown) {
        return new RowShape(entityClass, shown, shown.containsAll(idNames) ? idNames : List.of(), associations);
    }

    public Class<?> entityClass() {
        return entityClass;
    }

    public List<String> names() {
        return names;
    }

    public boolean isAssociation(String name) {
        return associations.contains(name);
    }

    public int size() {
        return names.size();
    }

    /** Answers where the named attribute's value stands, or -1. */
    public int position(Object name) {
        return positions.getOrDefault(name, -1);
    }

    /** Where values are rows, or lists or maps of rows. */
    public int[] related() {
        return related;
    }

    /**
     * Answers the id among a row's values; a map where several attributes make it up.
     *
     * @throws IllegalStateException when the row has none
     */
    public Object id(@Nullable Object[] values) {
        if (idNames.isEmpty()) {
            throw new IllegalStateException("The row shows no id");
        }
        if (!showsId) {
            throw new IllegalStateException("The query did not select the id: add " + Names.quoted(idNames));
        }
        if (idNames.size() == 1) {
            return Objects.requireNonNull(values[position(idNames.get(0))], "A row without its id");
        }
        Map<String, @Nullable Object> id = new LinkedHashMap<>();
        idNames.forEach(name -> id.put(name, values[position(name)]));
        return Collections.unmodifiableMap(id);
    }
}
