package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EmbeddedAttribute;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of the columns of an id, and the value that a row has there. */
record KeyColumn(Column column, Object value) {

    /**
     * Answers the columns in the order in which the attribute has them.
     *
     * @param id the attribute
     * @param shown what a row shows of it
     */
    static List<KeyColumn> of(Attribute id, Object shown) {
        List<KeyColumn> columns = new ArrayList<>();
        collect(id, shown, columns);
        return columns;
    }

    private static void collect(Attribute attribute, @Nullable Object shown, List<KeyColumn> columns) {
        EmbeddedAttribute embedded = attribute.embedded();
        if (attribute instanceof ToOneAttribute toOne) {
            collect(toOne.targetId().over(toOne.columns()), shown, columns);
        } else if (embedded != null && shown instanceof Map<?, ?> parts) {
            embedded.attributes().forEach(part -> collect(part, parts.get(part.name()), columns));
        } else if (attribute instanceof BasicAttribute basic) {
            columns.add(new KeyColumn(basic.column(), basic.domainValue(Objects.requireNonNull(shown))));
        }
    }
}
