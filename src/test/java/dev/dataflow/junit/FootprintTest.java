package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After each kind of test, and each kind of failure, the database is row for row and sequence for sequence what it was. */
class FootprintTest {
    @Entity
    static class Row extends Identified {
        @Column(nullable = false)
        String text = "";
    }

    @Entity
    static class Pooled {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        @SequenceGenerator(name = "footprint", sequenceName = "footprint_ids", allocationSize = 10)
        @Nullable
        Long id;
    }

    private static final List<String> SEEN = new ArrayList<>();

    private static void store(DataFlow df, String text) {
        df.model(Row.class).create(Map.of("text", text)).orThrow();
        df.model(Pooled.class).create(Map.of()).orThrow();
    }

    private static void see(DataFlow df) {
        SEEN.add(String.join(
                ", ",
                df.model(Row.class).findMany().data().stream()
                        .map(row -> row.getString("text"))
                        .toList()));
    }

    private static IllegalStateException broken() {
        return new IllegalStateException("broken on purpose");
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = {Row.class, Pooled.class})
    interface Stage {}

    static class AllKinds implements Stage {
        @BeforeAll
        static void before_all(DataFlow df) {
            store(df, "class");
        }

        @AfterAll
        static void after_all(DataFlow df) {
            store(df, "after");
        }

        @BeforeEach
        void before_each(DataFlow df) {
            store(df, "before");
        }

        @AfterEach
        void after_each(DataFlow df) {
            store(df, "after");
        }

        @Test
        void plain(DataFlow df, Connection connection, EntityManager em) throws SQLException {
            store(df, "plain");
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table made_by_a_test (id serial)");
                statement.execute("insert into made_by_a_test default values");
                statement.execute("truncate footprint_test$row");
            }
            em.persist(new Pooled());
        }

        @RepeatedTest(2)
        void repeated(DataFlow df) {
            store(df, "repeated");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameterized(int number, DataFlow df) {
            store(df, "parameterized " + number);
        }

        @TestFactory
        Stream<DynamicTest> dynamic(DataFlow df) {
            return Stream.of("a", "b").map(name -> DynamicTest.dynamicTest(name, () -> store(df, name)));
        }

        @Nested
        @TestInstance(TestInstance.Lifecycle.PER_CLASS)
        class Inside {
            Inside(DataFlow df) {
                store(df, "instance");
            }

            @Test
            void nested(DataFlow df) {
                see(df);
            }
        }
    }

    interface WithTests extends Stage {
        @Test
        default void inherited(DataFlow df) {
            store(df, "inherited");
            see(df);
        }
    }

