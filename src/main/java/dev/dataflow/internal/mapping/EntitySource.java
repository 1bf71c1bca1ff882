package dev.dataflow.internal.mapping;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an entity's rows are: its table, or several that are joined or united.
 *
 * @param from what stands after FROM; the first table is known as {@link #ALIAS}
 * @param aliases the aliases of the other tables
 * @param restrictions what holds for rows of the entity and not for others of its tables, such as the discriminator's values
 * @param type the number of the row's class among its hierarchy; null where all rows are of one class
 * @param tables the tables that hold the attributes of the entity class itself; one, when one statement can change it
 */
public record EntitySource(
        String from,
        Map<String, String> aliases,
        List<String> restrictions,
        @Nullable String type,
        List<Table> tables) {
    public static final String ALIAS = "e";

    /**
     * A table as updates name it.
     *
     * @param keys the columns that hold the id
     * @param optional whether a row may be missing there, which stands for nulls
     */
    public record Table(String name, List<String> keys, boolean optional) {}

    public EntitySource {
        aliases = Map.copyOf(aliases);
        restrictions = List.copyOf(restrictions);
        tables = List.copyOf(tables);
    }

    /** The expression that reads a column. */
    public String expression(Column column) {
        return column.of(aliases.getOrDefault(column.table(), ALIAS));
    }

    /** The only table, for statements that write to it; null when there are several. */
    public @Nullable String soleTable() {
        return tables.size() == 1
                        && aliases.isEmpty()
                        && from.equals(tables.get(0).name() + ' ' + ALIAS)
                ? tables.get(0).name()
                : null;
    }
}
