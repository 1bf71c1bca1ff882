package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dataflow.DataFlow;
import dev.dataflow.ErrorCode;
import dev.dataflow.Identified;
import dev.dataflow.Model;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are made by migrations or scripts instead of from the models. */
class SchemaTest {
    @Entity
    @Table(name = "account")
    static class Account extends Identified {
        String name = "";

        @Nullable
        BigDecimal ceiling = BigDecimal.TEN;
    }

    /** How an application's tests share one way to make the tables. */
    interface Migrated {
        AtomicInteger RUNS = new AtomicInteger();

        @Migrations("dev/dataflow/junit/migration")
        static void migrate(DataSource empty) {
            RUNS.incrementAndGet();
            Flyway.configure()
                    .dataSource(empty)
                    .locations("classpath:dev/dataflow/junit/migration")
                    .load()
                    .migrate();
        }
    }

    @Nested
    @DataFlowTest(models = Account.class)
    class WithFlyway implements Migrated {

        @RepeatedTest(2)
        void finds_what_the_migrations_made_and_nothing_else(DataFlow df) {
            Model<Account> accounts = df.model(Account.class);

            assertThat(accounts.findMany().data())
                    .singleElement()
                    .satisfies(row -> assertThat(row.getString("name")).isEqualTo("from the migration"));
            assertThat(accounts.create(Map.of("name", "a", "ceiling", -1))
                            .error()
                            .code())
                    .isEqualTo(ErrorCode.CHECK_VIOLATION);
            assertThat(accounts.create(Map.of("name", "b")).data().id()).isEqualTo(3L);
        }

        @Test
        void creates_no_tables_where_all_are_there(DataFlow df) {
            df.createTables();

            assertThat(df.model(Account.class).count().data()).isEqualTo(1);
        }
    }

    @Nested
    @DataFlowTest(models = Account.class)
    class WithFlywayAgain implements Migrated {

        @Test
        void migrates_at_most_once_for_all_classes(DataFlow df) {
            assertThat(df.model(Account.class).count().data()).isEqualTo(1);
            assertThat(Migrated.RUNS).hasValueLessThanOrEqualTo(1);
        }
    }

    @Nested
    @DataFlowTest(models = Account.class, isolation = Isolation.DATABASE)
    class WithDatabases implements Migrated {

        @RepeatedTest(2)
        void gives_each_test_a_clone_of_what_was_migrated(DataFlow df) {
            assertThat(df.model(Account.class)
                            .create(Map.of("name", "a"))
                            .data()
                            .id())
                    .isEqualTo(2L);
        }
    }

    @Nested
    @DataFlowTest(models = Account.class, scripts = "dev/dataflow/junit/scripts")
    class WithScripts {

        @Test
        void runs_them_in_the_order_of_their_numbers(DataFlow df, DataSource dataSource) throws SQLException {
            assertThat(df.model(Account.class).findMany().data())
                    .extracting(row -> row.getString("name"))
                    .containsExactly("from a script");
            assertThat(df.model(Account.class)
                            .create(Map.of("name", "FROM A SCRIPT"))
                            .error()
                            .constraint())
                    .isEqualTo("account_name");
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("select shout('a')")) {
                result.next();
                assertThat(result.getString(1)).isEqualTo("A; really?");
            }
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Account.class, scripts = "no/such/folder")
    static class WithoutContent {
        @Test
        void test() {}
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Account.class)
    static class Refused {
        static final AtomicInteger RUNS = new AtomicInteger();

        @Migrations("dev/dataflow/junit/migration")
        static void migrate(DataSource empty) {
            RUNS.incrementAndGet();
            throw new IllegalStateException("the tool says no");
        }

        @Test
        void test() {}
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Account.class)
    static class NotStatic {
        @Migrations("dev/dataflow/junit/migration")
        void migrate() {}

        @Test
        void test() {}
    }

    @Test
    void what_cannot_be_found_or_called_is_named() {
        assertThat(Runs.failures(Runs.run(WithoutContent.class)))
                .singleElement()
                .asString()
                .contains("'no/such/folder'", "on the class path");
        assertThat(Runs.failures(Runs.run(NotStatic.class)))
                .singleElement()
                .asString()
                .contains("is static and takes a javax.sql.DataSource", "NotStatic.migrate");
    }

    @Test
    void what_the_migrations_throw_fails_the_class_each_time() {
        assertThat(Runs.failures(Runs.run(Refused.class, Refused.class))).isNotEmpty();
        assertThat(Runs.failures(Runs.run(Refused.class)))
                .singleElement()
                .asString()
                .contains("builder of a template has failed");
        assertThat(Refused.RUNS).hasValueGreaterThan(1);
    }

    @Test
    void names_are_in_natural_order_and_content_decides(@TempDir Path folder) throws IOException {
        for (String name : List.of("V10__c.sql", "V2__b.sql", "V1__a.sql")) {
            Files.writeString(folder.resolve(name), name);
        }

        assertThat(Content.of("file:" + folder, loader()))
                .extracting(Content.Entry::name)
                .containsExactly("V1__a.sql", "V2__b.sql", "V10__c.sql");

        Schema before = schema(folder);
        assertThat(schema(folder)).isEqualTo(before);
        Files.writeString(folder.resolve("V2__b.sql"), "changed");
        assertThat(schema(folder)).isNotEqualTo(before);
    }

    private static Schema schema(Path folder) {
        DataFlowTest declared = new Declared("file:" + folder);
        return Objects.requireNonNull(Schema.of(SchemaTest.class, declared));
    }

    @Test
    void a_folder_may_lie_in_a_jar(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("migrations.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : List.of("db/b.sql", "db/sub/a.sql", "database.sql")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
            }
            zip.putNextEntry(new ZipEntry("db/"));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertThat(Content.of("classpath:/db/", loader))
                    .extracting(Content.Entry::name)
                    .containsExactly("b.sql", "sub/a.sql");
            assertThat(Content.of("database.sql", loader)).hasSize(1);
        }
        assertThatThrownBy(() -> Content.of("file:" + folder.resolve("none"), loader()))
                .hasMessageContaining("none");
    }

    private static ClassLoader loader() {
        return SchemaTest.class.getClassLoader();
    }

    /** What an annotation says. */
    private record Declared(String script) implements DataFlowTest {
        @Override
        public Class<?>[] models() {
            return new Class<?>[0];
        }

        @Override
        public String[] modelsIn() {
            return new String[0];
        }

        @Override
        public String[] scripts() {
            return new String[] {script};
        }

        @Override
        public Isolation isolation() {
            return Isolation.SAVEPOINT;
        }

        @Override
        public Class<DataFlowTest> annotationType() {
            return DataFlowTest.class;
        }
    }
}