    static class OfAnInterface implements WithTests {}

    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    static class OfAClassTemplate implements Stage {
        private final int number;

        OfAClassTemplate(int number) {
            this.number = number;
        }

        @BeforeAll
        static void before_all(DataFlow df) {
            store(df, "class");
        }

        @BeforeParameterizedClassInvocation
        static void before_invocation(int number, DataFlow df) {
            store(df, "invocation " + number);
        }

        @RepeatedTest(2)
        void sees_its_invocation(DataFlow df) {
            see(df);
            store(df, "test " + number);
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(
            models = {Row.class, Pooled.class},
            isolation = Isolation.DATABASE)
    static class OfADatabase {
        @Test
        void commits(DataFlow df) {
            store(df, "committed");
        }
    }

    static class BreaksInItsConstructor implements Stage {
        BreaksInItsConstructor(DataFlow df) {
            store(df, "constructor");
            throw broken();
        }

        @Test
        void never_runs() {}

        @Test
        void nor_does_this() {}
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class BreaksInItsOnlyConstructor implements Stage {
        BreaksInItsOnlyConstructor(DataFlow df) {
            store(df, "constructor");
            throw broken();
        }

        @Test
        void never_runs() {}
    }

    static class BreaksBeforeAll implements Stage {
        @BeforeAll
        static void before_all(DataFlow df) {
            store(df, "before all");
            throw broken();
        }

        @Test
        void never_runs() {}
    }

    static class BreaksAfterAll implements Stage {
        @Test
        void stores(DataFlow df) {
            store(df, "test");
        }

        @AfterAll
        static void after_all(DataFlow df) {
            store(df, "after all");
            throw broken();
        }
    }

    static class BreaksBeforeEach implements Stage {
        @BeforeEach
        void before_each(DataFlow df) {
            store(df, "before each");
            throw broken();
        }

        @Test
        void never_runs() {}
    }

    static class BreaksAfterEach implements Stage {
        @Test
        void stores(DataFlow df) {
            store(df, "test");
        }

        @AfterEach
        void after_each(DataFlow df) {
            store(df, "after each");
            throw broken();
        }
    }

    static class BreaksInAParameter implements Stage {
        @BeforeEach
        void before_each(DataFlow df) {
            store(df, "before each");
        }

        @Test
        void never_runs(DataFlow df, StringBuilder nobodyResolvesThis) {}
    }

    static class Breaking implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
        private final String stage;

        Breaking(String stage) {
            this.stage = stage;
        }

        static final class BeforeAllTests extends Breaking {
            BeforeAllTests() {
                super("before all");
            }
        }

        static final class BeforeATest extends Breaking {
            BeforeATest() {
                super("before each");
            }
        }

        static final class AfterATest extends Breaking {
            AfterATest() {
                super("after each");
            }
        }

        private void at(String reached) {
            if (reached.equals(stage)) {
                throw broken();
            }
        }

        @Override
        public void beforeAll(ExtensionContext context) {
            at("before all");
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            at("before each");
        }

        @Override
        public void afterEach(ExtensionContext context) {
            at("after each");
        }
    }

    abstract static class WithAnotherExtension implements Stage {
        WithAnotherExtension(DataFlow df) {
            store(df, "constructor");
        }

        @Test
        void stores(DataFlow df) {
            store(df, "test");
        }
    }

    @ExtendWith(Breaking.BeforeAllTests.class)
    static class BrokenBeforeAll extends WithAnotherExtension {
        BrokenBeforeAll(DataFlow df) {
            super(df);
        }
    }

    @ExtendWith(Breaking.BeforeATest.class)
    static class BrokenBeforeEach extends WithAnotherExtension {
        BrokenBeforeEach(DataFlow df) {
            super(df);
        }
    }

    @ExtendWith(Breaking.AfterATest.class)
    static class BrokenAfterEach extends WithAnotherExtension {
        BrokenAfterEach(DataFlow df) {
            super(df);
        }
    }

    @Test
    void each_kind_of_test_leaves_the_database_as_it_was() throws SQLException {
        SEEN.clear();
        for (Class<?> kind : List.of(AllKinds.class, OfAnInterface.class, OfAClassTemplate.class, OfADatabase.class)) {
            assertThat(leftBy(kind)).as(kind.getSimpleName()).isEmpty();
        }

        assertThat(SEEN)
                .containsExactly(
                        "class, instance, before",
                        "inherited",
                        "class, invocation 1",
                        "class, invocation 1",
                        "class, invocation 2",
                        "class, invocation 2");
    }

    @Test
    void so_does_each_kind_of_failure() throws SQLException {
        for (Class<?> kind : List.of(
                BreaksInItsConstructor.class,
                BreaksInItsOnlyConstructor.class,
                BreaksBeforeAll.class,
                BreaksAfterAll.class,
                BreaksBeforeEach.class,
                BreaksAfterEach.class,
                BreaksInAParameter.class,
                BrokenBeforeAll.class,
                BrokenBeforeEach.class,
                BrokenAfterEach.class)) {
            assertThat(leftBy(kind))
                    .as(kind.getSimpleName())
                    .isNotEmpty()
                    .allMatch(failure -> failure.contains("broken on purpose") || failure.contains("StringBuilder"));
        }
    }

    /** Runs a class, compares the database before and after, and answers the failures. */
    private static List<String> leftBy(Class<?> kind) throws SQLException {
        List<String> before = content();
        List<String> failures = Runs.failures(Runs.run(kind));
        assertThat(content()).as(kind.getSimpleName()).isEqualTo(before);
        return failures;
    }

    /** All that is in the worker that the next class will get, and has waited since the last one. */
    private static List<String> content() throws SQLException {
        Environment environment = Environment.of(new ModelSet(List.of(Pooled.class, Row.class)), null);
        Worker worker = environment.takeWorker();
        try (Connection connection = worker.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> content = new ArrayList<>();
            for (String relation : strings(
                    statement,
                    "select oid::regclass from pg_class where relkind in ('r', 'S') and relnamespace = 'public'::regnamespace order by 1")) {
                content.add(relation);
                content.addAll(strings(statement, "select row(t.*)::text from " + relation + " t order by 1"));
            }
            assertThat(content).hasSizeGreaterThan(4);
            return content;
        } finally {
            environment.giveBack(worker);
        }
    }

    private static List<String> strings(Statement statement, String query) throws SQLException {
        try (ResultSet results = statement.executeQuery(query)) {
            List<String> strings = new ArrayList<>();
            while (results.next()) {
                strings.add(results.getString(1));
            }
            return strings;
        }
    }
}
