package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.sql.Operator;
import dev.dataflow.internal.sql.Where;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A condition on rows, which writes itself as SQL. */
public interface Condition {

    void render(Where where);

    /** Whether the condition names an id, so that no more than one row can meet it. */
    boolean namesId(EntityMapping mapping);

    /** Answers the condition that the row is one of these. */
    static Condition among(List<StoredRow> rows) {
        return ids(rows.stream().map(StoredRow::id).toList());
    }

    /** Answers the condition that the id equals one of these. */
    static Condition ids(Collection<Object> ids) {
        return new Condition() {
            @Override
            public void render(Where where) {
                where.id(operand -> operand.in(ids, where.sql()));
            }

            @Override
            public boolean namesId(EntityMapping mapping) {
                return ids.size() == 1;
            }
        };
    }

    /** Answers the condition that holds when both do. */
    default Condition and(Condition other) {
        return new Condition() {
            @Override
            public void render(Where where) {
                Condition.this.render(where);
                where.sql().text(" and ");
                other.render(where);
            }

            @Override
            public boolean namesId(EntityMapping mapping) {
                return Condition.this.namesId(mapping) || other.namesId(mapping);
            }
        };
    }

    /** Answers the condition that each path leads to its value, none of which is null. */
    static Condition equal(Map<String, ?> values) {
        return new Condition() {
            @Override
            public void render(Where where) {
                String[] separator = {""};
                values.forEach((path, value) -> {
                    where.sql().text(separator[0]);
                    where.on(path, operand -> operand.compare(Operator.EQ, value, where.sql()));
                    separator[0] = " and ";
                });
            }

            @Override
            public boolean namesId(EntityMapping mapping) {
                return values.keySet().stream().anyMatch(path -> mapping.find(path) == mapping.id());
            }
        };
    }

    /** Answers the condition that the id equals this one. */
    static Condition id(Object id) {
        return new Condition() {
            @Override
            public void render(Where where) {
                where.id(operand -> operand.compare(Operator.EQ, id, where.sql()));
            }

            @Override
            public boolean namesId(EntityMapping mapping) {
                return true;
            }
        };
    }
}
