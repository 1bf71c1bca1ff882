package dev.dataflow;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.sql.Where;
import java.util.List;
import java.util.stream.Collectors;

record Junction(Kind kind, List<FilterNode> parts, boolean deliberate) implements FilterNode {
    enum Kind {
        AND,
        OR
    }

    /** What {@link Filter#all()} says on purpose; an empty conjunction otherwise means the same, but mass changes refuse it. */
    static final Junction EVERYTHING = new Junction(Kind.AND, List.of(), true);

    static FilterNode of(Kind kind, List<? extends Filter> filters) {
        List<FilterNode> parts = filters.stream().map(FilterNode.class::cast).toList();
        return parts.size() == 1 ? parts.get(0) : new Junction(kind, parts, false);
    }

    @Override
    public Filter ignoringCase() {
        return new Junction(
                kind,
                parts.stream().map(part -> (FilterNode) part.ignoringCase()).toList(),
                deliberate);
    }

    @Override
    public void render(Where where) {
        if (parts.isEmpty()) {
            where.sql().text(kind == Kind.AND ? "true" : "false");
            return;
        }
        String separator = "(";
        for (FilterNode part : parts) {
            where.sql().text(separator);
            part.render(where);
            separator = kind == Kind.AND ? " and " : " or ";
        }
        where.sql().text(")");
    }

    @Override
    public boolean isEmpty() {
        return !deliberate && kind == Kind.AND && parts.stream().allMatch(FilterNode::isEmpty);
    }

    @Override
    public boolean namesId(EntityMapping mapping) {
        return kind == Kind.AND && parts.stream().anyMatch(part -> part.namesId(mapping));
    }

    @Override
    public String toString() {
        return parts.stream().map(FilterNode::toString).collect(Collectors.joining(", ", kind + "(", ")"));
    }
}
