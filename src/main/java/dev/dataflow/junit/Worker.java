package dev.dataflow.junit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dataflow.postgres.Database;
import dev.dataflow.sandbox.Sandbox;
import dev.dataflow.sandbox.SandboxOptions;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database that belongs to one test class at a time, with or without a sandbox on it. */
final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int MAXIMUM_POOL_SIZE = 32;

    /** A new database is cheap; what a server's process keeps for tables that were undone is only given back with it. */
    private static final int MOST_SCHEMA_CHANGES = 1000;

    private final Database database;
    private final @Nullable Sandbox sandbox;
    private final DataSource dataSource;
    private final HikariDataSource pool;
    private volatile boolean used;

    private Worker(Database database, @Nullable Sandbox sandbox, DataSource dataSource) {
        this.database = database;
        this.sandbox = sandbox;
        this.dataSource = dataSource;
        this.pool = pool(dataSource);
    }

    /** @param own whether nobody else uses the database, so that its sequences may be set back */
    static Worker sandboxed(Database database, boolean own) throws SQLException {
        SandboxOptions options =
                SandboxOptions.defaults().withResetSequences(own).withExclusive(own);
        Sandbox sandbox = Sandbox.open(driver(database), options);
        if (own) {
            database.restrainOthers(options.waitLimit());
        }
        return new Worker(database, sandbox, sandbox.dataSource());
    }

    static Worker committing(Database database) throws SQLException {
        return new Worker(database, null, driver(database));
    }

    /** Opens a first connection, so that a test need not wait for it. */
    Worker warmed() throws SQLException {
        pool.getConnection().close();
        return this;
    }

    /** Learns that somebody is given connections to it. */
    void use() {
        used = true;
    }

    /** Tells whether its database may have been changed, or connections to it kept. */
    boolean isUsed() {
        return used;
    }

    /** The settings are those of the facade's own pool: tests behave as programs do. */
    private static DataSource driver(Database database) throws SQLException {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl(database.url());
        driver.setUser(database.username());
        driver.setPassword(database.password());
        driver.setCleanupSavepoints(true);
        driver.setReWriteBatchedInserts(true);
        driver.setLogServerErrorDetail(false);
        return driver;
    }

    private static HikariDataSource pool(DataSource dataSource) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("dataflow-test");
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(MAXIMUM_POOL_SIZE);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** The sandbox; null when commits are real. */
    @Nullable
    Sandbox sandbox() {
        return sandbox;
    }

    /** Gives a new connection each time; for tests. */
    DataSource dataSource() {
        return dataSource;
    }

    /** Gives pooled connections; for Hibernate and the facade. */
    DataSource pool() {
        return pool;
    }

    /** Prepares for the next class; false when that is impossible. */
    boolean renew() {
        if (sandbox == null || !sandbox.isIntact() || sandbox.undoneSchemaChanges() > MOST_SCHEMA_CHANGES) {
            return false;
        }
        try {
            sandbox.renew();
            return true;
        } catch (SQLException e) {
            LOG.debug("A worker is not used again: SQLSTATE {}", e.getSQLState());
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            pool.close();
            if (sandbox != null) {
                sandbox.close();
            }
        } finally {
            database.close();
        }
    }
}
