package dev.dataflow.junit;

import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.gte;

import dev.dataflow.Change;
import dev.dataflow.DataFlow;
import dev.dataflow.Model;
import dev.dataflow.Query;
import dev.dataflow.Row;
import dev.dataflow.internal.boot.SessionFactories;
import dev.dataflow.internal.json.PlainJson;
import dev.dataflow.internal.json.StoredJson;
import dev.dataflow.internal.validation.Validation;
import dev.dataflow.postgres.PostgresServer;
import io.hypersistence.utils.hibernate.type.json.JsonType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads and runs, before the first test's clock starts, what the first operations of a JVM would otherwise load: half a second of Jackson,
 * driver, Hibernate and facade. It runs on a second thread: what needs no Hibernate while that starts for the tests, then operations on a model
 * of its own, since creating the tests' entities would run their callbacks. A failure here is no failure of a test.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int ROUNDS = 16;

    private static @Nullable WarmUp ofThisJvm;

    private final PostgresServer server;
    private final Thread thread = new Thread(this::run, "dataflow-warm-up");

    private WarmUp(PostgresServer server) {
        this.server = server;
    }

    /** Begins the warm-up of this JVM, or answers the one that has begun. */
    static synchronized WarmUp start(PostgresServer server) {
        WarmUp warmUp = ofThisJvm;
        if (warmUp == null) {
            warmUp = new WarmUp(server);
            warmUp.thread.setDaemon(true);
            warmUp.thread.start();
            ofThisJvm = warmUp;
        }
        return warmUp;
    }

    /** Waits for the end: what is still loaded while a test runs would slow that test down. */
    void await() {
        join(thread);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            load();
            operate();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The warm-up was not completed", e);
        }
    }

    private void load() throws SQLException {
        JsonType.INSTANCE.getName();
        StoredJson.read(PlainJson.write(PlainJson.plain(Map.of("a", List.of(1, 2.5, true))))
                .getBytes(StandardCharsets.UTF_8));
        Validation.of(Map.of()).constrainsWhole(WarmUpModel.class);
        try (Worker worker = Worker.sandboxed(server.givenDatabase(), false);
                Connection connection = worker.pool().getConnection();
                PreparedStatement statement = connection.prepareStatement("select cast(? as jsonb)")) {
            statement.setString(1, "{}");
            try (ResultSet results = statement.executeQuery()) {
                results.next();
            }
        }
        AssertJ.load();
    }

    private void operate() throws SQLException {
        Router router = new Router();
        SessionFactoryImplementor factory =
                SessionFactories.build(router, server.version().major(), List.of(WarmUpModel.class), Map.of());
        try (Worker worker = Worker.sandboxed(server.givenDatabase(), false);
                DataFlow dataFlow = DataFlow.on(factory)) {
            Route route = new Route("the warm-up", Isolation.SAVEPOINT);
            route.lead(worker);
            router.follow(route);
            dataFlow.createTables();
            Thread second = new Thread(() -> repeat(dataFlow, "second"), "dataflow-warm-up-2");
            second.start();
            repeat(dataFlow, "first");
            join(second);
            dataFlow.transaction(transaction -> {
                operate(dataFlow.model(WarmUpModel.class), "in a transaction");
            });
            factory.runInTransaction(manager -> manager.find(WarmUpModel.class, 1L));
        } finally {
            factory.close();
        }
    }

    /** What has run a few hundred times is compiled; two threads get there in half the time. */
    private static void repeat(DataFlow dataFlow, String name) {
        for (int round = 0; round < ROUNDS; round++) {
            operate(dataFlow.model(WarmUpModel.class), name + round);
        }
    }

    private static void operate(Model<WarmUpModel> model, String name) {
        Row first = model.create(values(name)).data();
        Map<String, Object> second = values(name + " child");
        second.put("parent", first.id());
        model.create(second);
        model.create(second);
        model.create(Map.of("nobody", 1));
        Map<String, Object> changes = values(name + " changed");
        changes.put("count", Change.increment(1));
        changes.remove("document");
        changes.put("document.a.b", 2);
        Row changed = model.update(Map.of("id", first.id()), changes).data();
        changed.getDecimal("price");
        changed.at("document.a.b");
        model.findOne(Map.of("name", name));
        model.findById(first.id());
        model.findMany(and(eq("document.a.b", 2), gte("count", 1), eq("parent", first.id())));
        model.findMany(Map.of("day", Map.of("$gte", "2100-01-01"), "time", "10:00", "moment", "2000-01-01T10:00:00Z"));
        model.findMany(Query.all().orderBy("name").limit(1));
        model.count();
        model.delete(eq("parent", first.id()));
    }

    private static Map<String, Object> values(String name) {
        return new HashMap<>(Map.of(
                "name", name,
                "email", "warm.up@example.com",
                "active", true,
                "count", 1,
                "price", "1.50",
                "day", "2000-01-01",
                "time", "10:00",
                "moment", "2000-01-01T10:00:00Z",
                "document", Map.of("a", Map.of("b", 1), "c", List.of(1.5, "d"))));
    }
}
