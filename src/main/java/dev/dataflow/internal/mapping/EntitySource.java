package dev.dataflow.internal.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.sql.Template;
import org.jspecify.annotations.Nullable;

/**
 * Where an entity's rows are: its table, or several that are joined or united.
 *
 * @param alias what the first table is known as; {@link #ALIAS} where a statement is about this entity
 * @param from what stands after FROM
 * @param aliases the aliases of the other tables
 * @param restrictions what holds for rows of the entity and not for others of its tables, such as the discriminator's values
 * @param type the number of the row's class among its hierarchy; null where all rows are of one class
 * @param tables the tables that hold the attributes of the entity class itself; one, when one statement can change it
 */
public record EntitySource(
        String alias,
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

    /** What stands for the alias in a source that is not yet part of a statement. */
    static final String PLACEHOLDER = Template.TEMPLATE;

    /** The names of the tables, as SQL writes them. */
    public List<String> tableNames() {
        return tables.stream().map(Table::name).distinct().toList();
    }

    /** Answers the same tables under another alias, for a source whose alias is the placeholder. */
    EntitySource as(String name) {
        Map<String, String> named = new HashMap<>();
        aliases.forEach((table, of) -> named.put(table, of.replace(PLACEHOLDER, name)));
        return new EntitySource(
                name,
                from.replace(PLACEHOLDER, name),
                named,
                restrictions.stream()
                        .map(restriction -> restriction.replace(PLACEHOLDER, name))
                        .toList(),
                type == null ? null : type.replace(PLACEHOLDER, name),
                tables);
    }

    /** Answers the same source with rows that are deleted, or with those alone. */
    public EntitySource withDeleted(SoftDeletion deletion, boolean only) {
        String of = aliases.getOrDefault(deletion.table(), alias);
        String hidden = deletion.isPresent(of);
        List<String> others = new ArrayList<>(restrictions);
        others.replaceAll(each -> each.equals(hidden) ? only ? deletion.isDeleted(of) : "true" : each);
        return new EntitySource(alias, from, aliases, others, type, tables);
    }

    /** The expression that shows the mark of deleted rows. */
    public String shown(SoftDeletion deletion) {
        return deletion.shown(aliases.getOrDefault(deletion.table(), alias));
    }

    /** The expression that reads a column. */
    public String expression(Column column) {
        return column.of(aliases.getOrDefault(column.table(), alias));
    }

    /** What stands after JOIN: in parentheses when it is itself a join. */
    public String joined() {
        return aliases.isEmpty() ? from : '(' + from + ')';
    }

    /** The only table, for statements that write to it; null when there are several. */
    public @Nullable String soleTable() {
        return tables.size() == 1
                        && aliases.isEmpty()
                        && from.equals(tables.get(0).name() + ' ' + alias)
                ? tables.get(0).name()
                : null;
    }
}
