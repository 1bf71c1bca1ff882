package dev.dataflow.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that accepts connections, and this JVM's session on it. */
final class RunningServer {

    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

    private final Database givenDatabase;
    private final Session session;
    private final Templates templates;
    private final boolean canCreateDatabases;
    private final Runnable stop;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RunningServer(
            Database givenDatabase, Session session, String cloning, boolean canCreateDatabases, Runnable stop) {
        this.givenDatabase = givenDatabase;
        this.session = session;
        this.templates = new Templates(session, cloning);
        this.canCreateDatabases = canCreateDatabases;
        this.stop = stop;
    }

    /**
     * Opens the session.
     *
     * @param connection one to the database {@code home}; belongs to the session from now on
     * @param cloning what {@code CREATE DATABASE} says after a template's name
     * @param stop what to do on the server's side once the session is closed
     */
    static RunningServer on(Endpoint endpoint, String home, Connection connection, String cloning, Runnable stop)
            throws SQLException {
        Session session = Session.open(endpoint, home, connection);
        Database given = new Database(endpoint, home, null);
        return new RunningServer(given, session, cloning, mayCreateDatabases(connection), stop);
    }

    boolean canCreateDatabases() {
        return canCreateDatabases;
    }

    Database givenDatabase() {
        return givenDatabase;
    }

    Database newDatabase() {
        requireCreateDatabase();
        try {
            return session.create("");
        } catch (SQLException e) {
            throw new PostgresException(
                    "PostgreSQL at " + givenDatabase + " creates no database: " + e.getMessage(), e);
        }
    }

    Template template(String key, TemplateBuilder builder) {
        requireCreateDatabase();
        try {
            return templates.get(key, builder);
        } catch (SQLException e) {
            throw new PostgresException("PostgreSQL at " + givenDatabase + " makes no template: " + e.getMessage(), e);
        }
    }

    /** Drops the databases that JVMs have left behind. What goes wrong here hurts no test, so it is only logged. */
    void dropLeftovers() {
        try {
            for (String name : session.leftovers()) {
                session.drop(name);
            }
        } catch (SQLException | PostgresException e) {
            LOG.debug("Databases of earlier runs were not dropped", e);
        }
    }

    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("The session was not closed in good order", e);
        } finally {
            stop.run();
        }
    }

    private void requireCreateDatabase() {
        if (!canCreateDatabases) {
            throw new PostgresException("The user " + givenDatabase.username() + " may not create databases on "
                    + givenDatabase + ", so there are no templates and no clones. Allow it with ALTER ROLE "
                    + givenDatabase.username()
                    + " CREATEDB, or run the tests in the given database one after the other");
        }
    }

    private static boolean mayCreateDatabases(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet role = statement.executeQuery(
                        "select rolcreatedb or rolsuper from pg_roles where rolname = current_user")) {
            return role.next() && role.getBoolean(1);
        }
    }
}
