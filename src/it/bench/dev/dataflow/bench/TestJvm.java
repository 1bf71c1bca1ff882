package dev.dataflow.bench;

import dev.dataflow.bench.isolation.Library;
import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A JVM for tests of one contender, and its database with the tables of the library, which everybody's settings name. */
record TestJvm(Database database) implements AutoCloseable {
    /** What makes short-lived JVMs faster, whoever runs in them. */
    private static final List<String> OPTIONS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g", "-Dorg.jboss.logging.provider=slf4j");

    /** Settings that zonky's server has of its own, or that its command line does not take: of these none costs or saves time. */
    private static final Set<String> ZONKYS_OWN =
            Set.of("listen_addresses", "unix_socket_directories", "log_destination", "logging_collector", "datestyle");

    static TestJvm on(PostgresServer server) {
        Database database = server.newDatabase();
        Library.createTables(database.dataSource());
        return new TestJvm(database);
    }

    /** Answers how to start a class. */
    ProcessBuilder start(String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(zonkySettings());
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().putAll(environment());
        return process;
    }

    private Map<String, String> environment() {
        String username = database.username() == null ? "" : database.username();
        String password = database.password() == null ? "" : database.password();
        return Map.of(
                OwnDatabase.URL,
                database.url(),
                OwnDatabase.USERNAME,
                username,
                OwnDatabase.PASSWORD,
                password,
                "SPRING_DATASOURCE_URL",
                database.url(),
                "SPRING_DATASOURCE_USERNAME",
                username,
                "SPRING_DATASOURCE_PASSWORD",
                password,
                "DATAFLOW_URL",
                database.url(),
                "DATAFLOW_USERNAME",
                username,
                "DATAFLOW_PASSWORD",
                password);
    }

    /** Answers the embedded server's settings, as zonky's provider takes them. */
    private static List<String> zonkySettings() {
        Properties settings = new Properties();
        try (InputStream file = PostgresServer.class.getResourceAsStream("postgresql.conf")) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings.stringPropertyNames().stream()
                .filter(name -> !ZONKYS_OWN.contains(name))
                .map(name -> "-Dzonky.test.database.postgres.server.properties." + name + "="
                        + settings.getProperty(name).replace("'", ""))
                .toList();
    }

    @Override
    public void close() {
        database.close();
    }
}
