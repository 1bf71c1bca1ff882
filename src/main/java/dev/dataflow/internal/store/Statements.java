package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.EntitySource;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.SoftDeletion;
import dev.dataflow.internal.sql.Operator;
import dev.dataflow.internal.sql.Rows;
import dev.dataflow.internal.sql.SetClause;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.sql.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.generator.Generator;
import org.hibernate.generator.OnExecutionGenerator;
import org.jspecify.annotations.Nullable;

/** The SQL of one entity's operations. Thread-safe. */
final class Statements {
    private final EntityMapping mapping;
    private final Supplier<@Nullable Object> tenant;
    private final Fetch attributes;
    private final String selection;
    private final List<String> ids;
    private final @Nullable String table;

    Statements(EntityMapping mapping, Supplier<@Nullable Object> tenant) {
        this.mapping = mapping;
        this.tenant = tenant;
        this.attributes = Fetch.attributesOf(mapping);
        this.selection = String.join(", ", mapping.selection());
        this.ids = mapping.id().columns().stream()
                .map(mapping.source()::expression)
                .toList();
        this.table = mapping.source().soleTable();
    }

    Sql select(Selection selection) {
        return select(selection, sql -> sql.text(this.selection), null, false);
    }

    /**
     * Reads rows from a place in their order on.
     *
     * @param selected appends what is read of each row
     * @param from the keys of the row before; null for the first rows
     * @param withKeys whether the keys of each row are selected after its columns
     */
    Sql select(Selection selection, Consumer<Sql> selected, @Nullable List<@Nullable String> from, boolean withKeys) {
        List<Problem> problems = new ArrayList<>();
        Where where = from(selection.condition(), selection.deleted(), problems);
        Ordering ordering = Ordering.total(selection.orders(), selection.backwards(), mapping, where);
        Sql sql = new Sql().text("select ");
        selected.accept(sql);
        if (withKeys) {
            ordering.select(sql);
        }
        InvalidInputException.throwIfAny(problems);
        if (from != null) {
            ordering.after(from, where.sql().text(" and "));
        }
        finish(where, sql);
        if (!isSingle(selection)) {
            ordering.by(sql);
            bound(selection, sql);
        }
        return lock(selection.lock(), sql);
    }

    /** Reads rows in whichever order they come. */
    Sql selectUnordered(Selection selection, Consumer<Sql> selected) {
        List<Problem> problems = new ArrayList<>();
        Where where = from(selection.condition(), selection.deleted(), problems);
        InvalidInputException.throwIfAny(problems);
        Sql sql = new Sql().text("select ");
        selected.accept(sql);
        finish(where, sql);
        if (!isSingle(selection)) {
            bound(selection, sql);
        }
        return lock(selection.lock(), sql);
    }

    private static void bound(Selection selection, Sql sql) {
        if (selection.limit() != null) {
            sql.text(" limit ").number(selection.limit());
        }
        if (selection.offset() != 0) {
            sql.text(" offset ").number(selection.offset());
        }
    }

    /** Whether no more than one row can meet the condition, so that neither an order nor a bound changes anything. */
    private boolean isSingle(Selection selection) {
        return selection.orders().isEmpty()
                && selection.offset() == 0
                && (selection.limit() == null || selection.limit() > 0)
                && selection.condition().namesId(mapping);
    }

    private Sql lock(Selection.@Nullable Lock lock, Sql sql) {
        if (lock == null) {
            return sql;
        }
        if (mapping.source().from().startsWith("(")) {
            throw new InvalidInputException(List.of(Problem.invalid(
                    "lock",
                    "the rows of a " + mapping.name()
                            + " lie in one table for each class, which are not locked together: use the model of one of "
                            + mapping.classes().stream()
                                    .map(EntityMapping::name)
                                    .toList())));
        }
        return sql.text(" for update of " + EntitySource.ALIAS + lock.sql());
    }

    /** Answers what a query reads besides its own rows. */
    Fetch fetch(Selection selection) {
        return selection.showsAllAttributesAlone() ? attributes : Fetch.of(mapping, selection, tenant);
    }

    /** Answers what tells a query from others for which a cursor is of no use: all but the values. */
    String form(Selection selection) {
        List<Problem> problems = new ArrayList<>();
        Sql form = new Sql().text(mapping.persister().getEntityName() + '\n' + tenant.get() + '\n');
        Where where = from(selection.condition(), selection.deleted(), problems);
        Ordering ordering = Ordering.total(selection.orders(), false, mapping, where);
        ordering.by(finish(where, form));
        InvalidInputException.throwIfAny(problems);
        return form.toString();
    }

