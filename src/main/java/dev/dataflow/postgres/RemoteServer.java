package dev.dataflow.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;

/** Reaches the server a user has named. */
final class RemoteServer {

    private static final int PATIENCE_SECONDS = 4;

    private RemoteServer() {}

    /** @param onVersion learns the server's version as soon as it is known */
    static RunningServer reach(Endpoint.WithDatabase given, Consumer<PostgresVersion> onVersion) {
        Endpoint endpoint = given.endpoint();
        String database = given.database();
        try {
            PGSimpleDataSource dataSource = endpoint.dataSource(database);
            dataSource.setLoginTimeout(PATIENCE_SECONDS);
            Connection connection = dataSource.getConnection();
            onVersion.accept(PostgresVersion.parse(connection.getMetaData().getDatabaseProductVersion()));
            // No strategy: copying files forces a checkpoint, which costs much on a durable server.
            return RunningServer.on(endpoint, database, connection, "", () -> {});
        } catch (SQLException e) {
            throw new PostgresException(
                    "The PostgreSQL server of DATAFLOW_URL (dataflow.url) cannot be reached: "
                            + Endpoint.masked(endpoint.url(database)) + ": " + e.getMessage()
                            + "\nStart it or correct the URL; without a URL the tests start a server of their own.",
                    e);
        }
    }
}
