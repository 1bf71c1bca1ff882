package dev.dataflow.sandbox;

import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * A connection the application gets: PostgreSQL's own driver, talking to a {@link Session} instead of a server.
 *
 * <p>So whatever the driver promises holds in the sandbox too. Added is only that {@code COMMIT} by the driver can be
 * told from {@code COMMIT} as SQL text.
 */
final class LogicalConnection extends PgConnection {

    private final Session session;

    LogicalConnection(HostSpec host, Properties properties, String url, Session session) throws SQLException {
        super(new HostSpec[] {host}, properties, url);
        this.session = session;
    }

    @Override
    public void commit() throws SQLException {
        session.control().byDriver(true);
        try {
            super.commit();
        } finally {
            session.control().byDriver(false);
        }
    }

    @Override
    public void rollback() throws SQLException {
        session.control().byDriver(true);
        try {
            super.rollback();
        } finally {
            session.control().byDriver(false);
        }
    }
}
