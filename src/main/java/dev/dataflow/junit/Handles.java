package dev.dataflow.junit;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The entity manager and the connection that one test, or the lifecycle methods of one class, were given. Belongs to one thread. */
final class Handles {
    private final EntityManagerFactory factory;
    private final DataSource dataSource;
    private @Nullable EntityManager entityManager;
    private @Nullable Connection connection;

    Handles(EntityManagerFactory factory, DataSource dataSource) {
        this.factory = factory;
        this.dataSource = dataSource;
    }

    EntityManager entityManager() {
        if (entityManager == null) {
            entityManager = factory.createEntityManager();
        }
        return entityManager;
    }

    @Nullable
    EntityManager openEntityManager() {
        return entityManager != null && entityManager.isOpen() ? entityManager : null;
    }

    Connection connection() throws SQLException {
        if (connection == null) {
            connection = dataSource.getConnection();
        }
        return connection;
    }

    void flush() {
        EntityManager manager = openEntityManager();
        if (manager != null) {
            manager.flush();
        }
    }

    /** Lets go of everything; what was not committed is rolled back, as a closed connection does. */
    void close() throws SQLException {
        EntityManager manager = openEntityManager();
        try {
            if (manager != null) {
                if (manager.getTransaction().isActive()) {
                    manager.getTransaction().rollback();
                }
                manager.close();
            }
        } finally {
            if (connection != null) {
                connection.close();
            }
        }
    }
}
