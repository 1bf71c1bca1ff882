package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.session.Unit;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which attributes are a unique key, from the server's catalog; each key that is one is looked up once. Thread-safe. */
final class UniqueKeys {
    private static final String QUERY = """
            select array(
                    select a.attname::text from unnest(i.indkey::int2[]) with ordinality as key(attnum, position)
                    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.attnum
                    where key.position <= i.indnkeyatts),
                i.indpred is null and i.indimmediate
            from pg_catalog.pg_index i
            where i.indrelid = to_regclass(?) and i.indisunique and i.indisvalid and i.indexprs is null
            order by i.indisprimary desc, 2 desc""";

    /**
     * A unique key.
     *
     * @param columns as SQL writes them
     * @param arbitrates whether ON CONFLICT can name it: not when it holds for some rows only, or is checked later
     */
    record Key(List<String> columns, boolean arbitrates) {}

    private record Index(Set<String> columns, boolean arbitrates) {}

    private final EntityMapping mapping;
    private final Map<List<String>, Key> known = new ConcurrentHashMap<>();

    UniqueKeys(EntityMapping mapping) {
        this.mapping = mapping;
    }

    /** Answers the key that these attributes have turned out to be; null when the server is to be asked. */
    @Nullable
    Key known(List<Attribute> attributes) {
        return known.get(names(attributes));
    }

    /** Answers the key that these attributes are, or are together with the tenant; null when they are none. */
    @Nullable
    Key of(Unit unit, List<Attribute> attributes) throws SQLException {
        Key key = known(attributes);
        if (key == null) {
            key = lookUp(unit, attributes);
            if (key != null) {
                known.put(names(attributes), key);
            }
        }
        return key;
    }

    private static List<String> names(List<Attribute> attributes) {
        return attributes.stream().map(Attribute::name).toList();
    }

    private @Nullable Key lookUp(Unit unit, List<Attribute> attributes) throws SQLException {
        List<Column> columns = new ArrayList<>();
        attributes.forEach(attribute -> columns.addAll(attribute.columns()));
        if (columns.isEmpty() || columns.stream().map(Column::table).distinct().count() > 1) {
            return null;
        }
        List<Index> indexes = indexes(unit, columns.get(0).table());
        Key key = match(indexes, columns);
        if (key == null && mapping.tenant() != null) {
            columns.add(mapping.tenant().column());
            key = match(indexes, columns);
        }
        return key;
    }

    private static @Nullable Key match(List<Index> indexes, List<Column> columns) {
        Set<String> names = new HashSet<>();
        columns.forEach(column -> names.add(column.name()));
        return indexes.stream()
                .filter(index -> index.columns().equals(names))
                .findFirst()
                .map(index -> new Key(columns.stream().map(Column::expression).toList(), index.arbitrates()))
                .orElse(null);
    }

    private static List<Index> indexes(Unit unit, String table) throws SQLException {
        try (PreparedStatement statement = unit.connection().prepareStatement(QUERY)) {
            statement.setString(1, table);
            List<Index> indexes = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    Array columns = results.getArray(1);
                    indexes.add(new Index(Set.of((String[]) columns.getArray()), results.getBoolean(2)));
                }
            }
            return indexes;
        }
    }

    /** Answers the attributes of the unique keys that there are, for a caller who named another. */
    List<String> names(Unit unit) throws SQLException {
        Set<String> names = new java.util.LinkedHashSet<>();
        Set<String> tables = new java.util.LinkedHashSet<>();
        mapping.source().tables().forEach(table -> tables.add(table.name()));
        for (String table : tables) {
            for (Index index : indexes(unit, table)) {
                names.add(index.columns().stream()
                        .map(column -> mapping.attributeOf(Column.unqualified(table), column))
                        .distinct()
                        .sorted()
                        .toList()
                        .toString());
            }
        }
        return List.copyOf(names);
    }
}
