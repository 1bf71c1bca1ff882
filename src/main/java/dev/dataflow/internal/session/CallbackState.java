package dev.dataflow.internal.session;

import org.hibernate.Interceptor;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.type.Type;

/**
 * Stores what callbacks set. A stateless session of Hibernate 7.4 takes an entity's values before it calls {@code @PrePersist} and
 * {@code @PreUpdate}, and the interceptor after them: here the values are taken again.
 */
final class CallbackState implements Interceptor {
    private final SessionFactoryImplementor factory;
    private final Interceptor next;

    CallbackState(SessionFactoryImplementor factory) {
        this.factory = factory;
        this.next = factory.getSessionFactoryOptions().getInterceptor();
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
    }

    @Override
    public void onDelete(Object entity, Object id, String[] names, Type[] types) {
        next.onDelete(entity, id, names, types);
    }

    private void refresh(Object entity, Object[] state) {
        Object[] current = factory.getMappingMetamodel()
                .getEntityDescriptor(entity.getClass())
                .getValues(entity);
        System.arraycopy(current, 0, state, 0, state.length);
    }
}
