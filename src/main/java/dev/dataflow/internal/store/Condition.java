package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.sql.Operator;
import dev.dataflow.internal.sql.Where;

/** A condition on rows, which writes itself as SQL. */
public interface Condition {

    void render(Where where);

    /** Whether the condition names an id, so that no more than one row can meet it. */
    boolean namesId(EntityMapping mapping);

    /** Answers the condition that the id equals this one. */
    static Condition id(Object id) {
        return new Condition() {
            @Override
            public void render(Where where) {
                where.on(where.mapping().id().name(), operand -> operand.compare(Operator.EQ, id, where.sql()));
            }

            @Override
            public boolean namesId(EntityMapping mapping) {
                return true;
            }
        };
    }
}
