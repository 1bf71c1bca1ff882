package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that {@code DATAFLOW_URL} names is used as it is, and left as it was. */
class GivenServerTest {
    private static final String ROLE = "given_server_test";

    @Entity
    static class Counter extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Counter.class)
    static class There {
        @RepeatedTest(2)
        void stores(DataFlow df, Connection connection) throws SQLException {
            df.createTables();

            df.model(Counter.class).create(Map.of("name", "one")).orThrow();

            assertThat(df.model(Counter.class).create(Map.of("name", "one")).success())
                    .isFalse();
            try (Statement statement = connection.createStatement();
                    ResultSet user = statement.executeQuery("select current_user")) {
                user.next();
                assertThat(user.getString(1)).isEqualTo(ROLE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"createdb", "nocreatedb"})
    void tests_run_there_and_leave_nothing(String right) throws Exception {
        try (Database given = PostgresServer.shared().newDatabase();
                Connection connection = given.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + ROLE + " login " + right + " password 'secret'");
            statement.execute("grant create on schema public to " + ROLE);
            try {
                assertThat(run(given)).isEqualTo("2 succeeded\n");

                try (ResultSet left =
                        statement.executeQuery("select count(*) from pg_tables where schemaname = 'public'")) {
                    left.next();
                    assertThat(left.getInt(1)).isZero();
                }
            } finally {
                dropWhatWasMade(statement);
            }
        }
    }

    /** Runs the class in a JVM of its own, since a JVM has one server. */
    private static String run(Database given) throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Ddataflow.url=" + given.url(),
                        "-Ddataflow.username=" + ROLE,
                        "-Ddataflow.password=secret",
                        "-Dorg.jboss.logging.provider=slf4j",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Runs.class.getName(),
                        There.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jvm.waitFor();
        return said;
    }

    /** The templates are kept for the next run; here there is none. */
    private static void dropWhatWasMade(Statement statement) throws SQLException {
        StringBuilder drops = new StringBuilder();
        try (ResultSet owned = statement.executeQuery(
                "select datname from pg_database where pg_get_userbyid(datdba) = '" + ROLE + "'")) {
            while (owned.next()) {
                drops.append(owned.getString(1)).append(' ');
            }
        }
        for (String database : drops.toString().split(" ")) {
            if (!database.isEmpty()) {
                statement.execute("alter database " + database + " is_template false");
                statement.execute("drop database " + database + " with (force)");
            }
        }
        statement.execute("revoke create on schema public from " + ROLE);
        statement.execute("drop role " + ROLE);
    }
}