    Sql count(Condition condition) {
        return count(Selection.of(condition));
    }

    /** Counts the rows of a query without regard to its limit, its offset and its position. */
    Sql count(Selection selection) {
        List<Problem> problems = new ArrayList<>();
        Where where = from(selection.condition(), selection.deleted(), problems);
        InvalidInputException.throwIfAny(problems);
        return finish(where, new Sql().text("select count(*)"));
    }

    /** Counts no further than to {@code limit}. */
    Sql count(Condition condition, int limit) {
        List<Problem> problems = new ArrayList<>();
        Sql sql = finish(from(condition, problems), new Sql().text("select count(*) from (select 1"));
        InvalidInputException.throwIfAny(problems);
        return sql.text(" limit " + limit + ") found");
    }

    /** Writes a condition by itself, since what its paths join stands before it. */
    Where from(Condition condition, List<Problem> problems) {
        return from(condition, Selection.Deleted.HIDDEN, problems);
    }

    private Where from(Condition condition, Selection.Deleted deleted, List<Problem> problems) {
        Rows rows = Rows.of(mapping, tenant);
        if (deleted != Selection.Deleted.HIDDEN) {
            SoftDeletion deletion = mapping.softDeletion();
            if (deletion == null) {
                throw new InvalidInputException(List.of(Problem.invalid(
                        "deleted",
                        "a " + mapping.name() + " is gone when it is deleted: the entity has no @SoftDelete")));
            }
            rows = rows.withDeleted(deletion, deleted == Selection.Deleted.ONLY);
        }
        Where where = new Where(rows, Sql.part(), problems);
        rows.restrict(where.sql());
        condition.render(where);
        return where;
    }

    /** Appends the tables and the condition that rows of them meet. */
    Sql finish(Where where, Sql sql) {
        return sql.text(" from ")
                .text(mapping.source().from())
                .append(where.joins())
                .text(" where ")
                .append(where.sql());
    }

    /**
     * Makes an insert change the row that has the key already, and answer of each row whether it is a new one. A row that the entity does
     * not show stays as it is, and none is answered.
     *
     * @param key the columns of the key
     * @param answered what is answered of a row before that
     */
    Sql upsert(Sql insert, List<String> key, SetClause set, List<String> answered) {
        insert.text(" on conflict (").text(String.join(", ", key)).text(") do update set ");
        if (!set.appendTo(insert, column -> true)) {
            insert.text(key.get(0)).text(" = " + EntitySource.ALIAS + ".").text(key.get(0));
        }
        insert.text(" where ");
        Rows.of(mapping, tenant).restrict(insert);
        insert.text("true returning ");
        answered.forEach(column -> insert.text(column).text(", "));
        // PostgreSQL locks the row that it changes, which leaves a mark that a new row does not have.
        return insert.text(EntitySource.ALIAS + ".xmax = 0");
    }

    /**
     * Changes rows of an entity with a single table.
     *
     * @param single whether nothing is to happen unless exactly one row meets the condition
     * @param keepVersion whether Hibernate is to count the version itself afterwards
     */
    Sql update(
            Condition condition,
            List<Assignment> assignments,
            boolean single,
            boolean keepVersion,
            Supplier<StatelessSession> session) {
        List<Problem> problems = new ArrayList<>();
        SetClause set = assigned(assignments, keepVersion, session, problems);
        Where where = from(condition, problems);
        Target target = target(condition, single, where);
        Sql sql = target(target, where);
        sql.text("update ").text(soleTable()).text(" " + EntitySource.ALIAS + " set ");
        set.appendTo(sql, column -> true);
        act(target, " from target", where, sql);
        InvalidInputException.throwIfAny(problems);
        return sql;
    }

    /**
     * Changes rows of an entity with a single table, each found by its id among those of a source of rows.
     *
     * @param source what stands behind {@code from}
     * @param sourceId the source's column that has the id
     */
    Sql updateFrom(SetClause set, Sql source, String sourceId) {
        Sql sql = new Sql().text("update ").text(soleTable()).text(" " + EntitySource.ALIAS + " set ");
        set.appendTo(sql, column -> true);
        sql.text(" from ").append(source).text(" where ");
        Rows.of(mapping, tenant).restrict(sql);
        return sql.text(ids.get(0)).text(" = ").text(sourceId);
    }

