package dev.dataflow.internal.sql;

import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import java.util.List;
import org.hibernate.persister.entity.EntityPersister;

/** What the paths of a condition begin at: the rows of an entity, or named values. */
sealed interface Scope permits Rows, Values {

    /**
     * Answers what a path leads to.
     *
     * @throws dev.dataflow.internal.convert.ConversionException when it leads nowhere
     */
    default EntityMapping.Place locate(String path) {
        return locate(JsonPath.split(path));
    }

    /** Answers what the keys of a path lead to. */
    EntityMapping.Place locate(List<String> keys);

    /** The expression that reads a column. */
    String expression(Column column);

    /** Answers the rows that an association leads to from here. */
    Rows entity(EntityPersister target, String alias);
}
