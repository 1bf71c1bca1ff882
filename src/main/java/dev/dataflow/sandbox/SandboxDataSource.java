package dev.dataflow.sandbox;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/** Opens logical connections. */
final class SandboxDataSource implements DataSource {

    private final Transactions transactions;
    private final String url;
    private final HostSpec host;
    private final Properties template;
    private final AtomicInteger opened = new AtomicInteger();
    private volatile @Nullable PrintWriter logWriter;
    private volatile int loginTimeout;

    SandboxDataSource(Transactions transactions, PgConnection physical) throws SQLException {
        this.transactions = transactions;
        this.url = physical.getURL();
        this.host = physical.getQueryExecutor().getHostSpec();
        Properties properties = Driver.parseURL(url, null);
        this.template = properties == null ? new Properties() : properties;
        template.setProperty(PGProperty.USER.getName(), physical.getUserName());
        template.setProperty(PGProperty.PG_DBNAME.getName(), physical.getCatalog());
        template.setProperty(PGProperty.SOCKET_FACTORY.getName(), SandboxSocketFactory.class.getName());
        template.setProperty(PGProperty.SSL_MODE.getName(), "disable");
        template.setProperty(PGProperty.GSS_ENC_MODE.getName(), "disable");
        template.setProperty(PGProperty.TARGET_SERVER_TYPE.getName(), "any");
        template.setProperty(PGProperty.PROTOCOL_VERSION.getName(), "3.0");
        // The real connection did what the driver does first for each new connection.
        template.setProperty(PGProperty.ASSUME_MIN_SERVER_VERSION.getName(), "9.0");
    }

    @Override
    public Connection getConnection() throws SQLException {
        String broken = transactions.broken();
        if (broken != null) {
            throw new SQLException("The sandbox can no longer be used: " + broken, "08003");
        }
        Session session = new Session(transactions, opened.incrementAndGet());
        Properties properties = new Properties();
        properties.putAll(template);
        properties.put(SandboxSocketFactory.SESSION, session);
        return new LogicalConnection(host, properties, url, session);
    }

    /** Name and password are those of the sandbox: all its connections are one. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("The sandbox logs through SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("A sandbox's data source is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