    /** Answers the assignments of an update, with what Hibernate would generate for it. */
    SetClause assigned(
            List<Assignment> assignments,
            boolean keepVersion,
            Supplier<StatelessSession> session,
            List<Problem> problems) {
        SetClause set = new SetClause(mapping, problems);
        assignments.forEach(assignment -> set.add(assignment.path(), assignment.change()));
        if (!set.isEmpty()) {
            generate(set, keepVersion, session);
        }
        return set;
    }

    /**
     * Checks changes without making them.
     *
     * @throws InvalidInputException when one does not fit
     */
    void check(List<Assignment> assignments, Supplier<StatelessSession> session) {
        List<Problem> problems = new ArrayList<>();
        assigned(assignments, true, session, problems).appendTo(new Sql(), column -> true);
        InvalidInputException.throwIfAny(problems);
    }

    /** Answers what is wrong with changes. */
    List<Problem> problems(List<Assignment> assignments) {
        List<Problem> problems = new ArrayList<>();
        SetClause set = new SetClause(mapping, problems);
        assignments.forEach(assignment -> set.add(assignment.path(), assignment.change()));
        set.expressions();
        return problems;
    }

    /** Deletes rows of an entity with a single table, or marks them as deleted. */
    Sql delete(Condition condition, boolean single) {
        List<Problem> problems = new ArrayList<>();
        Where where = from(condition, problems);
        Target target = target(condition, single, where);
        Sql sql = target(target, where);
        SoftDeletion deletion = mapping.softDeletion();
        if (deletion == null) {
            sql.text("delete from ").text(soleTable()).text(" " + EntitySource.ALIAS);
        } else {
            sql.text("update ").text(soleTable()).text(" " + EntitySource.ALIAS + " set " + deletion.assignment(true));
        }
        act(target, deletion == null ? " using target" : " from target", where, sql);
        InvalidInputException.throwIfAny(problems);
        return sql;
    }

    private String soleTable() {
        return Objects.requireNonNull(table, "An entity of several tables");
    }

    /** How a statement finds the rows that it changes: by its own condition, or by a SELECT that locks them first. */
    private enum Target {
        DIRECT,
        /** No more than two are locked: the statement acts only when there is no second one. */
        ONE,
        /** The condition has joins, which a statement that changes rows cannot have. */
        JOINED
    }

    private Target target(Condition condition, boolean single, Where where) {
        if (single && !condition.namesId(mapping)) {
            return Target.ONE;
        }
        return where.isLocal() ? Target.DIRECT : Target.JOINED;
    }

    private Sql target(Target target, Where where) {
        Sql sql = new Sql();
        if (target == Target.DIRECT) {
            return sql;
        }
        sql.text("with target as (select ");
        for (int i = 0; i < ids.size(); i++) {
            sql.text(i == 0 ? "" : ", ").text(ids.get(i)).text(" as target_id" + i);
        }
        return finish(where, sql)
                .text(target == Target.ONE ? " limit 2" : "")
                .text(" for update of " + EntitySource.ALIAS + ") ");
    }

    private void act(Target target, String join, Where where, Sql sql) {
        if (target == Target.DIRECT) {
            sql.text(" where ").append(where.sql());
            return;
        }
        sql.text(join).text(" where ");
        sql.text(target == Target.ONE ? "(select count(*) from target) = 1" : "true");
        for (int i = 0; i < ids.size(); i++) {
            sql.text(" and ").text(ids.get(i)).text(" = target.target_id" + i);
        }
    }

    /** Makes a statement that changes rows answer them. */
    Sql returning(Sql sql) {
        return sql.text(" returning ").text(selection);
    }

    /** Adds what Hibernate would generate for an update: the next version, and update timestamps. */
    void generate(SetClause set, boolean keepVersion, Supplier<StatelessSession> session) {
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
                    new Sql().text(counts ? version.column().of(EntitySource.ALIAS) + " + 1" : "clock_timestamp()"));
        }
    }

    private void generated(
            Generator generator, Column column, Supplier<StatelessSession> session, Consumer<Sql> assign) {
        var dialect = mapping.persister().getFactory().getJdbcServices().getDialect();
        if (generator instanceof BeforeExecutionGenerator before && !generator.generatedOnExecution()) {
            var implementor = (SharedSessionContractImplementor) session.get();
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
        BasicAttribute version = Objects.requireNonNull(mapping.version());
        return condition.and(new Condition() {
            @Override
            public void render(Where where) {
                where.on(version.name(), operand -> operand.compare(Operator.EQ, expected, where.sql()));
            }

            @Override
            public boolean namesId(EntityMapping of) {
                return false;
            }
        });
    }
}
