package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.Elements;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The entities of other tenants that Hibernate has loaded with one that refers to them: its callbacks are to see no more of those than the id,
 * which has to stay. Belongs to one operation.
 */
final class OtherTenants {
    private final @Nullable Object tenant;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param tenant whose entities stay as they are; null for nobody's */
    OtherTenants(@Nullable Object tenant) {
        this.tenant = tenant;
    }

    /** Empties those that an entity leads to. */
    void empty(EntityMapping mapping, @Nullable Object entity) {
        Object loaded = entity != null && Hibernate.isInitialized(entity) ? Hibernate.unproxy(entity) : null;
        if (loaded == null || !seen.add(loaded)) {
            return;
        }
        EntityMapping type = mapping.classOf(loaded);
        BasicAttribute owner = type.tenant();
        if (owner != null && !Objects.equals(tenant, owner.get(loaded))) {
            empty(type.persister(), loaded);
        } else {
            type.attributes().forEach(attribute -> follow(type, attribute, attribute.get(loaded)));
        }
    }

    /** Without its version Hibernate would take the entity for a new one. */
    private static void empty(EntityPersister persister, Object entity) {
        Object[] values = persister.getValues(
                persister.getRepresentationStrategy().getInstantiator().instantiate());
        if (persister.isVersioned()) {
            values[persister.getVersionPropertyIndex()] = persister.getVersion(entity);
        }
        persister.setValues(entity, values);
    }

    private void follow(EntityMapping mapping, @Nullable Attribute attribute, @Nullable Object value) {
        if (attribute == null || value == null || !Hibernate.isInitialized(value)) {
            return;
        }
        if (attribute instanceof ToOneAttribute toOne) {
            empty(mapping.related(toOne.target()), value);
        } else if (attribute instanceof CollectionAttribute collection) {
            elements(value).forEach(element -> follow(mapping, collection.elements(), element));
        } else if (attribute.embedded() != null) {
            attribute.embedded().attributes().forEach(part -> follow(mapping, part, part.get(value)));
        }
    }

    private void follow(EntityMapping mapping, Elements elements, @Nullable Object element) {
        if (elements.target() == null) {
            follow(mapping, elements.value(), element);
        } else {
            empty(mapping.related(elements.target()), element);
        }
    }

    private static Collection<?> elements(Object collection) {
        return collection instanceof Map<?, ?> map
                ? map.values()
                : collection instanceof Collection<?> elements ? elements : List.of();
    }
}
