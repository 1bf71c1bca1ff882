package dev.dataflow.internal.boot;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.boot.Metadata;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.type.SqlTypes;

/** The types that columns are created with. */
final class ColumnTypes {
    private ColumnTypes() {}

    /**
     * Refuses attributes that no type of column is known for, which Hibernate would tell by the number of a JDBC type.
     *
     * @throws IllegalArgumentException when there are any
     */
    static void check(Metadata metadata) {
        List<String> unknown = new ArrayList<>();
        for (PersistentClass entity : metadata.getEntityBindings()) {
            for (Property property : entity.getProperties()) {
                if (property.getValue() instanceof BasicValue value && isUnknown(value)) {
                    unknown.add(entity.getClassName() + "." + property.getName());
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("No type of column is known for " + String.join(", ", unknown)
                    + ": annotate it with @Json for a document, or with @Column(columnDefinition = …)");
        }
    }

    private static boolean isUnknown(BasicValue value) {
        return !value.hasFormula()
                && value.resolve().getJdbcType().getDdlTypeCode() == SqlTypes.OTHER
                && value.getColumns().stream().allMatch(column -> column.getSqlType() == null);
    }
}
