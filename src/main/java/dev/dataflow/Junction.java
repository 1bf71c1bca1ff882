package dev.dataflow;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.sql.Where;
import java.util.List;
import java.util.stream.Collectors;

/** @param deliberate whether it is {@link Filter#all()}, which is not taken for a forgotten filter */
record Junction(Kind kind, List<FilterNode> parts, boolean deliberate, int depth) implements FilterNode {
    enum Kind {
        AND,
        OR
    }

    static final Junction EVERYTHING = new Junction(Kind.AND, List.of(), true, 1);

    static FilterNode of(Kind kind, List<? extends Filter> filters) {
        if (filters.size() == 1) {
            return (FilterNode) filters.get(0);
        }
        List<FilterNode> parts = filters.stream()
                .map(FilterNode.class::cast)
                .filter(part -> !(part instanceof Omitted))
                .toList();
        if (parts.isEmpty() && !filters.isEmpty()) {
            return Omitted.CONDITION;
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int deepest = parts.stream().mapToInt(FilterNode::depth).max().orElse(0);
        return FilterNode.bounded(new Junction(kind, parts, false, deepest + 1));
    }

    @Override
    public Filter ignoringCase() {
        return new Junction(
                kind,
                parts.stream().map(part -> (FilterNode) part.ignoringCase()).toList(),
                deliberate,
                depth);
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
    public Extent extent() {
        if (deliberate) {
            return Extent.SOME_ROWS;
        }
        Extent neutral = kind == Kind.AND ? Extent.EVERY_ROW : Extent.NO_ROW;
        if (parts.stream().anyMatch(part -> part.extent() == neutral.negated())) {
            return neutral.negated();
        }
        return parts.stream().allMatch(part -> part.extent() == neutral) ? neutral : Extent.SOME_ROWS;
    }

    @Override
    public long conditions() {
        return parts.stream().mapToLong(FilterNode::conditions).sum();
    }

    @Override
    public long values() {
        return parts.stream().mapToLong(FilterNode::values).sum();
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
