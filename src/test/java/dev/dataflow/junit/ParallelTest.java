package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.hibernate.annotations.GenericGenerator;
import org.hibernate.annotations.Parameter;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Classes that run side by side do not notice each other; methods of one class take turns. */
class ParallelTest {
    @Entity
    static class Item extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    @Entity
    static class Pooled {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        @SequenceGenerator(name = "pooled", sequenceName = "pooled_ids", allocationSize = 20)
        @Nullable
        Long id;
    }

    /** Takes ids in advance in a way of its own. */
    @Entity
    static class HiLo {
        @Id
        @GeneratedValue(generator = "hilo")
        @SuppressWarnings({"deprecation", "removal"}) // still the way to choose an optimizer for one entity
        @GenericGenerator(
                name = "hilo",
                type = SequenceStyleGenerator.class,
                parameters = {
                    @Parameter(name = "optimizer", value = "hilo"),
                    @Parameter(name = "increment_size", value = "10")
                })
        @Nullable
        Long id;
    }

    @Entity
    static class Other extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    /** All four classes have begun a test, or none goes on. */
    private static final CyclicBarrier FOUR = new CyclicBarrier(4);

    private static final ExecutorService OF_THE_APPLICATION = virtualThreads();

    /** On Java 21 and newer threads are virtual, before that pooled. */
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return Executors.newFixedThreadPool(2);
        }
    }

    private static void meet() throws Exception {
        FOUR.await(60, TimeUnit.SECONDS);
    }

    private static <T> T elsewhere(Callable<T> work) throws Exception {
        Future<T> future = OF_THE_APPLICATION.submit(work);
        return future.get(30, TimeUnit.SECONDS);
    }

    /** The tests that each of the classes with the same models has. */
    abstract static class SameModels {
        @RepeatedTest(3)
        void everything_a_test_is_given_knows_its_class_on_any_thread(
                DataFlow df, EntityManagerFactory factory, DataSource dataSource, EntityManager em) throws Exception {
            meet();

            Object id = elsewhere(() -> df.model(Item.class)
                    .create(Map.of("name", "taken"))
                    .orThrow()
                    .id());
            elsewhere(() -> {
                factory.runInTransaction(manager -> manager.persist(item("by the factory")));
                return df.transaction(tx -> {
                    return df.model(Item.class)
                            .create(Map.of("name", "in a transaction"))
                            .orThrow();
                });
            });
            elsewhere(() -> {
                try (Connection connection = dataSource.getConnection();
                        Statement statement = connection.createStatement()) {
                    return statement.executeUpdate("insert into parallel_test$item (name) values ('by JDBC')");
                }
            });
            elsewhere(() -> {
                em.persist(item("by the entity manager"));
                em.flush();
                return id;
            });

            assertThat(id).isEqualTo(1L);
            assertThat(df.model(Item.class).count().data()).isEqualTo(5);
            meet();
        }

        @RepeatedTest(3)
        void ids_taken_in_advance_are_those_of_the_own_database(EntityManagerFactory factory, DataFlow df)
                throws Exception {
            meet();
            for (long expected = 1; expected <= 25; expected++) {
                long id = factory.callInTransaction(ParallelTest::pooled);
                assertThat(id).isEqualTo(expected);
            }
            long next = elsewhere(() -> factory.callInTransaction(ParallelTest::pooled));
            assertThat(next).isEqualTo(26);
            assertThat(elsewhere(() ->
                            df.model(Pooled.class).create(Map.of()).orThrow().id()))
                    .isEqualTo(27L);
            for (long expected = 1; expected <= 12; expected++) {
                HiLo entity = new HiLo();
                factory.runInTransaction(em -> em.persist(entity));
                assertThat(entity.id).isEqualTo(expected);
            }
            meet();
        }
    }

    private static Item item(String name) {
        Item item = new Item();
        item.name = name;
        return item;
    }

    private static List<String> names(EntityManager em) {
        return em.createQuery("select i.name from " + Item.class.getName() + " i", String.class)
                .getResultList();
    }

    private static long pooled(EntityManager em) {
        Pooled entity = new Pooled();
        em.persist(entity);
        return entity.id == null ? 0 : entity.id;
    }

    /** Takes part in the meetings of the others with models of its own. */
    abstract static class OtherModels {
        @RepeatedTest(6)
        void works_beside_the_others(DataFlow df) throws Exception {
            meet();
            assertThat(elsewhere(() -> df.model(Other.class)
                            .create(Map.of("name", "taken"))
                            .orThrow()
                            .id()))
                    .isEqualTo(1L);
            meet();
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = {Item.class, Pooled.class, HiLo.class})
    static class One extends SameModels {}

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = {Item.class, Pooled.class, HiLo.class})
    static class Two extends SameModels {}

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Other.class)
    static class Three extends OtherModels {}

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = {Other.class, Item.class})
    static class Four extends OtherModels {}

    @Test
    void four_classes_run_side_by_side_each_in_its_own_database() {
        var results = Runs.runInParallel(One.class, Two.class, Three.class, Four.class);

        assertThat(Runs.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(24));
    }

    private static final CyclicBarrier TWO = new CyclicBarrier(2);

    /** Hibernate's own factory, which a session answers, works for one class at a time. */
    abstract static class AsksHibernatesOwnFactory {
        @Test
        void a_thread_nobody_knows_finds_the_data_of_the_test(EntityManager em, DataFlow df) throws Exception {
            df.model(Item.class)
                    .create(Map.of("name", getClass().getSimpleName()))
                    .orThrow();
            EntityManagerFactory own = em.getEntityManagerFactory();
            TWO.await(60, TimeUnit.SECONDS);
            ExecutorService unknown = Executors.newSingleThreadExecutor();
            try {
                assertThat(unknown.submit(() -> own.callInTransaction(ParallelTest::names))
                                .get())
                        .containsExactly(getClass().getSimpleName());
            } finally {
                unknown.shutdown();
                TWO.await(60, TimeUnit.SECONDS);
            }
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class Asks extends AsksHibernatesOwnFactory {}

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class AsksAsWell extends AsksHibernatesOwnFactory {}

    @Test
    void hibernates_own_factory_belongs_to_one_class() {
        assertThat(Runs.failures(Runs.runInParallel(Asks.class, AsksAsWell.class)))
                .isEmpty();
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class LeavesItsFactory {
        private static @Nullable EntityManagerFactory left;
        private static @Nullable EntityManager session;

        @Test
        void leaves_its_factory_and_a_session(EntityManagerFactory factory) {
            left = factory;
            session = factory.createEntityManager();
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class ComesNext {
        @Test
        void what_is_left_of_another_class_does_not_get_at_this_ones_database() {
            EntityManagerFactory left = Objects.requireNonNull(LeavesItsFactory.left);
            EntityManager session = Objects.requireNonNull(LeavesItsFactory.session);
            assertThatThrownBy(() -> left.callInTransaction(ParallelTest::names))
                    .hasMessageContaining("LeavesItsFactory, of which no test is running");
            assertThatThrownBy(() -> names(session))
                    .hasStackTraceContaining("LeavesItsFactory, of which no test is running");
        }
    }

    @Test
    void threads_that_are_left_over_are_refused() {
        assertThat(Runs.failures(Runs.run(LeavesItsFactory.class, ComesNext.class)))
                .isEmpty();
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class ManyMethods {
        private static final AtomicInteger AT_WORK = new AtomicInteger();

        @BeforeEach
        void enter(DataFlow df) {
            assertThat(AT_WORK.incrementAndGet()).isEqualTo(1);
            df.model(Item.class).create(Map.of("name", "taken")).orThrow();
        }

        @AfterEach
        void leave() {
            AT_WORK.decrementAndGet();
        }

        @RepeatedTest(5)
        void first(DataFlow df) throws InterruptedException {
            isAlone(df);
        }

        @RepeatedTest(5)
        void second(DataFlow df) throws InterruptedException {
            isAlone(df);
        }

        private static void isAlone(DataFlow df) throws InterruptedException {
            Thread.sleep(5);
            assertThat(df.model(Item.class).count().data()).isEqualTo(1);
        }

        @Nested
        class Inside {
            @RepeatedTest(5)
            void third(DataFlow df) throws InterruptedException {
                isAlone(df);
            }
        }
    }

    @Test
    void methods_of_one_class_take_turns() {
        var results = Runs.runInParallel(ManyMethods.class);

        assertThat(Runs.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(15));
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class Serving {
        @Test
        void a_request_is_answered_from_the_tests_own_data(DataFlow df) throws Exception {
            df.model(Item.class).create(Map.of("name", "served")).orThrow();
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                byte[] body = df.model(Item.class)
                        .findOne(Map.of("id", 1))
                        .data()
                        .getString("name")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            try {
                assertThat(answerOf(server)).isEqualTo("served");
            } finally {
                server.stop(0);
            }
        }

        private static String answerOf(HttpServer server) throws IOException, InterruptedException {
            URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class ServingAsWell extends Serving {}

    @Test
    void a_servers_threads_work_for_the_class_whose_objects_they_use() {
        assertThat(Runs.failures(Runs.runInParallel(Serving.class, ServingAsWell.class)))
                .isEmpty();
    }
}
