package dev.dataflow.internal.session;

import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EntityAssociationMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Collections of entities that nobody has changed. At an update a stateless session writes each collection that it has loaded anew, without the
 * entities that it does not show, be they deleted or restricted: their rows would be lost. Stateless.
 */
final class UnchangedCollections {
    private UnchangedCollections() {}

    /** Has the session leave their rows as they are: the entity holds collections in their place that are not loaded. */
    static void leave(EntityPersister persister, Object entity, SharedSessionContractImplementor session) {
        persister.forEachAttributeMapping(attribute -> leave(attribute, entity, session));
    }

    private static void leave(AttributeMapping attribute, Object entity, SharedSessionContractImplementor session) {
        if (attribute instanceof PluralAttributeMapping plural) {
            CollectionPersister collection = plural.getCollectionDescriptor();
            if (plural.getElementDescriptor() instanceof EntityAssociationMapping
                    && isUnchanged(plural.getValue(entity))) {
                plural.setValue(
                        entity, collection.getCollectionSemantics().instantiateWrapper(null, collection, session));
            }
        }
    }

    private static boolean isUnchanged(@Nullable Object value) {
        return value instanceof PersistentCollection<?> loaded && loaded.wasInitialized() && !loaded.isDirty();
    }
}
