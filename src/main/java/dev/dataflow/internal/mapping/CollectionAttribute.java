package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SoftDeleteMapping;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * A collection in a table of its own: rows do not show it unless asked, and a caller may give one of values.
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
    @SuppressWarnings("unchecked") // a new collection takes anything
    public Object toEntity(Object input) {
        if (!ofValues()) {
            throw new ConversionException("holds entities: expected a list of ids, or of maps of new rows' values");
        }
        if (Conversion.raw(traits.javaType()).isArray()) {
            return Conversion.convert(input, traits.javaType());
        }
        Object collection = empty();
        if (collection instanceof Map<?, ?>) {
            fill((Map<Object, Object>) collection, input);
        } else {
            fill((Collection<Object>) collection, input);
        }
        return collection;
    }

    /** Whether the elements are values, which belong to their owner alone. */
    public boolean ofValues() {
        return elements.value() != null;
    }

    /** How a row of the table that lies in between is marked as deleted; null when it is removed. */
    public @Nullable SoftDeletion softDeletion() {
        SoftDeleteMapping mark = elements.link() == null ? null : mapping.getSoftDeleteMapping();
        return mark == null ? null : SoftDeletion.of(mark);
    }

    private void fill(Collection<Object> collection, Object input) {
        int position = 0;
        for (Object element : Conversion.elements(input)) {
            collection.add(part(String.valueOf(position++), elements.value(), element));
        }
    }

    private void fill(Map<Object, Object> map, Object input) {
        if (!(input instanceof Map<?, ?> given)) {
            throw new ConversionException("expected a map");
        }
        given.forEach(
                (key, value) -> map.put(part("a key", elements.key(), key), part("a value", elements.value(), value)));
    }

    private static Object part(String name, @Nullable Attribute attribute, @Nullable Object input) {
        if (attribute == null) {
            throw new ConversionException("has keys that are entities: store it through an EntityManager");
        }
        if (input == null) {
            throw new ConversionException(name + ": null is not allowed in a collection");
        }
        try {
            return attribute.toEntity(input);
        } catch (ConversionException e) {
            throw new ConversionException(name + ": " + e.getMessage());
        }
    }

    /** Answers an empty collection of the attribute's kind: Hibernate's stateless session wants one where an entity has none. */
    @SuppressWarnings("unchecked") // the comparator is for these elements
    public Object empty() {
        var order = (Comparator<Object>) mapping.getCollectionDescriptor().getSortingComparator();
        Class<?> type = Conversion.raw(traits.javaType());
        if (java.util.SortedMap.class.isAssignableFrom(type)) {
            return new java.util.TreeMap<>(order);
        }
        if (Map.class.isAssignableFrom(type)) {
            return new java.util.LinkedHashMap<>();
        }
        if (java.util.SortedSet.class.isAssignableFrom(type)) {
            return new java.util.TreeSet<>(order);
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
