package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.Names;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Values in the columns of one table that is no entity's, such as the elements of a collection.
 *
 * @param alias what the table is known as
 * @param owner the rows that the table belongs to; null when there is no way from the values to other rows
 */
record Values(
        Map<String, Attribute> attributes,
        String alias,
        @Nullable Scope owner) implements Scope {
    static final Values NONE = new Values(Map.of(), "", null);

    @Override
    public EntityMapping.Place locate(List<String> keys) {
        Attribute attribute = attributes.get(keys.get(0));
        if (attribute == null) {
            throw new ConversionException(
                    "there is no such attribute" + Names.suggestion(keys.get(0), attributes.keySet()));
        }
        return new EntityMapping.Place(attribute, keys.subList(1, keys.size()));
    }

    @Override
    public String expression(Column column) {
        return column.of(alias);
    }

    @Override
    public Rows entity(EntityPersister target, String other) {
        return Objects.requireNonNull(owner).entity(target, other);
    }
}
