package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changes of one JSON document, as a tree of keys. They become one expression, which keeps all other keys. Not thread-safe. */
final class JsonChanges {
    private final BasicAttribute attribute;
    private final Sql document;
    private final Node root = new Node();

    /** What happens at one place of the document: a change, or changes further in. */
    private static final class Node {
        private final Map<String, Node> children = new LinkedHashMap<>();
        private SetClause.@Nullable Change change;
        private String path = "";

        boolean isFree() {
            return change == null && children.isEmpty();
        }

        /** Whether nothing but keys is taken away, for which no objects need be made on the way. */
        boolean onlyRemoves() {
            return change == null ? children.values().stream().allMatch(Node::onlyRemoves) : change.removes();
        }
    }

    /** @param document what is there now */
    JsonChanges(BasicAttribute attribute, Sql document) {
        this.attribute = attribute;
        this.document = document;
    }

    BasicAttribute attribute() {
        return attribute;
    }

    Column column() {
        return attribute.column();
    }

    /** @param path the keys as the caller wrote them */
    void add(List<String> keys, String path, SetClause.Change change) {
        Node node = root;
        for (String key : keys) {
            if (node.change != null) {
                throw overlapping();
            }
            node = node.children.computeIfAbsent(key, absent -> new Node());
        }
        if (!node.isFree()) {
            throw overlapping();
        }
        node.change = change;
        node.path = path;
    }

    private static ConversionException overlapping() {
        return new ConversionException("is changed twice: by this path and by one that leads to it or through it");
    }

    /** Answers the new document; what a change cannot do becomes a problem of its path. */
    Sql expression(List<Problem> problems) {
        Sql expression = new Sql();
        append(root, List.of(), expression, problems);
        return expression;
    }

    private void append(Node node, List<String> keys, Sql sql, List<Problem> problems) {
        Sql current = current(keys);
        if (node.change == null) {
            appendChildren(node, current, keys, sql, problems);
            return;
        }
        try {
            node.change.apply(new JsonTarget(current, keys.isEmpty() ? attribute : null), sql);
        } catch (ConversionException e) {
            problems.add(Problem.of(node.path, e));
        }
    }

    private void appendChildren(Node node, Sql current, List<String> keys, Sql sql, List<Problem> problems) {
        boolean onlyRemoves = node.onlyRemoves();
        if (onlyRemoves) {
            sql.text("case when jsonb_typeof(").append(current).text(") in ('object', 'array') then ");
        }
        node.children.forEach((key, child) -> sql.text("jsonb_set_lax("));
        sql.text("coalesce(nullif(").append(current).text(", 'null'), '{}')");
        node.children.forEach((key, child) -> {
            sql.text(", ")
                    .textArray(new JsonPath(List.of(key)).toArrayLiteral())
                    .text(", ");
            List<String> childKeys = new ArrayList<>(keys);
            childKeys.add(key);
            append(child, childKeys, sql, problems);
            sql.text(", true, 'delete_key')");
        });
        if (onlyRemoves) {
            sql.text(" else ").append(current).text(" end");
        }
    }

    private Sql current(List<String> keys) {
        return keys.isEmpty()
                ? document
                : new Sql()
                        .text("(")
                        .append(document)
                        .text(" #> ")
                        .textArray(new JsonPath(keys).toArrayLiteral())
                        .text(")");
    }
}
