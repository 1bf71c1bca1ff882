package dev.dataflow.junit;

import dev.dataflow.internal.session.OperationListener;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityNotFoundException;
import java.util.List;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionImplementor;

/**
 * Keeps the entity managers that tests were given in step with the facade: what they have not flushed is flushed before it looks, and what it
 * changes is read again.
 */
final class InjectedEntityManagers implements OperationListener {
    private static final ThreadLocal<List<Handles>> OF_THIS_THREAD = ThreadLocal.withInitial(List::of);

    /** Names the handles whose entity managers belong to this thread, those of the class before those of the test. */
    static void belongToThisThread(List<Handles> handles) {
        OF_THIS_THREAD.set(handles);
    }

    static void forget() {
        OF_THIS_THREAD.remove();
    }

    @Override
    public void beforeOperation() {
        OF_THIS_THREAD.get().forEach(Handles::flush);
    }

    @Override
    public void afterWrite(Class<?> entityClass) {
        for (Handles handles : OF_THIS_THREAD.get()) {
            EntityManager manager = handles.openEntityManager();
            if (manager != null) {
                refresh(manager, entityClass);
            }
        }
    }

    private static void refresh(EntityManager manager, Class<?> entityClass) {
        var context = manager.unwrap(SessionImplementor.class).getPersistenceContext();
        for (EntityKey key : List.copyOf(context.getEntitiesByKey().keySet())) {
            Object entity = context.getEntity(key);
            if (entityClass.isInstance(entity)) {
                try {
                    manager.refresh(entity);
                } catch (EntityNotFoundException e) {
                    manager.detach(entity);
                }
            }
        }
    }
}
