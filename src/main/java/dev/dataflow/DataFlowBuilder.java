package dev.dataflow;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dataflow.internal.boot.SessionFactories;
import dev.dataflow.internal.session.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** Builds a {@link DataFlow} with a connection pool of its own. Not thread-safe. */
public final class DataFlowBuilder {
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;
    private static final String CONNECT_TIMEOUT_SECONDS = "4";
    private static final int DEFAULT_POOL_SIZE = 10;

    private @Nullable String jdbcUrl;
    private @Nullable String username;
    private @Nullable String password;
    private int maximumPoolSize = DEFAULT_POOL_SIZE;
    private final List<Class<?>> models = new ArrayList<>();
    private final Map<String, Object> properties = new LinkedHashMap<>();

    DataFlowBuilder() {}

    /** Sets the URL, such as {@code jdbc:postgresql://localhost:5432/shop}; required. */
    public DataFlowBuilder jdbcUrl(String url) {
        this.jdbcUrl = Objects.requireNonNull(url, "url");
        return this;
    }

    /** Sets the database user; by default the one in the URL, or that of the operating system. */
    public DataFlowBuilder username(String name) {
        this.username = Objects.requireNonNull(name, "name");
        return this;
    }

    /** Sets the password; by default none. */
    public DataFlowBuilder password(String secret) {
        this.password = Objects.requireNonNull(secret, "secret");
        return this;
    }

    /** Adds entity classes, and converters or embeddables that Hibernate would not find by itself. */
    public DataFlowBuilder models(Class<?>... classes) {
        models.addAll(List.of(classes));
        return this;
    }

    /**
     * Sets how many connections there are at most; 10 by default.
     *
     * @throws IllegalArgumentException when less than 1
     */
    public DataFlowBuilder maximumPoolSize(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("A pool has at least 1 connection");
        }
        this.maximumPoolSize = connections;
        return this;
    }

    /**
     * Sets the secret that the cursors of {@link Page}s are sealed with: instances of an application that share it take each other's. By
     * default it is derived from the database password, which they share as well; without one, cursors are of use to this object alone. A key
     * of its own, long and random, is better where cursors go to strangers, and lives on when the password changes.
     */
    public DataFlowBuilder cursorKey(String secret) {
        return property(DataFlow.CURSOR_KEY, Objects.requireNonNull(secret, "secret"));
    }

    /** Sets a setting of Hibernate, which takes precedence over those of DataFlow. */
    public DataFlowBuilder property(String name, Object value) {
        properties.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Connects and starts Hibernate.
     *
     * @throws IllegalStateException when no URL is set
     * @throws IllegalArgumentException when there are no models, a class is none, or the URL has a user before its host
     * @throws DataFlowException with {@link ErrorCode#CONNECTION}, within five seconds, when the server is not there or refuses
     */
    public DataFlow build() {
        if (jdbcUrl == null) {
            throw new IllegalStateException(
                    "No jdbcUrl is set: give one such as jdbc:postgresql://localhost:5432/shop");
        }
        if (jdbcUrl.matches("[^?]*@.*")) {
            throw new IllegalArgumentException(
                    "The URL " + withoutSecrets(jdbcUrl)
                            + " has a user before its host, which PostgreSQL's driver does not read: use username() and password()");
        }
        HikariDataSource pool = open(jdbcUrl);
        try {
            SessionFactoryImplementor factory =
                    SessionFactories.build(pool, serverVersion(pool, jdbcUrl), models, properties);
            Object key = properties.getOrDefault(DataFlow.CURSOR_KEY, password == null ? "" : password);
            return new DataFlow(factory, key.toString(), () -> {
                factory.close();
                pool.close();
            });
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    private HikariDataSource open(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("dataflow");
        config.setJdbcUrl(url);
        config.setUsername(username);
        config.setPassword(password);
        config.setMaximumPoolSize(maximumPoolSize);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(1);
        // A savepoint that the driver sets for a write is to go when the write has succeeded.
        config.addDataSourceProperty("cleanupSavepoints", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // The detail of an error quotes stored values.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        config.addDataSourceProperty("loginTimeout", CONNECT_TIMEOUT_SECONDS);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw unreachable(url, e);
        }
    }

    private static int serverVersion(HikariDataSource pool, String url) {
        try (Connection connection = pool.getConnection()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw unreachable(url, e);
        }
    }

    private static DataFlowException unreachable(String url, Exception e) {
        SQLException cause = SqlStates.causeOf(e);
        String state = cause == null ? null : cause.getSQLState();
        String why = state != null && state.startsWith("28")
                ? "the server refused the user or the password"
                : "3D000".equals(state)
                        ? "there is no such database"
                        : url.contains("postgresql:") ? "no server answers there" : "it is no URL of PostgreSQL";
        String message = "No connection to " + withoutSecrets(url) + ": " + why
                + (state == null ? "" : " (SQLSTATE " + state + ")")
                + "; check that the server runs and the URL is right";
        return new DataFlowException(new Failure(ErrorCode.CONNECTION, message, null, List.of(), null, state));
    }

    private static String withoutSecrets(String url) {
        return url.replaceAll("//[^?]*@", "//").replaceAll("(?i)([?&][^=&]*password[^=&]*)=[^&]*", "$1=…");
    }
}
