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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
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
            meet();
        }
    }

    private static Item item(String name) {
        Item item = new Item();
        item.name = name;
        return item;
    }

    private static Long items(EntityManager em) {
        return em.createQuery("select count(i) from " + Item.class.getName() + " i", Long.class)
                .getSingleResult();
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
    @DataFlowTest(models = {Item.class, Pooled.class})
    static class One extends SameModels {}

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = {Item.class, Pooled.class})
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

    /** Hibernate's own factory, which a session answers, is shared: it goes by the thread. */
    abstract static class AsksTheSharedFactory {
        @Test
        void a_thread_nobody_knows_is_told_what_to_use(EntityManager em) throws Exception {
            EntityManagerFactory shared = em.getEntityManagerFactory();
            TWO.await(60, TimeUnit.SECONDS);
            try {
                Long count = shared.callInTransaction(ParallelTest::items);
                assertThat(count).isZero();
                ExecutorService unknown = Executors.newSingleThreadExecutor();
                try {
                    assertThatThrownBy(() -> unknown.submit(() -> shared.callInTransaction(ParallelTest::items))
                                    .get())
                            .rootCause()
                            .isInstanceOf(SQLException.class)
                            .hasMessageContaining("2 test classes with the same models")
                            .hasMessageContaining("injected DataFlow, EntityManagerFactory or DataSource");
                } finally {
                    unknown.shutdown();
                }
            } finally {
                TWO.await(60, TimeUnit.SECONDS);
            }
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class Asks extends AsksTheSharedFactory {}

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Item.class)
    static class AsksAsWell extends AsksTheSharedFactory {}

    @Test
    void what_cannot_be_told_is_refused_with_the_remedy() {
        assertThat(Runs.failures(Runs.runInParallel(Asks.class, AsksAsWell.class)))
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
