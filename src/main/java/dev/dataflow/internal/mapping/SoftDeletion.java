package dev.dataflow.internal.mapping;

import org.hibernate.annotations.SoftDeleteType;
import org.hibernate.metamodel.mapping.SoftDeleteMapping;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.jspecify.annotations.Nullable;

/**
 * How rows are marked as deleted, by Hibernate's {@code @SoftDelete}.
 *
 * @param table the table that holds the mark
 * @param column the column, as SQL writes it
 * @param deleted what marks a row, as an expression
 * @param present what marks a row that is not deleted; null for NULL
 */
public record SoftDeletion(
        String table,
        String column,
        String deleted,
        @Nullable String present) {

    public static SoftDeletion of(SoftDeleteMapping mapping) {
        boolean timestamp = mapping.getSoftDeleteStrategy() == SoftDeleteType.TIMESTAMP;
        ColumnReference reference = new ColumnReference(EntitySource.ALIAS, mapping);
        return new SoftDeletion(
                mapping.getTableName(),
                mapping.getColumnName(),
                mapping.createDeletedValueBinding(reference)
                        .getValueExpression()
                        .getFragment(),
                timestamp ? null : mapping.getWriteExpression());
    }

    /** Whether the mark is the time of the deletion. */
    public boolean timed() {
        return present == null;
    }

    /** The condition that a row is not deleted. */
    String isPresent(String alias) {
        return alias + '.' + isPresent();
    }

    /** The condition that a row of the table is not deleted. */
    public String isPresent() {
        return column + (present == null ? " is null" : " = " + present);
    }

    /** The condition that a row is deleted. */
    String isDeleted(String alias) {
        return alias + '.' + column + (present == null ? " is not null" : " = " + deleted);
    }

    /** What a row shows of it: the time, or whether the row is deleted. */
    public String shown(String alias) {
        return present == null ? alias + '.' + column : isDeleted(alias);
    }

    /** What a new row has in the column. */
    public String newRow() {
        return present == null ? "null" : present;
    }

    /** The assignment that deletes a row, or restores it. */
    public String assignment(boolean deletes) {
        return column + " = " + (deletes ? deleted : newRow());
    }
}
