package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.sql.Operator;
import dev.dataflow.internal.sql.SetClause;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.sql.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.generator.Generator;
import org.hibernate.generator.OnExecutionGenerator;
import org.jspecify.annotations.Nullable;

/** The SQL of one entity's operations. Thread-safe. */
final class Statements {
    private static final String ALIAS = "e";

    private final EntityMapping mapping;
    private final Supplier<@Nullable Object> tenant;
    private final String columns;
    private final List<Column> ids;

    Statements(EntityMapping mapping, Supplier<@Nullable Object> tenant) {
        this.mapping = mapping;
        this.tenant = tenant;
        this.columns =
                mapping.columns().stream().map(column -> column.of(ALIAS)).collect(Collectors.joining(", "));
        this.ids = mapping.id().columns();
    }

    Sql select(Selection selection) {
        List<Problem> problems = new ArrayList<>();
        Sql sql = new Sql().text("select ").text(columns);
        from(selection.condition(), sql, problems);
        order(selection.orders(), sql, problems);
        InvalidInputException.throwIfAny(problems);
        if (selection.limit() != null) {
            sql.text(" limit ").number(selection.limit());
        }
        return selection.offset() == 0 ? sql : sql.text(" offset ").number(selection.offset());
    }

    private void order(List<Selection.Order> orders, Sql sql, List<Problem> problems) {
        Where where = new Where(mapping, ALIAS, sql, problems);
        sql.text(" order by ");
        for (Selection.Order order : orders) {
            where.on(
                    order.path(),
                    operand -> operand.order(sql, order.descending() ? " desc nulls last" : " asc nulls first"));
            sql.text(", ");
        }
        where.on(mapping.id().name(), operand -> operand.order(sql, ""));
    }

    Sql count(Condition condition) {
        return reading("select count(*)", condition, "");
    }

    /** Counts no further than to {@code limit}. */
    Sql count(Condition condition, int limit) {
        return reading("select count(*) from (select 1", condition, " limit " + limit + ") found");
    }

    private Sql reading(String before, Condition condition, String after) {
        List<Problem> problems = new ArrayList<>();
        Sql sql = new Sql().text(before);
        from(condition, sql, problems);
        InvalidInputException.throwIfAny(problems);
        return sql.text(after);
    }

    private void from(Condition condition, Sql sql, List<Problem> problems) {
        sql.text(" from ").text(mapping.table()).text(" " + ALIAS);
        where(condition, sql, problems);
    }

    private void where(Condition condition, Sql sql, List<Problem> problems) {
        sql.text(" where ");
        BasicAttribute owner = mapping.tenant();
        if (owner != null) {
            sql.text(owner.column().of(ALIAS))
                    .text(" = ")
                    .value(tenant.get(), owner.column())
                    .text(" and ");
        }
        condition.render(new Where(mapping, ALIAS, sql, problems));
    }

    /**
     * Changes rows.
     *
     * @param single whether nothing is to happen unless exactly one row meets the condition
     * @param keepVersion whether Hibernate is to count the version itself afterwards
     */
    Sql update(
            Condition condition,
            List<Assignment> assignments,
            boolean single,
            boolean keepVersion,
            StatelessSession session) {
        List<Problem> problems = new ArrayList<>();
        SetClause set = new SetClause(mapping, problems);
        assignments.forEach(assignment -> set.add(assignment.path(), assignment.change()));
        if (!set.isEmpty()) {
            generate(set, keepVersion, session);
        }
        Sql sql = new Sql();
        boolean target = single && !condition.namesId(mapping);
        if (target) {
            target(condition, sql, problems);
        }
        sql.text("update ").text(mapping.table()).text(" " + ALIAS + " set ");
        set.appendTo(sql);
        finish(condition, target, " from target", sql, problems);
        return sql;
    }

    /** Deletes rows. */
    Sql delete(Condition condition, boolean single) {
        List<Problem> problems = new ArrayList<>();
        Sql sql = new Sql();
        boolean target = single && !condition.namesId(mapping);
        if (target) {
            target(condition, sql, problems);
        }
        sql.text("delete from ").text(mapping.table()).text(" " + ALIAS);
        finish(condition, target, " using target", sql, problems);
        return sql;
    }

    /** Locks up to two rows: the statement that follows acts only when there is no second one. */
    private void target(Condition condition, Sql sql, List<Problem> problems) {
        sql.text("with target as (select ");
        for (int i = 0; i < ids.size(); i++) {
            sql.text(i == 0 ? "" : ", ").text(ids.get(i).of(ALIAS)).text(" as target_id" + i);
        }
        from(condition, sql, problems);
        sql.text(" limit 2 for update) ");
    }

    private void finish(Condition condition, boolean target, String join, Sql sql, List<Problem> problems) {
        if (target) {
            sql.text(join).text(" where (select count(*) from target) = 1");
            for (int i = 0; i < ids.size(); i++) {
                sql.text(" and ").text(ids.get(i).of(ALIAS)).text(" = target.target_id" + i);
            }
        } else {
            where(condition, sql, problems);
        }
        InvalidInputException.throwIfAny(problems);
    }

    /** Makes a statement that changes rows answer them. */
    Sql returning(Sql sql) {
        return sql.text(" returning ").text(columns);
    }

    /** Adds what Hibernate would generate for an update: the next version, and update timestamps. */
    private void generate(SetClause set, boolean keepVersion, StatelessSession session) {
        BasicAttribute version = mapping.version();
        mapping.persister().forEachAttributeMapping(attribute -> {
            Generator generator = attribute.getGenerator();
            if (generator != null
                    && generator.generatesOnUpdate()
                    && mapping.find(attribute.getAttributeName()) instanceof BasicAttribute basic
                    && basic != version
                    && !set.assigns(basic.column())) {
                generated(generator, basic.column(), session, value -> set.assign(basic.column(), value));
            }
        });
        if (version != null && !keepVersion) {
            boolean counts = Number.class.isAssignableFrom(
                    version.column().type().getJavaTypeDescriptor().getJavaTypeClass());
            set.assign(
                    version.column(),
                    new Sql().text(counts ? version.column().expression() + " + 1" : "clock_timestamp()"));
        }
    }

    private static void generated(Generator generator, Column column, StatelessSession session, Consumer<Sql> assign) {
        var implementor = (SharedSessionContractImplementor) session;
        var dialect = implementor.getJdbcServices().getDialect();
        if (generator instanceof BeforeExecutionGenerator before) {
            assign.accept(new Sql().value(before.generate(implementor, null, null, EventType.UPDATE), column));
        } else if (generator instanceof OnExecutionGenerator on
                && on.referenceColumnsInSql(dialect, EventType.UPDATE)) {
            String[] values = on.getReferencedColumnValues(dialect, EventType.UPDATE);
            if (values != null) {
                assign.accept(new Sql().text(values[0]));
            }
        }
    }

    /** Answers a condition that holds when the row also has the version the caller read. */
    Condition withVersion(Condition condition, Object expected) {
        BasicAttribute version = java.util.Objects.requireNonNull(mapping.version());
        return new Condition() {
            @Override
            public void render(Where where) {
                condition.render(where);
                where.sql().text(" and ");
                where.on(version.name(), operand -> operand.compare(Operator.EQ, expected, where.sql()));
            }

            @Override
            public boolean namesId(EntityMapping of) {
                return condition.namesId(of);
            }
        };
    }
}
