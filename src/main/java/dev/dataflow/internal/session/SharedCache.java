package dev.dataflow.internal.session;

import java.util.Collection;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/** Hibernate's second-level cache, which hears nothing of statements that are not its own. Thread-safe. */
final class SharedCache {
    private final SessionFactoryImplementor factory;
    private final boolean used;

    SharedCache(SessionFactoryImplementor factory) {
        this.factory = factory;
        this.used = !factory.getCache().getCacheRegionNames().isEmpty();
    }

    /** Forgets the rows of these entities, the collections that belong to them or consist of them, and the results of queries. */
    void forget(Collection<Class<?>> entityClasses) {
        if (!used || entityClasses.isEmpty()) {
            return;
        }
        entityClasses.forEach(entityClass -> {
            factory.getCache().evictEntityData(entityClass);
            factory.getCache().evictNaturalIdData(entityClass);
        });
        factory.getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            if (collection.hasCache() && entityClasses.stream().anyMatch(type -> concerns(collection, type))) {
                factory.getCache().evictCollectionData(collection.getRole());
            }
        });
        factory.getCache().evictQueryRegions();
    }

    private static boolean concerns(CollectionPersister collection, Class<?> entityClass) {
        return isRelated(collection.getOwnerEntityPersister(), entityClass)
                || ((collection.isOneToMany() || collection.isManyToMany())
                        && isRelated(collection.getElementPersister(), entityClass));
    }

    private static boolean isRelated(EntityPersister persister, Class<?> entityClass) {
        Class<?> other = persister.getMappedClass();
        return other.isAssignableFrom(entityClass) || entityClass.isAssignableFrom(other);
    }
}
