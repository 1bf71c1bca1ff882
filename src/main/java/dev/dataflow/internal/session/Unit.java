package dev.dataflow.internal.session;

import java.sql.Connection;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** What one operation works with: a connection and, when it asks, a stateless session on it. Belongs to one thread. */
public final class Unit implements AutoCloseable {
    private static final int BATCH_SIZE = 50;

    private final SessionFactoryImplementor factory;
    private final Connection connection;
    private @Nullable StatelessSession session;

    Unit(SessionFactoryImplementor factory, Connection connection) {
        this.factory = factory;
        this.connection = connection;
    }

    public Connection connection() {
        return connection;
    }

    public StatelessSession session() {
        if (session == null) {
            session = factory.withStatelessOptions().connection(connection).openStatelessSession();
            session.setJdbcBatchSize(BATCH_SIZE);
        }
        return session;
    }

    public WrapperOptions options() {
        return factory.getWrapperOptions();
    }

    /** Ends the session; the connection goes on. */
    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
