package dev.dataflow.internal.sql;

import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.EntitySource;
import dev.dataflow.internal.mapping.SoftDeletion;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an entity in a statement: its tables under an alias, and what holds for all of its rows that may be seen.
 *
 * @param tenant answers the current tenant, whose rows alone may be seen
 */
public record Rows(EntityMapping mapping, EntitySource source, Supplier<@Nullable Object> tenant) implements Scope {

    /** Answers the rows that a statement is about, under {@link EntitySource#ALIAS}. */
    public static Rows of(EntityMapping mapping, Supplier<@Nullable Object> tenant) {
        return new Rows(mapping, mapping.source(), tenant);
    }

    /** Answers the rows that an association leads to, under another alias. */
    public Rows related(EntityPersister target, String alias) {
        EntityMapping other = mapping.related(target);
        return new Rows(other, other.source(alias), tenant);
    }

    /** Answers the rows that are deleted, too, or alone. */
    public Rows withDeleted(SoftDeletion deletion, boolean only) {
        return new Rows(mapping, source.withDeleted(deletion, only), tenant);
    }

    /** Appends {@code restriction and …} for all that holds for rows that may be seen, so that a condition can follow. */
    public void restrict(Sql sql) {
        source.restrictions().forEach(restriction -> sql.text(restriction).text(" and "));
        BasicAttribute owner = mapping.tenant();
        if (owner != null) {
            sql.text(source.expression(owner.column()))
                    .text(" = ")
                    .value(mapping.checkedTenant(tenant.get()), owner.column())
                    .text(" and ");
        }
    }

    @Override
    public EntityMapping.Place locate(List<String> keys) {
        return mapping.locate(keys);
    }

    @Override
    public EntityMapping.Place locate(String path) {
        return mapping.locate(path);
    }

    @Override
    public String expression(Column column) {
        return source.expression(column);
    }

    @Override
    public Rows entity(EntityPersister target, String alias) {
        return related(target, alias);
    }
}
