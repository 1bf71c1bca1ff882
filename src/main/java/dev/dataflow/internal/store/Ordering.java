package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.sql.Where;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of a query's rows, total since the id comes last; and the condition that a row comes after another one. The other row's keys are
 * texts as PostgreSQL writes and reads them, which loses nothing of any type.
 */
final class Ordering {
    /** @param nullable whether rows may have no value there */
    private record Key(Sql expression, boolean descending, boolean nullsFirst, boolean nullable) {
        Key reversed() {
            return new Key(expression, !descending, !nullsFirst, nullable);
        }

        /** PostgreSQL's own place of nulls is not written: an index has it, too. */
        String direction() {
            String direction = descending ? " desc" : "";
            return !nullable || nullsFirst == descending
                    ? direction
                    : direction + (nullsFirst ? " nulls first" : " nulls last");
        }

        String operator() {
            return descending ? " < " : " > ";
        }
    }

    private final List<Key> keys;

    private Ordering(List<Key> keys) {
        this.keys = keys;
    }

    /** Answers the order that the caller asked for, or the opposite one, made total by the id. */
    static Ordering total(List<Selection.Order> orders, boolean backwards, EntityMapping mapping, Where where) {
        List<Key> keys = new ArrayList<>();
        orders.forEach(order -> add(order, !isRequired(order.path(), mapping), where, keys));
        where.id(operand -> operand.sortKeys().forEach(key -> keys.add(new Key(key, false, false, false))));
        return new Ordering(backwards ? keys.stream().map(Key::reversed).toList() : keys);
    }

    /** Answers the order that the caller asked for and nothing more. */
    static Ordering of(List<Selection.Order> orders, Where where) {
        List<Key> keys = new ArrayList<>();
        orders.forEach(order -> add(order, true, where, keys));
        return new Ordering(keys);
    }

    private static void add(Selection.Order order, boolean nullable, Where where, List<Key> keys) {
        where.on(
                order.path(),
                operand -> operand.sortKeys()
                        .forEach(key -> keys.add(new Key(key, order.descending(), order.nullsFirst(), nullable))));
    }

    /** Answers the order by an expression that is never null, lowest first. */
    static Ordering of(Sql expression) {
        return new Ordering(List.of(new Key(expression, false, false, false)));
    }

    /** Answers this order, and another one where it does not decide. */
    Ordering then(Ordering other) {
        List<Key> all = new ArrayList<>(keys);
        all.addAll(other.keys);
        return new Ordering(all);
    }

    /** Only the main table has a row for each row of the entity, and only the entity's own attributes a value in it. */
    private static boolean isRequired(String path, EntityMapping mapping) {
        Attribute attribute = mapping.find(path);
        return attribute != null
                && !attribute.traits().nullable()
                && mapping.attributes().contains(attribute)
                && attribute.columns().size() == 1
                && attribute.columns().get(0).read() == null
                && !mapping.source()
                        .aliases()
                        .containsKey(attribute.columns().get(0).table());
    }

    int size() {
        return keys.size();
    }

    void by(Sql sql) {
        String separator = " order by ";
        for (Key key : keys) {
            sql.text(separator).append(key.expression()).text(key.direction());
            separator = ", ";
        }
    }

    /** Appends the keys to what a statement selects. */
    void select(Sql sql) {
        keys.forEach(key -> sql.text(", cast(").append(key.expression()).text(" as text)"));
    }

    /** Appends the condition that a row comes after the one with these keys. */
    void after(List<@Nullable String> values, Sql sql) {
        Key first = keys.get(0);
        if (keys.stream().allMatch(key -> !key.nullable() && key.descending() == first.descending())) {
            row(values, first.operator(), sql);
            return;
        }
        if (!first.nullable()) {
            // Says no more than the rest, but in a form that an index serves.
            sql.append(first.expression())
                    .text(first.descending() ? " <= " : " >= ")
                    .untyped(String.valueOf(values.get(0)));
            sql.text(" and ");
        }
        after(0, values, sql);
    }

    private void row(List<@Nullable String> values, String operator, Sql sql) {
        String separator = "(";
        for (Key key : keys) {
            sql.text(separator).append(key.expression());
            separator = ", ";
        }
        sql.text(")").text(operator);
        separator = "(";
        for (String value : values) {
            sql.text(separator).untyped(String.valueOf(value));
            separator = ", ";
        }
        sql.text(")");
    }

    private void after(int index, List<@Nullable String> values, Sql sql) {
        Key key = keys.get(index);
        String value = values.get(index);
        sql.text("(");
        beyond(key, value, sql);
        if (index + 1 < keys.size()) {
            sql.text(" or ").append(key.expression());
            if (value == null) {
                sql.text(" is null");
            } else {
                sql.text(" = ").untyped(value);
            }
            sql.text(" and ");
            after(index + 1, values, sql);
        }
        sql.text(")");
    }

    private static void beyond(Key key, @Nullable String value, Sql sql) {
        if (value == null) {
            sql.append(
                    key.nullsFirst()
                            ? new Sql().append(key.expression()).text(" is not null")
                            : new Sql().text("false"));
            return;
        }
        sql.append(key.expression()).text(key.operator()).untyped(value);
        if (key.nullable() && !key.nullsFirst()) {
            sql.text(" or ").append(key.expression()).text(" is null");
        }
    }
}
