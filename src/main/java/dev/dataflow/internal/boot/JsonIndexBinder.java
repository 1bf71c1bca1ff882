package dev.dataflow.internal.boot;

import dev.dataflow.JsonIndex;
import java.lang.annotation.Annotation;
import org.hibernate.binder.AttributeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;

/** Adds the indexes that a JSON attribute declares to what Hibernate creates with the tables. */
public final class JsonIndexBinder implements AttributeBinder<Annotation> {
    @Override
    public void bind(
            Annotation annotation,
            MetadataBuildingContext context,
            PersistentClass persistentClass,
            Property property) {
        JsonIndex[] indexes =
                annotation instanceof JsonIndex.List list ? list.value() : new JsonIndex[] {(JsonIndex) annotation};
        for (JsonIndex index : indexes) {
            context.getMetadataCollector()
                    .addAuxiliaryDatabaseObject(new JsonIndexDefinition(property, index.path(), index.name()));
        }
    }
}
