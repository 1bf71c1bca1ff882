package dev.dataflow.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A fresh database on a server that all tests of one JVM share. */
final class Database {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;

    private Database(String name) {
        this.name = name;
    }

    static Database create(String... ddl) throws SQLException {
        Database database = new Database("sandbox_" + NUMBER.incrementAndGet());
        try (Connection admin = Server.INSTANCE.getPostgresDatabase().getConnection()) {
            execute(admin, "CREATE DATABASE " + database.name);
        }
        try (Connection connection = database.source().getConnection()) {
            execute(connection, ddl);
        }
        return database;
    }

    /** Real connections, which commit. */
    DataSource source() {
        return Server.INSTANCE.getDatabase("postgres", name);
    }

    String url() {
        return Server.INSTANCE.getJdbcUrl("postgres", name);
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private static final class Server {

        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("max_prepared_transactions", "5")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
