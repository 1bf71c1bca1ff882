package dev.dataflow.internal.session;

import org.hibernate.Interceptor;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Stores what callbacks set. A stateless session of Hibernate 7.4 takes an entity's values before it calls {@code @PrePersist} and
 * {@code @PreUpdate}, and the interceptor after them: here the values are taken again, and collections are looked at.
 */
final class CallbackState implements Interceptor {
    private final SessionFactoryImplementor factory;
    private final Interceptor next;
    private @Nullable SharedSessionContractImplementor session;

    CallbackState(SessionFactoryImplementor factory) {
        this.factory = factory;
        this.next = factory.getSessionFactoryOptions().getInterceptor();
    }

    /** Learns whose interceptor it is, which is made before the session. */
    void serve(SharedSessionContractImplementor served) {
        session = served;
    }

    @Override
    public void onInsert(Object entity, Object id, Object[] state, String[] names, Type[] types) {
        refresh(entity, state);
        next.onInsert(entity, id, state, names, types);
    }

    @Override
    public void onUpdate(Object entity, Object id, Object[] state, String[] names, Type[] types) {
        refresh(entity, state);
        next.onUpdate(entity, id, state, names, types);
        boolean shown = factory.getEventEngine()
                .getCallbackRegistry()
                .hasRegisteredCallbacks(entity.getClass(), CallbackType.POST_UPDATE);
        if (!shown && session != null) {
            UnchangedCollections.leave(persister(entity), entity, session);
        }
    }

    @Override
    public void onDelete(Object entity, Object id, String[] names, Type[] types) {
        next.onDelete(entity, id, names, types);
    }

    private void refresh(Object entity, Object[] state) {
        System.arraycopy(persister(entity).getValues(entity), 0, state, 0, state.length);
    }

    private EntityPersister persister(Object entity) {
        return factory.getMappingMetamodel().getEntityDescriptor(entity.getClass());
    }
}
