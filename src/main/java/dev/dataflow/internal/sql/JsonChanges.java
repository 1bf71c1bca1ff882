package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changes of one JSON document, as a tree of keys. They become one expression, which keeps all other keys. Not thread-safe. */
final class JsonChanges {
    /**
     * The order in which no element of an array has moved, or is yet to come, at its turn: what goes comes last, the farthest of it first. Only
     * the server knows whether elements that are counted from different ends pass each other; that they do not is taken for granted.
     */
    private static final Comparator<Map.Entry<String, Node>> TURNS = Comparator.comparing(
                    (Map.Entry<String, Node> child) -> child.getValue().goes())
            .thenComparing(child -> {
                long distance = JsonPath.distance(child.getKey());
                return child.getValue().goes() ? -distance : distance;
            });

    private final BasicAttribute attribute;
    private final Sql document;
    private final Node root = new Node(null);

    /** What happens at one place of the document: a change, or changes further in. */
    private static final class Node {
        private final @Nullable JsonPath place;
        private Map<String, Node> children = Map.of();
        private SetClause.@Nullable Change change;
        private String path = "";

        /** Whether nothing but keys is taken away, for which no objects need be made on the way. */
        private boolean onlyRemoves = true;

        /** @param place null for the whole document */
        Node(@Nullable JsonPath place) {
            this.place = place;
        }

        boolean isFree() {
            return change == null && children.isEmpty();
        }

        boolean goes() {
            return change != null && change.removes();
        }

        /** Answers what happens further in, in turn. */
        Collection<Map.Entry<String, Node>> turns() {
            return children.size() == 1
                    ? children.entrySet()
                    : children.entrySet().stream().sorted(TURNS).toList();
        }

        /** Answers what happens where the last of the keys leads to from here. */
        Node child(List<String> keys) {
            if (children.isEmpty()) {
                children = new LinkedHashMap<>(2);
            }
            return children.computeIfAbsent(keys.get(keys.size() - 1), absent -> new Node(new JsonPath(keys)));
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
        for (int depth = 1; depth <= keys.size(); depth++) {
            if (node.change != null) {
                throw overlapping();
            }
            node.onlyRemoves &= change.removes();
            node = node.child(keys.subList(0, depth));
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

    /** Appends the new document; what a change cannot do becomes a problem of its path. */
    void appendTo(Sql sql, List<Problem> problems) {
        append(root, sql, problems);
    }

    private void append(Node node, Sql sql, List<Problem> problems) {
        if (node.change == null) {
            appendChildren(node, sql, problems);
            return;
        }
        try {
            node.change.apply(new JsonTarget(current(node), attribute, node.place), sql);
        } catch (ConversionException e) {
            problems.add(Problem.of(node.path, e));
        }
    }

    private void appendChildren(Node node, Sql sql, List<Problem> problems) {
        Part current = current(node);
        if (node.onlyRemoves) {
            sql.text("case when jsonb_typeof(").append(current).text(") in ('object', 'array') then ");
        }
        node.children.forEach((key, child) -> sql.text("jsonb_set_lax("));
        String none = node == root && attribute.array() ? "[]" : "{}";
        sql.text("coalesce(nullif(").append(current).text(", 'null'), '" + none + "')");
        node.turns().forEach(child -> {
            sql.text(", ")
                    .textArray(JsonPath.arrayLiteral(List.of(child.getKey())))
                    .text(", ");
            append(child.getValue(), sql, problems);
            sql.text(", true, 'delete_key')");
        });
        if (node.onlyRemoves) {
            sql.text(" else ").append(current).text(" end");
        }
    }

    private Part current(Node node) {
        JsonPath place = node.place;
        return place == null
                ? sql -> sql.append(document)
                : sql -> sql.text("(")
                        .append(document)
                        .text(" #> ")
                        .textArray(place.toArrayLiteral())
                        .text(")");
    }
}
