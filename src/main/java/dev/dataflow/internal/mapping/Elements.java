package dev.dataflow.internal.mapping;

import java.util.List;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of a collection are: in a table of values, in the table of another entity, or there with a table in between.
 *
 * @param table the table of values, or the one in between; null when the other entity's table holds the owner's key
 * @param owner from the owner to the table, or to the entity's when there is none
 * @param target the entity whose rows the elements are; null for values
 * @param link from the table to the entity; null without a table or without an entity
 * @param value the element in a column or columns of the table; null for entities
 * @param key the key of a map; null for all other collections, and for keys that are entities
 * @param restrictions what holds for rows of the table, or of the entity's when there is none, with a placeholder for its alias
 * @param targetRestrictions what holds for the entities beyond the table, with a placeholder for their alias
 */
public record Elements(
        @Nullable String table,
        Link owner,
        @Nullable EntityPersister target,
        @Nullable Link link,
        @Nullable Attribute value,
        @Nullable Attribute key,
        List<String> restrictions,
        List<String> targetRestrictions) {
    /** The name by which filters know the element of a collection of values. */
    public static final String ELEMENT = "$element";

    /** The name by which filters know the key of a map. */
    public static final String KEY = "$key";

    public Elements {
        restrictions = List.copyOf(restrictions);
        targetRestrictions = List.copyOf(targetRestrictions);
    }

    private static List<String> under(String alias, List<String> templates) {
        return templates.stream()
                .map(template -> template.replace(EntitySource.PLACEHOLDER, alias))
                .toList();
    }

    /** The restrictions for a table that is known by this alias. */
    public List<String> restrictions(String alias) {
        return under(alias, restrictions);
    }

    /** The restrictions of the entities beyond the table, for the alias that these are known by. */
    public List<String> targetRestrictions(String alias) {
        return under(alias, targetRestrictions);
    }
}
