package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EmbeddedAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.sql.Where;
import jakarta.persistence.OrderBy;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.jspecify.annotations.Nullable;

/**
 * The order of a collection's elements: by its {@code @OrderBy} or its {@code @OrderColumn}, as Hibernate reads it, which leaves nulls where
 * PostgreSQL puts them; else by the id, or by the values.
 *
 * @param orders what {@code @OrderBy} says
 * @param index the column that holds the position in a list
 */
record CollectionOrder(
        List<Selection.Order> orders, @Nullable Column index) {

    static CollectionOrder of(CollectionAttribute collection) {
        OrderBy orderBy = declared(collection);
        if (orderBy != null) {
            return new CollectionOrder(parsed(orderBy.value()), null);
        }
        boolean list =
                List.class.isAssignableFrom(collection.mapping().getJavaType().getJavaTypeClass());
        return list && collection.mapping().getIndexDescriptor() instanceof SelectableMapping position
                ? new CollectionOrder(List.of(), Column.of(position))
                : new CollectionOrder(List.of(), null);
    }

    /** Hibernate will replace its accessors and names no successor yet. */
    @SuppressWarnings("removal")
    private static @Nullable OrderBy declared(CollectionAttribute collection) {
        return collection.traits().access().getGetter().getMember() instanceof AnnotatedElement member
                ? member.getAnnotation(OrderBy.class)
                : null;
    }

    /** Reads {@code "name asc, age desc"}; the words of the direction may stand alone for a collection of values. */
    private static List<Selection.Order> parsed(String orderBy) {
        List<Selection.Order> orders = new ArrayList<>();
        for (String item : orderBy.isBlank() ? new String[0] : orderBy.split(",")) {
            String[] words = item.trim().split("\\s+");
            String last = words[words.length - 1].toLowerCase(Locale.ROOT);
            boolean directed = last.equals("asc") || last.equals("desc");
            String path = directed && words.length == 1 ? "" : words[0];
            boolean descending = directed && last.equals("desc");
            orders.add(new Selection.Order(path, descending, descending));
        }
        return orders;
    }

    /** Orders rows of another entity. */
    Ordering byRows(Where where, EntityMapping target, Function<Column, String> expression) {
        Ordering rest = Ordering.total(orders, false, target, where);
        return index == null
                ? rest
                : Ordering.of(new Sql().text(expression.apply(index))).then(rest);
    }

    /** Appends the order of values. */
    void byValues(Attribute value, Function<Column, String> expression, Sql sql) {
        List<String> keys = new ArrayList<>();
        if (index != null) {
            keys.add(expression.apply(index));
        }
        for (Selection.Order order : orders) {
            columns(value, order.path())
                    .forEach(column -> keys.add(expression.apply(column) + (order.descending() ? " desc" : "")));
        }
        value.columns()
                .forEach(column -> keys.add(
                        column.arrayType() == null
                                ? "cast(" + expression.apply(column) + " as text)"
                                : expression.apply(column)));
        sql.text(" order by ").text(String.join(", ", keys));
    }

    private static Stream<Column> columns(Attribute value, String path) {
        Attribute part = value instanceof EmbeddedAttribute embedded && !path.isEmpty() ? embedded.find(path) : value;
        return part == null ? Stream.empty() : part.columns().stream();
    }
}
