package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * A collection in a table of its own: rows do not show it unless asked, and a caller may give one of basic values at a create.
 *
 * @param elements where the elements are
 */
public record CollectionAttribute(Traits traits, PluralAttributeMapping mapping, Elements elements)
        implements Attribute {

    @Override
    public List<Column> columns() {
        return List.of();
    }

    @Override
    public Attribute over(List<Column> others) {
        return this;
    }

    @Override
    public Object toEntity(Object input) {
        if (mapping.getElementDescriptor()
                instanceof org.hibernate.metamodel.mapping.internal.BasicValuedCollectionPart) {
            return Conversion.convert(input, traits.javaType());
        }
        throw new ConversionException("holds entities or embeddables: create them through their own model");
    }

    /** Answers an empty collection of the attribute's kind: Hibernate's stateless session wants one where an entity has none. */
    public Object empty() {
        Class<?> type = Conversion.raw(traits.javaType());
        if (Map.class.isAssignableFrom(type)) {
            return new java.util.LinkedHashMap<>();
        }
        if (java.util.SortedSet.class.isAssignableFrom(type)) {
            return new java.util.TreeSet<>();
        }
        return Set.class.isAssignableFrom(type) ? new LinkedHashSet<>() : new ArrayList<>();
    }

    @Override
    public @Nullable Object toRow(@Nullable Object value) {
        return value instanceof Collection<?> collection ? List.copyOf(collection) : null;
    }

    @Override
    public @Nullable Object read(ResultSet results, int first, WrapperOptions options) {
        throw new UnsupportedOperationException("A collection is not among the columns of its owner");
    }
}
