package dev.dataflow.internal.boot;

import java.lang.annotation.Annotation;
import org.hibernate.binder.AttributeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;

/** Makes the column of a JSON attribute {@code jsonb}, unless it is declared otherwise. */
public final class JsonBinder implements AttributeBinder<Annotation> {
    @Override
    public void bind(
            Annotation annotation,
            MetadataBuildingContext context,
            PersistentClass persistentClass,
            Property property) {
        for (Column column : property.getColumns()) {
            if (column.getSqlType() == null) {
                column.setSqlType("jsonb");
            }
        }
    }
}
